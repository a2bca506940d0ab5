"""Sends a webhook a message that says nothing, so that its receiver can be tried."""

from dataclasses import dataclass

from events.catalogue.webhook_events import WebhookTested
from intake.domain.webhook import Webhook, existing


@dataclass(frozen=True, slots=True, kw_only=True)
class TryWebhook:
    """Send the message, whatever state the webhook is in: it may be tried before it is resumed."""

    test_id: str
    tested_by: str


def decide(command: TryWebhook, webhook: Webhook | None) -> list[WebhookTested]:
    """Ask for the message. Raises Unknown (`unknown-webhook`)."""
    return [
        WebhookTested(
            webhook_id=existing(webhook).webhook_id,
            test_id=command.test_id,
            tested_by=command.tested_by,
        )
    ]
