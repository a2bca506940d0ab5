"""Asks that events are sent to a webhook again: a single one, or all since an instant or a
position in the feed."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.webhook_events import WebhookReplayRequested
from intake.domain.errors import Conflicting, Invalid
from intake.domain.webhook import Webhook, existing


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayWebhook:
    """Send again; of `event_id`, `since` and `position` one is set."""

    event_id: str | None = None
    since: datetime | None = None
    position: tuple[int, ...] | None = None
    requested_by: str
    now: datetime


def decide(command: ReplayWebhook, webhook: Webhook | None) -> list[WebhookReplayRequested]:
    """Ask for the replay of a webhook that is sent to."""
    webhook = existing(webhook)
    # It would wait where nobody sees it, and come all at once with the next resumption.
    if webhook.state != "active":
        raise Conflicting("webhook-not-active", f"the webhook is {webhook.state}: resume it first")
    if command.since is not None and command.since > command.now:
        raise Invalid("since-in-the-future", "nothing was recorded in the future")
    return [
        WebhookReplayRequested(
            webhook_id=webhook.webhook_id,
            event_id=command.event_id,
            since=command.since,
            position=command.position,
            requested_by=command.requested_by,
        )
    ]
