"""Revokes an API key, for good."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from events.catalogue.api_key_events import ApiKeyRevoked
from intake.domain.api_keys import ApiKey, known_key

RevocationReason: TypeAlias = Literal["no-longer-needed", "replaced", "leaked", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeApiKey:
    """Revoke the key, with the reason as a code."""

    key_id: str
    reason: RevocationReason
    revoked_by: str
    now: datetime


def decide(command: RevokeApiKey, key: ApiKey | None) -> list[ApiKeyRevoked]:
    """Revoke the key; one that is revoked stays revoked as it was."""
    if known_key(key).revoked is not None:
        return []
    return [
        ApiKeyRevoked(
            key_id=command.key_id,
            reason=command.reason,
            revoked_at=command.now,
            revoked_by=command.revoked_by,
        )
    ]
