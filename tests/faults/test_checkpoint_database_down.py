"""While the database of the checkpoints does not answer, a partition is not read from either of its
ends: it waits, and then goes on."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from events.catalogue.registry import CATALOGUE
from events.consumer.consumer import Consumer
from events.consumer.consumer_options import ConsumerOptions
from events.store.connection import Pool
from tests.events.consumer.comment_log import SCHEMA, Noting, comment
from tests.faults.clock_world import create_clock_tables
from tests.faults.ground import Counts, Ground
from tests.faults.postgres_proxy import postgres_proxy
from tests.faults.tcp_proxy import TcpProxy
from tests.faults.until import until
from tests.support.event_stores import store_pool

PARTITIONS, EVENTS, APPLIED = 4, 100, 50
NAME = "downhearted"


@pytest.mark.parametrize("first_time", [True, False], ids=["at-the-start", "in-the-middle"])
async def test_nothing_is_applied_without_the_checkpoint_and_all_of_it_afterwards(
    ground: Ground, first_time: bool
) -> None:
    await take_the_checkpoints_away(ground, first_time=first_time)


async def take_the_checkpoints_away(ground: Ground, *, first_time: bool | None = None) -> Counts:
    """Return the trap: assigned while the database refuses; `first_time`: no checkpoint has been
    written yet."""
    dice = ground.dice()
    first_time = dice.random() < 0.5 if first_time is None else first_time
    await publish(ground)
    async with store_pool(ground.dsn, size=2) as pool, proxied_pool(ground) as (proxy, far_pool):
        await create_clock_tables(pool)
        if not first_time:
            await half_is_applied(ground, pool)
        proxy.refuse()
        async with running(consumer(ground, far_pool)) as started:
            await until_in_trouble(started)
            assert await count(pool) == 0
            proxy.let_through()
            expected = PARTITIONS * (EVENTS if first_time else EVENTS - APPLIED)
            await until_applied(pool, expected)
        rows = await pool.fetch(
            f"select partition, seq from {SCHEMA}.effect order by partition, seq"
        )

    begin = 1 if first_time else APPLIED + 1
    wanted = [(number, seq) for number in range(PARTITIONS) for seq in range(begin, EVENTS + 1)]
    assert [(row["partition"], row["seq"]) for row in rows] == wanted
    return Counter(effects=len(rows))


@asynccontextmanager
async def proxied_pool(ground: Ground) -> AsyncIterator[tuple[TcpProxy, Pool]]:
    """Yield the same database, at the end of a wire that can be cut."""
    async with postgres_proxy(ground) as (proxy, dsn), store_pool(dsn, size=4) as pool:
        yield proxy, pool


async def publish(ground: Ground) -> None:
    """Fill the topic with as many events in each partition: seq is offset + 1."""
    broker = ground.broker()
    await broker.create_topics({ground.topic: PARTITIONS})
    publisher = await broker.publisher()
    for number in range(PARTITIONS):
        await publisher.send(
            ground.topic, [comment(seq, partition=number) for seq in range(1, EVENTS + 1)]
        )
    await publisher.close()


async def half_is_applied(ground: Ground, pool: Pool) -> None:
    """Set checkpoints in the middle of the log, as an earlier run has left them."""
    await pool.execute(
        f"insert into {SCHEMA}.checkpoint (consumer, topic, partition, next_seq, next_offset)"
        " select $1, $2, number, $3 + 1, $3 from generate_series(0, $4 - 1) as number",
        NAME,
        ground.topic,
        APPLIED,
        PARTITIONS,
    )


def consumer(ground: Ground, pool: Pool) -> Consumer:
    """Return the consumer whose database goes away."""
    options = ConsumerOptions(group=ground.topic, catalogue=CATALOGUE)
    return Consumer(NAME, ground.broker(), pool, SCHEMA, {ground.topic: Noting()}, options=options)


@asynccontextmanager
async def running(started: Consumer) -> AsyncIterator[Consumer]:
    """Yield the consumer's loop in the background."""
    task = asyncio.create_task(started.run())
    try:
        yield started
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until_in_trouble(started: Consumer) -> None:
    """Wait until each partition is assigned and has failed to load its checkpoint."""

    async def troubled() -> bool:
        partitions = started.status().partitions
        return len(partitions) == PARTITIONS and all(
            p.problem and p.state == "unknown" for p in partitions
        )

    await until(troubled)


async def until_applied(pool: Pool, expected: int) -> None:
    async def done() -> bool:
        return await count(pool) >= expected

    await until(done)


async def count(pool: Pool) -> int:
    return int(await pool.fetchval(f"select count(*) from {SCHEMA}.effect"))
