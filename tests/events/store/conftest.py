"""Both stores, on empty tables and a clock that is moved by hand."""

from collections.abc import AsyncIterator

import pytest

from events.catalogue.registry import CATALOGUE
from events.clock import MovableClock
from events.sealing.sealer import MemorySealer
from events.store.connection import Pool
from events.store.memory_store import MemoryStore
from events.store.postgres_store import PostgresStore
from tests.support.event_stores import (
    NOON,
    SHARDS,
    create_store_tables,
    postgres_store,
    sealing_keys,
    store_pool,
)


@pytest.fixture
def clock() -> MovableClock:
    """The stores' time; it stands at noon."""
    return MovableClock(NOON)


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    """A pool on empty tables."""
    async with store_pool(dsn) as pool:
        await create_store_tables(pool)
        yield pool


@pytest.fixture(params=["postgres", "memory"])
async def store(
    request: pytest.FixtureRequest, pool: Pool, clock: MovableClock
) -> AsyncIterator[PostgresStore | MemoryStore]:
    """An empty store of each kind, which seals: what it promises does not depend on what it stands
    on."""
    store = (
        MemoryStore("intake", SHARDS, clock, catalogue=CATALOGUE, sealer=MemorySealer())
        if request.param == "memory"
        else postgres_store(pool, clock, sealer=sealing_keys(pool, clock))
    )
    yield store
    await store.close()
