"""Facts about API keys, by which machines sign in. Owned by intake; all of them in one stream."""

from typing import Literal

from events.catalogue.terms import Instant
from events.event import Event


class ApiKeyIssued(Event, frozen=True, kw_only=True):
    """A key was issued, and shown once.

    `key_hash` is its SHA-256 in hex: of 256 random bits, so nobody finds the key by trying. `label`
    is a slug that says what it is for. `role` is what it may do, as in a token; a contact's key has
    `customer_id` and `user_id`. `read_only`: it may not change anything. `operations`: of what its
    role may do it may do these only, each as in `POST /v1/cases`; None: all.
    """

    key_id: str
    key_hash: str
    label: str
    role: Literal["contact", "agent", "oncall", "tam", "analyst", "service"]
    customer_id: str | None = None
    user_id: str | None = None
    read_only: bool = False
    operations: tuple[str, ...] | None = None
    expires_at: Instant
    issued_at: Instant
    issued_by: str


class ApiKeyUsed(Event, frozen=True, kw_only=True):
    """A key was used, for the first time or for the first time in an hour.

    No longer recorded: uses are noted in a table beside the log.
    """

    key_id: str
    used_at: Instant


class ApiKeyRevoked(Event, frozen=True, kw_only=True):
    """A key holds no longer."""

    key_id: str
    reason: Literal["no-longer-needed", "replaced", "leaked", "other"]
    revoked_at: Instant
    revoked_by: str
