"""An empty service schema, and a bench to run consumers on."""

from collections.abc import AsyncIterator

import pytest

from events.consumer import schema as consumer_schema
from events.store.connection import make_pool
from events.timers import schema as timers_schema
from tests.events.consumer.comment_log import CREATE_EFFECTS, SCHEMA, Bench


@pytest.fixture
async def bench(dsn: str) -> AsyncIterator[Bench]:
    """A broker in memory, one partition, and the consumer's tables."""
    pool = await make_pool(dsn, size=4)
    await pool.execute(f"create schema {SCHEMA}")
    for statement in (
        *consumer_schema.create_statements(SCHEMA),
        *timers_schema.create_statements(SCHEMA),
        CREATE_EFFECTS,
    ):
        await pool.execute(statement)
    made = Bench(pool)
    await made.start_anew(partitions=1)
    yield made
    await pool.close()
