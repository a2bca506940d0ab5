"""Tells a client that polls what has changed, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request

from events.catalogue.entries import ENTRIES
from events.store.event_feed import EventFeed
from events.stored_event import StoredEvent
from intake.adapters.streams import load_customer
from intake.api.feed_answers import FeedEvent, FeedPage, feed_event
from intake.api.intake_api import IntakeApi
from intake.api.visibility import audience_of, own_cases_only
from intake.domain.errors import Unknown
from intake.domain.public_history import NEWS, Audience
from webapi.cursors import LONGEST_CURSOR, cursors_of
from webapi.error_codes import ErrorCodesRoute
from webapi.identity import CurrentIdentity, Identity
from webapi.paging import DEFAULT_LIMIT, Limit
from webapi.problems import Problem

PATH = "/v1/events"
_NEWS = frozenset(entry.name for entry in ENTRIES if entry.type in NEWS)
After = Annotated[
    str | None,
    Query(max_length=LONGEST_CURSOR, description="`next` of the page before; without it: all."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asker:
    """Who reads the feed; a contact's `customer_id`, the user it is limited to, and its people."""

    audience: Audience
    customer_id: str | None
    user_id: str | None
    user_ids: frozenset[str]


def feed_routes(api: IntakeApi, feed: EventFeed) -> APIRouter:
    """Return the route of the feed."""
    routes = APIRouter(prefix=PATH, tags=["events"], route_class=ErrorCodesRoute)

    @routes.get("")
    async def list_events(
        request: Request,
        identity: CurrentIdentity,
        after: After = None,
        limit: Limit = DEFAULT_LIMIT,
    ) -> FeedPage:
        """What happened since, in order: all of it for support, the public side of the cases that
        a contact may know of, and no words for those who only count. An authorized contact is told
        how support is reached from a day on, too (CP-15).
        """
        cursors, path = cursors_of(request), request.url.path
        position = (
            await position_of(feed, cursors.read(path, after))
            if after
            else list(await feed.start())
        )
        window = await feed.window(position)
        asker = await _asker(api, identity)
        items, passed = await _readable(api, asker, window.events, limit)
        for event in window.events[:passed]:
            position[event.shard] = event.seq + 1
        return FeedPage(
            items=items,
            next=cursors.write(path, tuple(position)),
            end_of_stream=window.is_last and passed == len(window.events),
        )

    return routes


async def position_of(feed: EventFeed, given: Sequence[object]) -> list[int]:
    """Return the position that a cursor of the feed holds.

    Raises 400 `bad-cursor` for one that this log does not have.
    """
    position = [it for it in given if isinstance(it, int)]
    # A log that was restored to an earlier state numbers other events like those that were read.
    if not await feed.holds(position):
        raise Problem(
            400, "bad-cursor", "Bad cursor", "The log is not that far. Begin without `after`."
        )
    return position


async def _asker(api: IntakeApi, identity: Identity) -> _Asker:
    is_contact = identity.role == "contact"
    return _Asker(
        audience=audience_of(identity),
        # The empty id is nobody's: a token without a customer reads nothing.
        customer_id=(identity.customer_id or "") if is_contact else None,
        user_id=await own_cases_only(api, identity),
        user_ids=await _people(api, identity) if is_contact else frozenset(),
    )


async def _people(api: IntakeApi, identity: Identity) -> frozenset[str]:
    try:
        customer, _ = await load_customer(api.store, identity.customer_id or "")
    except Unknown:
        return frozenset()
    # Who was removed has not become one of support's people.
    return frozenset(customer.users) | frozenset(customer.former_users)


def _reads(asker: _Asker, event: StoredEvent) -> bool:
    """Return whether the asker may know of an event that is no case's of its own: the vendor's
    people of all, an authorized contact of the news for every customer."""
    if asker.customer_id is None:
        return True
    return asker.user_id is None and event.name in _NEWS


async def _readable(
    api: IntakeApi, asker: _Asker, events: Sequence[StoredEvent], limit: int
) -> tuple[list[FeedEvent], int]:
    """Return what the asker may read of these events, at most `limit`, and how many were passed."""
    # Read after the events: by then the list knows the case of each of them.
    cases = await api.lists.customers_of_cases(
        {event.key for event in events}, asker.customer_id, asker.user_id
    )
    # What a contact may not know of is not even decoded.
    readable = [event for event in events if event.key in cases or _reads(asker, event)]
    opened = {event.event_id: event for event in await api.store.opened(readable)}
    items: list[FeedEvent] = []
    for passed, event in enumerate(events):
        if len(items) == limit:
            return items, passed
        if recorded := opened.get(event.event_id):
            item = feed_event(recorded, cases.get(event.key), asker.audience, asker.user_ids)
            items += [item] if item else []
    return items, len(events)
