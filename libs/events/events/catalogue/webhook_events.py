"""Facts about webhooks, by which other systems hear what happens to cases. Owned by intake; routed
by the webhook's id; one stream each. No secret is ever in them."""

from typing import Literal

from events.catalogue.terms import Instant
from events.event import Event, Personal

WhyRotated = Literal["routine", "leaked", "other"]
WhyUnsubscribed = Literal["no-longer-needed", "replaced", "leaked", "other"]
WhyDisabled = Literal["gone", "failed-for-a-day"]


class WebhookAddress(Personal, frozen=True, kw_only=True):
    """Where it leads, which may hold a token of the receiver's, and what somebody says it is."""

    url: str
    description: str = ""


class WebhookSubscribed(Event, frozen=True, kw_only=True):
    """A webhook was set up.

    It hears of `customer_id`'s cases; None: of everybody's. `event_types` are names without a
    version, and none of them: all that are public. `secret_id` names the secret that signs.
    """

    webhook_id: str
    customer_id: str | None
    event_types: tuple[str, ...]
    secret_id: str
    subscribed_by: str
    personal: WebhookAddress


class WebhookChanged(Event, frozen=True, kw_only=True):
    """A webhook leads somewhere else, or hears of something else; both stand here anew."""

    webhook_id: str
    event_types: tuple[str, ...]
    changed_by: str
    personal: WebhookAddress


class WebhookPaused(Event, frozen=True, kw_only=True):
    """A person paused a webhook: nothing is sent until it is resumed."""

    webhook_id: str
    paused_by: str


class WebhookResumed(Event, frozen=True, kw_only=True):
    """A person resumed a webhook that was paused, or disabled."""

    webhook_id: str
    resumed_by: str


class WebhookDisabled(Event, frozen=True, kw_only=True):
    """Intake sends nothing more: the receiver said that it is gone, or took nothing for a day."""

    webhook_id: str
    reason: WhyDisabled
    disabled_at: Instant


class WebhookSecretRotated(Event, frozen=True, kw_only=True):
    """From now on `secret_id` signs; the secret before it signs beside it until `old_until`."""

    webhook_id: str
    secret_id: str
    old_until: Instant
    reason: WhyRotated
    rotated_by: str


class WebhookTested(Event, frozen=True, kw_only=True):
    """A person asked for a message that says nothing, under `test_id`, to try the receiver."""

    webhook_id: str
    test_id: str
    tested_by: str


class WebhookReplayRequested(Event, frozen=True, kw_only=True):
    """A person asked that events are sent again, delivered or not.

    Of the three one is set: `event_id` of a single one, `since` when they were recorded, or
    `position`, the first seq in each shard.
    """

    webhook_id: str
    event_id: str | None = None
    since: Instant | None = None
    position: tuple[int, ...] | None = None
    requested_by: str


class WebhookUnsubscribed(Event, frozen=True, kw_only=True):
    """A webhook was taken away, for good."""

    webhook_id: str
    reason: WhyUnsubscribed
    unsubscribed_by: str
