"""A webhook as its stream tells of it: where it leads, what it hears of, and whether it is sent
to."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal, TypeAlias, assert_never

from events.catalogue.entries import ENTRIES
from events.catalogue.webhook_events import (
    WebhookChanged,
    WebhookDisabled,
    WebhookPaused,
    WebhookReplayRequested,
    WebhookResumed,
    WebhookSecretRotated,
    WebhookSubscribed,
    WebhookTested,
    WebhookUnsubscribed,
    WhyDisabled,
)
from intake.domain.errors import Invalid, Unknown
from intake.domain.public_history import NEWS, PUBLIC

WebhookEvent: TypeAlias = (
    WebhookSubscribed
    | WebhookChanged
    | WebhookPaused
    | WebhookResumed
    | WebhookDisabled
    | WebhookSecretRotated
    | WebhookTested
    | WebhookReplayRequested
    | WebhookUnsubscribed
)
WebhookState: TypeAlias = Literal["active", "paused", "disabled"]

PUBLIC_TYPES: Final[tuple[str, ...]] = tuple(
    sorted(entry.name for entry in ENTRIES if entry.type in PUBLIC or entry.type in NEWS)
)
"""What a webhook may hear of: exactly the events that a customer's people may read of."""


class UnknownEventTypes(Invalid):
    """Some of the types are none that a webhook may hear of. `known` are those that are."""

    def __init__(self) -> None:
        super().__init__(
            "unknown-event-type", f"the types to choose from are {', '.join(PUBLIC_TYPES)}"
        )
        self.known = PUBLIC_TYPES


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A webhook; `disabled_for` says why intake itself disabled it.

    The secret before the present one signs beside it until `old_until`.
    """

    webhook_id: str
    customer_id: str | None
    url: str
    description: str
    event_types: tuple[str, ...]
    secret_id: str
    state: WebhookState = "active"
    disabled_for: WhyDisabled | None = None
    old_secret_id: str | None = None
    old_until: datetime | None = None
    gone: bool = False


INITIAL: Final[Webhook | None] = None


def evolve(webhook: Webhook | None, event: WebhookEvent) -> Webhook:
    """Return the webhook after one more event."""
    if isinstance(event, WebhookSubscribed):
        return _subscribed(event)
    assert webhook is not None, "a webhook is subscribed first"
    match event:
        case WebhookChanged(personal=to):
            return replace(
                webhook, url=to.url, description=to.description, event_types=event.event_types
            )
        case WebhookPaused():
            return replace(webhook, state="paused", disabled_for=None)
        case WebhookResumed():
            return replace(webhook, state="active", disabled_for=None)
        case WebhookDisabled(reason=reason):
            return replace(webhook, state="disabled", disabled_for=reason)
        case WebhookSecretRotated(secret_id=secret_id, old_until=old_until):
            return replace(
                webhook,
                secret_id=secret_id,
                old_secret_id=webhook.secret_id,
                old_until=old_until,
            )
        case WebhookTested() | WebhookReplayRequested():
            return webhook
        case WebhookUnsubscribed():
            return replace(webhook, gone=True)
        case _:
            assert_never(event)


def existing(webhook: Webhook | None) -> Webhook:
    """Return the webhook. Raises Unknown (`unknown-webhook`), also for one that was taken away."""
    if webhook is None or webhook.gone:
        raise unknown_webhook()
    return webhook


def unknown_webhook() -> Unknown:
    """Return the refusal for a webhook that does not exist or must not be known of."""
    return Unknown("unknown-webhook", "there is no such webhook")


def known_types(event_types: Iterable[str]) -> tuple[str, ...]:
    """Return the types, each once and in order. Raises UnknownEventTypes."""
    wanted = sorted(set(event_types))
    if not set(wanted) <= set(PUBLIC_TYPES):
        raise UnknownEventTypes
    return tuple(wanted)


def _subscribed(event: WebhookSubscribed) -> Webhook:
    return Webhook(
        webhook_id=event.webhook_id,
        customer_id=event.customer_id,
        url=event.personal.url,
        description=event.personal.description,
        event_types=event.event_types,
        secret_id=event.secret_id,
    )
