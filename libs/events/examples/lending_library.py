"""An own service on the backbone: books are lent, and a read model counts how often.

`python libs/events/examples/lending_library.py DSN`
"""

import asyncio
import sys
from collections import Counter
from uuid import uuid4

from events.broker.memory_broker import MemoryBroker
from events.catalogue.entry import Entry
from events.catalogue.registry import Catalogue
from events.clock import SystemClock
from events.consumer import schema as consumer_schema
from events.consumer.consumer import Consumer
from events.consumer.consumer_options import ConsumerOptions
from events.consumer.reaction import Batch
from events.event import Event, Meta, NewEvent
from events.relay import schema as relay_schema
from events.relay.outbox import Outbox
from events.relay.relay import Relay
from events.store import schema as store_schema
from events.store.connection import Connection, make_pool
from events.store.event_store import Append
from events.store.postgres_store import PostgresStore, StoreOptions


class BookLent(Event, frozen=True, kw_only=True):
    """A book left the house."""

    title: str


class CountLoans:
    """A reaction: its rows commit together with the checkpoint, so each event counts once."""

    async def apply(self, batch: Batch[Connection]) -> None:
        """Add the batch's loans to the counts."""
        loans = Counter(
            event.data.title for event in batch.events if isinstance(event.data, BookLent)
        )
        upsert = (
            "insert into library.loans values ($1, $2) "
            "on conflict (title) do update "
            "set n = loans.n + excluded.n"
        )
        await batch.tx.executemany(upsert, sorted(loans.items()))


async def lend(dsn: str, titles: list[str]) -> dict[str, int]:
    """Lend these books, and say how often each was lent so far."""
    catalogue = Catalogue((Entry("library.book.lent", 1, BookLent, "library", {}),))
    pool, clock, broker = await make_pool(dsn), SystemClock(), MemoryBroker()
    tables = (
        *store_schema.create_statements("library", 4),
        *relay_schema.create_statements("library"),
    )
    for statement in (
        "create schema library",
        *tables,
        *consumer_schema.create_statements("library"),
    ):
        await pool.execute(statement)
    await pool.execute("create table library.loans (title text primary key, n int)")

    store = PostgresStore(pool, "library", "library", 4, options=StoreOptions(catalogue=catalogue))
    relay = Relay(
        pool,
        Outbox(schema="library", source="library", topic="library.events", shards=4),
        broker,
        clock=clock,
    )
    await broker.create_topics({"library.events": 4})
    options = ConsumerOptions(catalogue=catalogue)
    consumer = Consumer(
        "counts", broker, pool, "library", {"library.events": CountLoans()}, options=options
    )

    for title in titles:
        event = NewEvent(
            data=BookLent(title=title),
            event_id=uuid4(),
            occurred_at=clock.now(),
            meta=Meta(correlation_id="x"),
        )
        await store.append(
            Append(stream=f"book-{title}", routing_key=title, expected_version=None, events=[event])
        )
    while await relay.step() + await consumer.step():
        pass
    counts = {
        row["title"]: row["n"] for row in await pool.fetch("select title, n from library.loans")
    }
    for part in (consumer, relay, store, pool):
        await part.close()
    return counts


if __name__ == "__main__":
    print(asyncio.run(lend(sys.argv[1], ["Dune", "Emma", "Dune"])))  # noqa: T201 - it is an example
