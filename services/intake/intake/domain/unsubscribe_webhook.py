"""Takes a webhook away, for good."""

from dataclasses import dataclass

from events.catalogue.webhook_events import WebhookUnsubscribed, WhyUnsubscribed
from intake.domain.webhook import Webhook, existing


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsubscribeWebhook:
    """Take the webhook away, with the reason as a code."""

    reason: WhyUnsubscribed
    unsubscribed_by: str


def decide(command: UnsubscribeWebhook, webhook: Webhook | None) -> list[WebhookUnsubscribed]:
    """Take the webhook away. Raises Unknown (`unknown-webhook`)."""
    return [
        WebhookUnsubscribed(
            webhook_id=existing(webhook).webhook_id,
            reason=command.reason,
            unsubscribed_by=command.unsubscribed_by,
        )
    ]
