"""A store of intake with a few streams in it, whose rows a test may change behind its back."""

from collections.abc import AsyncIterator

import pytest

from events.clock import MovableClock
from events.consumer import schema as consumer_schema
from events.store.connection import Pool
from events.store.postgres_store import PostgresStore
from tests.events.store.sample_appends import append_to, command
from tests.support.event_stores import NOON, SCHEMA, create_store_tables, postgres_store, store_pool


@pytest.fixture
def clock() -> MovableClock:
    """The store's time."""
    return MovableClock(NOON)


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    """A pool on empty tables of store, relay and consumer."""
    async with store_pool(dsn) as pool:
        await create_store_tables(pool)
        for statement in consumer_schema.create_statements(SCHEMA):
            await pool.execute(statement)
        yield pool


@pytest.fixture
async def store(pool: Pool, clock: MovableClock) -> AsyncIterator[PostgresStore]:
    """A store with ten events of two streams of one shard, and others."""
    store = postgres_store(pool, clock)
    for number in range(5):
        await store.append(append_to("c-1", f"one {number}", command=command()))
        await store.append(append_to("c-2", f"two {number}", "☎ \x00"))
    yield store
    await store.close()
