"""The deciders of webhooks, and the stream of each."""

from events.command_runner import Decider, load
from events.event import Event
from intake.adapters.streams import Store
from intake.domain import (
    change_webhook,
    disable_webhook,
    replay_webhook,
    rotate_webhook_secret,
    subscribe_webhook,
    try_webhook,
    unsubscribe_webhook,
    webhook,
)
from intake.domain.change_webhook import ChangeWebhook
from intake.domain.disable_webhook import DisableWebhook
from intake.domain.replay_webhook import ReplayWebhook
from intake.domain.rotate_webhook_secret import RotateWebhookSecret
from intake.domain.subscribe_webhook import SubscribeWebhook
from intake.domain.try_webhook import TryWebhook
from intake.domain.unsubscribe_webhook import UnsubscribeWebhook
from intake.domain.webhook import Webhook, WebhookEvent


def webhook_stream(webhook_id: str) -> str:
    """Return the name of a webhook's stream."""
    return f"webhook-{webhook_id}"


def evolve_webhook(state: Webhook | None, event: Event) -> Webhook | None:
    """Return the webhook after one more event of its stream."""
    assert isinstance(event, WebhookEvent), "the stream of a webhook holds nothing else"
    return webhook.evolve(state, event)


async def load_webhook(store: Store, webhook_id: str) -> tuple[Webhook, int]:
    """Return a webhook and its version. Raises Unknown (`unknown-webhook`)."""
    state, version = await load(store, TRYING_WEBHOOK, webhook_stream(webhook_id), webhook_id)
    return webhook.existing(state), version


SUBSCRIBING_WEBHOOK: Decider[SubscribeWebhook, Webhook | None] = Decider(
    webhook.INITIAL, subscribe_webhook.decide, evolve_webhook
)
CHANGING_WEBHOOK: Decider[ChangeWebhook, Webhook | None] = Decider(
    webhook.INITIAL, change_webhook.decide, evolve_webhook
)
ROTATING_WEBHOOK_SECRET: Decider[RotateWebhookSecret, Webhook | None] = Decider(
    webhook.INITIAL, rotate_webhook_secret.decide, evolve_webhook
)
UNSUBSCRIBING_WEBHOOK: Decider[UnsubscribeWebhook, Webhook | None] = Decider(
    webhook.INITIAL, unsubscribe_webhook.decide, evolve_webhook
)
TRYING_WEBHOOK: Decider[TryWebhook, Webhook | None] = Decider(
    webhook.INITIAL, try_webhook.decide, evolve_webhook
)
REPLAYING_WEBHOOK: Decider[ReplayWebhook, Webhook | None] = Decider(
    webhook.INITIAL, replay_webhook.decide, evolve_webhook
)
DISABLING_WEBHOOK: Decider[DisableWebhook, Webhook | None] = Decider(
    webhook.INITIAL, disable_webhook.decide, evolve_webhook
)
