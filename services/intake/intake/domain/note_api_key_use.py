"""Notes that an API key is in use, so that one that nobody uses can be found and revoked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from events.catalogue.api_key_events import ApiKeyUsed
from intake.domain.api_keys import ApiKey, ApiKeys, known_key

NOTED_EVERY = timedelta(hours=1)
"""At most so often: a key that is used all day must not fill the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteApiKeyUse:
    """Note that the key was used now."""

    key_id: str
    now: datetime


def decide(command: NoteApiKeyUse, keys: ApiKeys) -> list[ApiKeyUsed]:
    """Note the use, unless one of the last hour is noted."""
    if not is_worth_noting(known_key(keys, command.key_id), command.now):
        return []
    return [ApiKeyUsed(key_id=command.key_id, used_at=command.now)]


def is_worth_noting(key: ApiKey, now: datetime) -> bool:
    """Return whether a use now is the first in an hour."""
    return key.last_used_at is None or now - key.last_used_at >= NOTED_EVERY
