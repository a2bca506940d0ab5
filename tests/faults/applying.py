"""A consumer in the background of a trap that notes each effect, and what it has noted."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from events.broker.broker import Broker
from events.catalogue.registry import CATALOGUE
from events.clock import Clock, SystemClock
from events.consumer.consumer import Consumer
from events.consumer.consumer_options import ConsumerOptions
from events.consumer.reaction import Reaction
from events.store.connection import Connection, Pool
from tests.events.consumer.comment_log import SCHEMA, Noting
from tests.faults.until import until

NAME = "noting"


def noting(
    broker: Broker,
    pool: Pool,
    topic: str,
    *,
    clock: Clock | None = None,
    reaction: Reaction[Connection] | None = None,
    rebuildable: bool = False,
) -> Consumer:
    """Return a consumer that notes every event of the topic."""
    options = ConsumerOptions(
        group=topic,
        clock=clock or SystemClock(),
        max_records=100,
        rebuildable=rebuildable,
        catalogue=CATALOGUE,
    )
    return Consumer(NAME, broker, pool, SCHEMA, {topic: reaction or Noting()}, options=options)


@asynccontextmanager
async def consuming(consumer: Consumer) -> AsyncIterator[Consumer]:
    """Yield the consumer's loop in the background."""
    task = asyncio.create_task(consumer.run())
    try:
        yield consumer
        assert not task.done(), "the consumer has given up"
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def effects(pool: Pool) -> dict[int, list[int]]:
    """Return the seqs that were applied, by partition, in the order in which they were; what was
    done twice stands twice."""
    query = (
        f"select partition, array_agg(seq order by id) as seqs from {SCHEMA}.effect "
        f"group by 1 order by 1"
    )
    return {row["partition"]: list(row["seqs"]) for row in await pool.fetch(query)}


async def until_applied(pool: Pool, expected: Mapping[int, int]) -> None:
    """Wait until there are so many effects in all. Raises TimeoutError."""

    async def done() -> bool:
        return int(await pool.fetchval(f"select count(*) from {SCHEMA}.effect")) >= sum(
            expected.values()
        )

    await until(done)


async def assert_applied_once_in_order(pool: Pool, expected: Mapping[int, int]) -> None:
    """Check that each partition's effects are 1, 2, 3 to the last of its shard, once each."""
    await until_applied(pool, expected)
    assert await effects(pool) == {
        shard: list(range(1, last + 1)) for shard, last in sorted(expected.items())
    }
