"""Where a measure runs: a database and a broker of its own, the tables of the backbone, and events
to work on."""

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

import msgspec

from events.broker.kafka_broker import KafkaBroker
from events.catalogue.case_events import CaseCommented, MessageText
from events.catalogue.registry import CATALOGUE
from events.clock import SystemClock
from events.consumer import schema as consumer_schema
from events.event import Meta, NewEvent
from events.relay import schema as relay_schema
from events.relay.outbox import Outbox
from events.relay.relay import Relay
from events.sharding import DEFAULT_SHARDS
from events.store import schema as store_schema
from events.store.connection import Pool, make_pool
from events.store.event_store import Append
from events.store.postgres_store import PostgresStore, StoreOptions
from events.store.sealing_keys import SealingKeyTable
from events.timers import schema as timers_schema
from tests.bench.sizes import Sizes

SCHEMA: Final = "bench"
SHARDS: Final = DEFAULT_SHARDS
EVENTS: Final = "bench.events"
WATERMARKS: Final = "bench.watermarks"
AT_ONCE: Final = 6
"""How many partitions a consumer may commit at the same time."""
CLOCK: Final = SystemClock()
_DICE = random.Random(1)
"""Chance for ids, as in life, but not the system's: on some machines that costs as much as an
append; the peer makes one id for 20 events."""
_TEXT = (
    "The export of last night's readings stops at row 4,112 with a time-out, and again at "
    "the second try. " * 2
)


class Workbench(msgspec.Struct, frozen=True, kw_only=True):
    """What a measure is told: an empty database, an empty broker, how much to do, and a Python that
    has the peer (None: there is none)."""

    dsn: str
    servers: str
    sizes: Sizes
    peer_python: str | None = None

    def broker(self) -> KafkaBroker:
        """Return the broker, without groups."""
        return KafkaBroker(self.servers, grouped=False)

    def relay(self, pool: Pool, store: PostgresStore) -> Relay:
        """Return what sends the store's events to EVENTS."""
        outbox = Outbox(schema=SCHEMA, source="intake", topic=EVENTS, shards=SHARDS)
        return Relay(pool, outbox, self.broker(), clock=CLOCK, wake=store.committed)


@asynccontextmanager
async def tables(dsn: str) -> AsyncIterator[Pool]:
    """Yield a pool on all tables of the backbone, made now."""
    pool = await make_pool(dsn, size=10)
    try:
        await pool.execute(f"create schema {SCHEMA}")
        for statement in _statements():
            await pool.execute(statement)
        yield pool
    finally:
        await pool.close()


def make_store(pool: Pool, keys: SealingKeyTable | None = None) -> PostgresStore:
    """Return the store as intake has it; it seals where there are keys."""
    options = StoreOptions(catalogue=CATALOGUE, sealer=keys)
    return PostgresStore(pool, SCHEMA, "intake", SHARDS, options=options)


def comment(case_id: str, at: datetime) -> NewEvent:
    """Return an event of the usual size."""
    data, meta = _comment_of(case_id)
    return NewEvent(data=data, event_id=UUID(int=_DICE.getrandbits(128)), occurred_at=at, meta=meta)


@lru_cache(maxsize=1024)
def _comment_of(case_id: str) -> tuple[CaseCommented, Meta]:
    data = CaseCommented(case_id=case_id, author_id="agent-7", personal=MessageText(text=_TEXT))
    return data, Meta(correlation_id=f"request-{case_id}", actor="agent-7")


def append_to(case_id: str, version: int, at: datetime, events: int = 1) -> Append:
    """Make an append for a case whose stream must be at `version`."""
    added = [comment(case_id, at) for _ in range(events)]
    return Append(
        stream=f"case-{case_id}", routing_key=case_id, expected_version=version, events=added
    )


async def fill(pool: Pool, store: PostgresStore, events: int, *, at_once: int = 500) -> None:
    """Put so many events into the store, of cases with five each, before anything is measured."""
    at, cases = CLOCK.now(), range(0, events, 5)
    for start in range(0, len(cases), at_once // 5):
        appends = [
            append_to(f"filled-{number}", 0, at, 5)
            for number in cases[start : start + at_once // 5]
        ]
        async with pool.acquire() as tx, tx.transaction():
            await store.append_in(tx, appends)


def _statements() -> Sequence[str]:
    return (
        *store_schema.create_statements(SCHEMA, SHARDS),
        *relay_schema.create_statements(SCHEMA),
        *consumer_schema.create_statements(SCHEMA),
        *timers_schema.create_statements(SCHEMA),
    )
