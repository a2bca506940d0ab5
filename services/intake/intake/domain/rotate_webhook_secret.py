"""Gives a webhook a new secret, beside which the old one signs for a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from events.catalogue.webhook_events import WebhookSecretRotated, WhyRotated
from intake.domain.webhook import Webhook, existing

BOTH_SIGN_FOR = timedelta(hours=24)
"""Time enough to give the receiver the new secret, in whichever order its instances restart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RotateWebhookSecret:
    """Sign by `secret_id` from now on."""

    secret_id: str
    reason: WhyRotated
    rotated_by: str
    now: datetime


def decide(command: RotateWebhookSecret, webhook: Webhook | None) -> list[WebhookSecretRotated]:
    """Rotate the secret; one that leaked signs no longer, for anybody may sign by it."""
    webhook = existing(webhook)
    leaked = command.reason == "leaked"
    return [
        WebhookSecretRotated(
            webhook_id=webhook.webhook_id,
            secret_id=command.secret_id,
            old_until=command.now if leaked else command.now + BOTH_SIGN_FOR,
            reason=command.reason,
            rotated_by=command.rotated_by,
        )
    ]
