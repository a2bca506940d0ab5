"""The tables of a service that has timers, and a store whose clock is moved by hand."""

from collections.abc import AsyncIterator

import pytest

from events.clock import MovableClock
from events.consumer import schema as consumer_schema
from events.store.connection import Connection, Pool
from events.store.postgres_store import PostgresStore
from events.timers import schema as timers_schema
from events.timers.timers import Timers
from tests.support.event_stores import NOON, SCHEMA, create_store_tables, postgres_store, store_pool


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    """A pool on empty tables of store, consumer and timers."""
    async with store_pool(dsn) as pool:
        await create_store_tables(pool)
        for statement in (
            *consumer_schema.create_statements(SCHEMA),
            *timers_schema.create_statements(SCHEMA),
        ):
            await pool.execute(statement)
        yield pool


@pytest.fixture
async def tx(pool: Pool) -> AsyncIterator[Connection]:
    """A connection; each statement commits by itself."""
    async with pool.acquire() as connection:
        yield connection


@pytest.fixture
def timers() -> Timers:
    """The timers, with an empty memory."""
    return Timers(SCHEMA)


@pytest.fixture
def clock() -> MovableClock:
    """The store's time; it stands at noon."""
    return MovableClock(NOON)


@pytest.fixture
async def store(pool: Pool, clock: MovableClock) -> AsyncIterator[PostgresStore]:
    """An empty store."""
    store = postgres_store(pool, clock)
    yield store
    await store.close()
