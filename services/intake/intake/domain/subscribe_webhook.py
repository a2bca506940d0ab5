"""Sets up a webhook for a customer's system, or for one of the vendor's."""

from dataclasses import dataclass

import msgspec

from events.catalogue.webhook_events import WebhookSubscribed
from intake.domain.errors import Conflicting
from intake.domain.webhook import Webhook, known_types

MOST_WEBHOOKS = 20
"""Of one customer; each may have a sender of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscribeWebhook:
    """Set up a webhook, as the event will say it; `webhooks`: how many its customer has."""

    wanted: WebhookSubscribed
    webhooks: int = 0


def decide(command: SubscribeWebhook, webhook: Webhook | None) -> list[WebhookSubscribed]:
    """Set the webhook up. Raises UnknownEventTypes (`unknown-event-type`)."""
    if webhook is not None:
        raise Conflicting("webhook-exists", "there is a webhook with this id")
    if command.webhooks >= MOST_WEBHOOKS:
        raise Conflicting("too-many-webhooks", f"a customer has {MOST_WEBHOOKS} webhooks at most")
    event_types = known_types(command.wanted.event_types)
    return [msgspec.structs.replace(command.wanted, event_types=event_types)]
