"""Reads and writes one page's stream inside a transaction that has locked its shard."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from events.errors import Retryable
from events.event import Event, Meta, NewEvent, derived_id
from events.store.connection import Connection
from events.store.event_store import Append, Conflict
from events.store.postgres_store import PostgresStore
from notifier.adapters.deciders import RAISING
from notifier.domain.page import Page


class PageMovedOn(Retryable):
    """Somebody else wrote to the page meanwhile; the same work is done again."""


class PageStreams:
    """The streams of pages in one service's store."""

    def __init__(self, store: PostgresStore, schema: str) -> None:
        self.store, self.schema = store, schema

    async def lock(self, tx: Connection, shard: int) -> datetime:
        """Lock the shard until the transaction ends, and return the store's time.

        Nobody else changes the shard's pages until then.
        """
        return (await self.store.watermark_in(tx, shard)).at

    async def read(self, tx: Connection, page_id: str, routing_key: str) -> tuple[Page, int]:
        """Return the page and its version; an empty page and 0 if it was never raised."""
        recorded = await self.store.read_stream_in(tx, stream_of(page_id), routing_key)
        return RAISING.fold(recorded), recorded[-1].version if recorded else 0

    async def append(self, tx: Connection, appends: Sequence[Append]) -> None:
        """Append the events. Raises PageMovedOn if a page is not at the version that was read."""
        for outcome in await self.store.append_in(tx, appends):
            if isinstance(outcome, Conflict):
                raise PageMovedOn(
                    f"{outcome.stream} is at {outcome.actual}, not {outcome.expected}"
                )


def stream_of(page_id: str) -> str:
    """Return the name of a page's stream."""
    return f"page-{page_id}"


def page_append(
    page_id: str,
    routing_key: str,
    version: int,
    events: Sequence[Event],
    at: tuple[datetime, Meta],
    author: str | None = None,
) -> Append:
    """Return an append of events after `version`.

    Their ids follow from page and version, so that doing it again makes the same ones. `author`:
    whose key seals the words in them (see `sealing/persons.py`).
    """
    occurred_at, meta = at
    return Append(
        stream=stream_of(page_id),
        routing_key=routing_key,
        expected_version=version,
        events=[
            NewEvent(
                data=event,
                event_id=derived_id(UUID(page_id), f"event/{version + offset}"),
                occurred_at=occurred_at,
                meta=meta,
                author=author,
            )
            for offset, event in enumerate(events, start=1)
        ],
    )
