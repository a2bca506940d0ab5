"""Issues an API key for a machine, with what it may do and until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from events.catalogue.api_key_events import ApiKeyIssued
from intake.domain.api_keys import ApiKey
from intake.domain.errors import Conflicting, Invalid

LONGEST = timedelta(days=366)
"""A key that nobody has to think of for longer than a year is forgotten where it lies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueApiKey:
    """Issue a key, as the event will say it."""

    wanted: ApiKeyIssued
    now: datetime


def decide(command: IssueApiKey, key: ApiKey | None) -> list[ApiKeyIssued]:
    """Issue the key, if its scope is one and its end lies within a year."""
    wanted = command.wanted
    if key is not None:
        raise Conflicting("api-key-exists", "there is a key with this id")
    is_whole = wanted.customer_id is not None and wanted.user_id is not None
    if wanted.role == "contact" and not is_whole:
        raise Invalid("contact-key-needs-a-user", "a contact's key names a customer and a user")
    # A customer in the scope of another role would look like a limit, and be none.
    if wanted.role != "contact" and wanted.customer_id is not None:
        raise Invalid("customer-is-for-contacts", "only a contact's key has a customer")
    if not command.now < wanted.expires_at <= command.now + LONGEST:
        raise Invalid("expires-within-a-year", "a key ends in the future, within a year")
    return [wanted]
