"""The API keys as their stream tells of them: what each may do, until when, when it was used."""

from collections.abc import Mapping
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
    """One key; what was issued, and what became of it."""

    issued: ApiKeyIssued
    revoked: ApiKeyRevoked | None = None
    last_used_at: datetime | None = None


ApiKeys: TypeAlias = Mapping[str, ApiKey]
"""All keys, by their ids, in the order of issue."""

INITIAL: Final[ApiKeys] = {}


def evolve(keys: ApiKeys, event: ApiKeyEvent) -> ApiKeys:
    """Return the keys after one more event."""
    match event:
        case ApiKeyIssued():
            return {**keys, event.key_id: ApiKey(issued=event)}
        case ApiKeyUsed():
            return {**keys, event.key_id: replace(keys[event.key_id], last_used_at=event.used_at)}
        case ApiKeyRevoked():
            return {**keys, event.key_id: replace(keys[event.key_id], revoked=event)}
        case _:
            assert_never(event)


def known_key(keys: ApiKeys, key_id: str) -> ApiKey:
    """Return a key. Raises Unknown (`unknown-api-key`)."""
    if key_id not in keys:
        raise Unknown("unknown-api-key", "there is no such API key")
    return keys[key_id]
