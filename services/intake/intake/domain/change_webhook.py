"""Changes where a webhook leads, what it hears of, or whether it is sent to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from events.catalogue.webhook_events import (
    WebhookAddress,
    WebhookChanged,
    WebhookPaused,
    WebhookResumed,
)
from intake.domain.webhook import Webhook, existing, known_types


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWebhook:
    """Change what is given; None leaves it as it is."""

    url: str | None
    description: str | None
    event_types: Sequence[str] | None
    state: Literal["active", "paused"] | None
    changed_by: str


def decide(
    command: ChangeWebhook, webhook: Webhook | None
) -> list[WebhookChanged | WebhookPaused | WebhookResumed]:
    """Change the webhook; what is so already is not recorded again."""
    webhook = existing(webhook)
    return [*_changed(command, webhook), *_switched(command, webhook)]


def _changed(command: ChangeWebhook, webhook: Webhook) -> list[WebhookChanged]:
    url = webhook.url if command.url is None else command.url
    description = webhook.description if command.description is None else command.description
    types = webhook.event_types if command.event_types is None else known_types(command.event_types)
    if (url, description, types) == (webhook.url, webhook.description, webhook.event_types):
        return []
    return [
        WebhookChanged(
            webhook_id=webhook.webhook_id,
            event_types=types,
            changed_by=command.changed_by,
            personal=WebhookAddress(url=url, description=description),
        )
    ]


def _switched(command: ChangeWebhook, webhook: Webhook) -> list[WebhookPaused | WebhookResumed]:
    if command.state in (None, webhook.state):
        return []
    if command.state == "paused":
        return [WebhookPaused(webhook_id=webhook.webhook_id, paused_by=command.changed_by)]
    return [WebhookResumed(webhook_id=webhook.webhook_id, resumed_by=command.changed_by)]
