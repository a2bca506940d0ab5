"""Stops sending to a webhook whose receiver is gone, or took nothing for a day."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.webhook_events import WebhookDisabled, WhyDisabled
from intake.domain.webhook import Webhook


@dataclass(frozen=True, slots=True, kw_only=True)
class DisableWebhook:
    """Disable the webhook as it was when `url` was tried: its address may be another by now."""

    url: str
    reason: WhyDisabled
    now: datetime


def decide(command: DisableWebhook, webhook: Webhook | None) -> list[WebhookDisabled]:
    """Disable the webhook if it is sent to, and still leads to where it was tried."""
    if webhook is None or webhook.gone:
        return []
    if webhook.state != "active" or webhook.url != command.url:
        return []
    return [
        WebhookDisabled(
            webhook_id=webhook.webhook_id, reason=command.reason, disabled_at=command.now
        )
    ]
