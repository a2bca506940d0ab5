"""A store of four shards and a broker that can be made to fail."""

from collections.abc import AsyncIterator

import pytest

from events.clock import MovableClock
from events.store.connection import Pool
from events.store.postgres_store import PostgresStore
from tests.events.relay.troubled_broker import TroubledBroker
from tests.support.event_stores import NOON, create_store_tables, postgres_store, store_pool


@pytest.fixture
def clock() -> MovableClock:
    """What paces the relay, and the store's time."""
    return MovableClock(NOON)


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    """A pool on empty tables."""
    async with store_pool(dsn) as pool:
        await create_store_tables(pool)
        yield pool


@pytest.fixture
def store(pool: Pool, clock: MovableClock) -> PostgresStore:
    """An empty store."""
    return postgres_store(pool, clock)


@pytest.fixture
def broker() -> TroubledBroker:
    """An empty broker."""
    return TroubledBroker()
