"""Builds what is told of webhooks and of what was sent to them."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from events.catalogue.webhook_events import WhyDisabled
from intake.adapters.webhook_lists import ListedDelivery, ListedWebhook
from intake.domain.webhook import Webhook, WebhookState
from intake.projections.webhook_deliveries import DeliveryState


class WebhookAnswer(BaseModel):
    """A webhook, without its secret.

    `customer_id` null: about everybody's cases. No `event_types`: all that are public.
    `disabled_for`: why Tocsin itself stopped sending; a PATCH with `state: active` begins again.
    `old_secret_until`: until when a secret that was replaced signs beside the new one.
    """

    webhook_id: str
    customer_id: str | None
    url: str
    description: str
    event_types: list[str]
    state: WebhookState
    disabled_for: WhyDisabled | None
    old_secret_until: datetime | None


class WebhookWithSecretAnswer(WebhookAnswer):
    """A webhook with a secret that was just made.

    `secret` is shown once: a repeat of the request is answered without it.
    """

    secret: str | None = None


class DeliveryAnswer(BaseModel):
    """What was sent to a webhook, or is to be. Nothing of what the receiver answered is kept but
    its status.

    `delivery_id` is the id of the event, and the header `webhook-id` of every attempt. `problem` is
    what became of the last attempt, such as `http-500`, `no-answer-in-time`, `not-connected`,
    `name-not-resolved`, `address-is-private` or `secret-missing`.
    """

    delivery_id: UUID
    event_type: str
    case_id: str | None
    state: DeliveryState
    attempts: int
    status_code: int | None
    problem: str | None
    made_at: datetime
    last_tried_at: datetime | None
    next_try_at: datetime | None
    delivered_at: datetime | None


class TestSentAnswer(BaseModel):
    """A message that says nothing is on its way; within a second it is among the deliveries."""

    webhook_id: str
    delivery_id: UUID


def webhook_answer(webhook: Webhook) -> WebhookAnswer:
    """Return what is told of a webhook."""
    return WebhookAnswer(
        webhook_id=webhook.webhook_id,
        customer_id=webhook.customer_id,
        url=webhook.url,
        description=webhook.description,
        event_types=list(webhook.event_types),
        state=webhook.state,
        disabled_for=webhook.disabled_for,
        old_secret_until=webhook.old_until,
    )


def listed_webhook_answer(row: ListedWebhook) -> WebhookAnswer:
    """Return what is told of a webhook in the list."""
    return WebhookAnswer(
        webhook_id=row.webhook_id,
        customer_id=row.customer_id,
        url=row.url,
        description=row.description,
        event_types=list(row.event_types),
        state=row.state,
        disabled_for=row.disabled_for,
        old_secret_until=row.old_until,
    )


def delivery_answer(row: ListedDelivery) -> DeliveryAnswer:
    """Return what is told of a delivery."""
    return DeliveryAnswer(
        delivery_id=row.event_id,
        event_type=row.event_type,
        case_id=row.case_id,
        state=row.state,
        attempts=row.attempts,
        status_code=row.status_code,
        problem=row.problem,
        made_at=row.made_at,
        last_tried_at=row.last_tried_at,
        next_try_at=row.next_try_at if row.state == "pending" else None,
        delivered_at=row.delivered_at,
    )
