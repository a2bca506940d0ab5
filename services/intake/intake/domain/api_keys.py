"""An API key as its events tell of it: what it may do, until when, and whether it was revoked."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal, TypeAlias, assert_never

from events.catalogue.api_key_events import ApiKeyIssued, ApiKeyRevoked, ApiKeyUsed
from intake.domain.errors import Unknown

ApiKeyEvent: TypeAlias = ApiKeyIssued | ApiKeyUsed | ApiKeyRevoked
KeyRole: TypeAlias = Literal["contact", "agent", "oncall", "tam", "analyst", "service"]
"""A key is never an admin's: one that can issue others would outlive its own revocation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """One key; what was issued, and what became of it.

    `last_used_at`: by the events that were recorded of it once; uses have a table now.
    """

    issued: ApiKeyIssued
    revoked: ApiKeyRevoked | None = None
    last_used_at: datetime | None = None


INITIAL: Final[ApiKey | None] = None


def evolve(key: ApiKey | None, event: ApiKeyEvent) -> ApiKey:
    """Return a key after one more event of its own."""
    if isinstance(event, ApiKeyIssued):
        return ApiKey(issued=event)
    match event:
        case ApiKeyUsed():
            return replace(known_key(key), last_used_at=event.used_at)
        case ApiKeyRevoked():
            return replace(known_key(key), revoked=event)
        case _:
            assert_never(event)


def known_key(key: ApiKey | None) -> ApiKey:
    """Return a key that was issued. Raises Unknown (`unknown-api-key`)."""
    if key is None:
        raise Unknown("unknown-api-key", "there is no such API key")
    return key
