"""Builds what a client that polls is told of events."""

from typing import get_args
from uuid import UUID

from pydantic import BaseModel

from events.catalogue.api_key_events import ApiKeyIssued, ApiKeyRevoked, ApiKeyUsed
from events.event import Recorded
from intake.api.case_answers import HistoryEntry, history_entry
from intake.domain.public_history import Audience
from intake.domain.webhook import WebhookEvent

_OF_MACHINES = (ApiKeyIssued, ApiKeyUsed, ApiKeyRevoked, *get_args(WebhookEvent))
"""How machines sign in, and what is sent to them: no news of cases and customers. Those who keep
the keys and the webhooks list them."""


class FeedEvent(HistoryEntry):
    """One event, as far as the asker may read it.

    `version` counts the events of its case or customer, of which a customer's people are not told
    every one. `case_id` and `customer_id` say what it is about; an event of a customer has no case.
    """

    event_id: UUID
    case_id: str | None
    customer_id: str | None


class FeedPage(BaseModel):
    """Some events. `next`: where to go on, also from the end, once more has happened.

    A page may be short, or empty, before the end: `end_of_stream` alone says that there was no more
    when it was read. Events of one case or customer come in their order; those of different ones
    roughly by time.
    """

    items: list[FeedEvent]
    next: str
    end_of_stream: bool


def feed_event(
    recorded: Recorded, customer_id: str | None, audience: Audience, user_ids: frozenset[str]
) -> FeedEvent | None:
    """Return the event as this audience may read it; None if it may not know of it.

    `customer_id` is that of the case, for an event of a case.
    """
    if isinstance(recorded.data, _OF_MACHINES):
        return None
    entry = history_entry(recorded, audience, user_ids)
    if entry is None:
        return None
    return FeedEvent(
        **dict(entry),
        event_id=recorded.event_id,
        case_id=getattr(recorded.data, "case_id", None),
        customer_id=getattr(recorded.data, "customer_id", customer_id),
    )
