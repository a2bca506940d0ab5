"""Stores on a fresh database, for the tests of the backbone."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from events.catalogue.registry import CATALOGUE
from events.clock import Clock, SystemClock
from events.relay import schema as relay_schema
from events.sealing.key_ring import KeyRing
from events.store import schema as store_schema
from events.store.connection import Pool, in_schema, make_pool
from events.store.postgres_store import InlineProjection, PostgresStore, StoreOptions
from events.store.sealing_keys import SealingKeyTable
from events.store.store_time import store_time

SCHEMA = "intake"
SHARDS = 4
SEALING_KEY = "a sealing key for tests, long enough"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@asynccontextmanager
async def store_pool(dsn: str, *, size: int = 10) -> AsyncIterator[Pool]:
    """Yield a pool of the store's own kind, closed afterwards."""
    pool = await make_pool(dsn, size=size)
    try:
        yield pool
    finally:
        await pool.close()


async def create_store_tables(pool: Pool, *, shards: int = SHARDS) -> None:
    """Create the tables of store and relay, in a new Postgres schema."""
    await pool.execute(in_schema("create schema {schema}", SCHEMA))
    for statement in (
        *store_schema.create_statements(SCHEMA, shards),
        *relay_schema.create_statements(SCHEMA),
    ):
        await pool.execute(statement)


def postgres_store(
    pool: Pool,
    clock: Clock | None = None,
    *,
    shards: int = SHARDS,
    sealer: SealingKeyTable | None = None,
    inline: Sequence[InlineProjection] = (),
) -> PostgresStore:
    """Return a store of intake on these tables; its time is the clock's, or the database's where
    there is none. It seals where it has a sealer."""
    return PostgresStore(
        pool,
        SCHEMA,
        "intake",
        shards,
        options=StoreOptions(
            catalogue=CATALOGUE, time=store_time(clock), sealer=sealer, inline=inline
        ),
    )


def sealing_keys(
    pool: Pool, clock: Clock | None = None, ring: KeyRing | None = None
) -> SealingKeyTable:
    """Return the keys beside that store."""
    return SealingKeyTable(pool, SCHEMA, ring or KeyRing(SEALING_KEY), clock or SystemClock())
