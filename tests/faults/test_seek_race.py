"""However slowly a checkpoint is loaded after an assignment, nothing is applied before it is known,
and nothing from the wrong place."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from events.broker.broker import Subscription, TopicPartition
from events.broker.kafka_broker import KafkaBroker
from events.catalogue.registry import CATALOGUE
from events.consumer.consumer import Consumer
from events.consumer.consumer_options import ConsumerOptions
from events.store.connection import Pool
from tests.events.consumer.comment_log import SCHEMA, Noting, comment
from tests.faults.clock_world import create_clock_tables
from tests.faults.reading import joined
from tests.faults.until import until
from tests.support.event_stores import store_pool

PARTITIONS, EVENTS, APPLIED = 2, 100, 50


@pytest.mark.slow
@pytest.mark.long
async def test_nothing_is_applied_before_a_slow_checkpoint_is_loaded(
    dsn: str, bootstrap_servers: str, topic_prefix: str
) -> None:
    topic, broker = f"{topic_prefix}events", KafkaBroker(bootstrap_servers)
    await publish(broker, topic)
    async with store_pool(dsn, size=8) as pool:
        await create_clock_tables(pool)
        await half_is_applied(pool, topic)
        first, second = (consumer(broker, pool, topic, member) for member in ("1", "2"))
        async with running(first), checkpoints_out_of_reach(pool) as give_way:
            await until_seen(first, PARTITIONS)
            async with running(second):
                await until_seen(second, 1)
                assert await count(pool) == 0

                give_way()
                await until_applied(pool, PARTITIONS * (EVENTS - APPLIED))

        rows = await pool.fetch(
            f"select partition, seq from {SCHEMA}.effect order by partition, seq"
        )
    expected = [
        (number, seq) for number in range(PARTITIONS) for seq in range(APPLIED + 1, EVENTS + 1)
    ]
    assert [(row["partition"], row["seq"]) for row in rows] == expected


@pytest.mark.slow
async def test_what_was_fetched_before_a_rebalance_is_not_delivered_after_it(
    bootstrap_servers: str, topic_prefix: str
) -> None:
    topic, broker = f"{topic_prefix}events", KafkaBroker(bootstrap_servers)
    await publish(broker, topic)
    first = await joined(broker, topic, [topic])
    for partition in await assigned(first, PARTITIONS):
        await first.seek(partition, 0)
    assert len(await first.poll(5.0, max_records=1)) == 1
    await first.commit(dict.fromkeys(first.assigned(), 10))

    second = await joined(broker, topic, [topic], member="2")
    delivered = 0
    async with asyncio.timeout(60):
        while len(first.assigned()) != PARTITIONS - 1:
            assignments = {partition: first.assignment(partition) for partition in first.assigned()}
            came = await first.poll(0.1, max_records=1)
            delivered += sum(
                first.assignment(partition) != assignments.get(partition) for partition in came
            )
    (kept,) = first.assigned()
    assert delivered == 0
    assert await first.poll(1.0, max_records=100) == {}

    await first.seek(kept, APPLIED)
    records = (await first.poll(5.0, max_records=100))[kept]
    assert records[0].offset == APPLIED
    await first.close()
    await second.close()


async def publish(broker: KafkaBroker, topic: str) -> None:
    """Fill the topic with as many events in each partition: seq is offset + 1."""
    await broker.create_topics({topic: PARTITIONS})
    publisher = await broker.publisher()
    for number in range(PARTITIONS):
        await publisher.send(
            topic, [comment(seq, partition=number) for seq in range(1, EVENTS + 1)]
        )
    await publisher.close()


async def half_is_applied(pool: Pool, topic: str) -> None:
    """Set checkpoints in the middle of the log, as an earlier run has left them."""
    for number in range(PARTITIONS):
        await pool.execute(
            f"insert into {SCHEMA}.checkpoint (consumer, topic, partition, next_seq, "
            f"next_offset) values ($1, $2, $3, $4, $5)",
            "racing",
            topic,
            number,
            APPLIED + 1,
            APPLIED,
        )


def consumer(broker: KafkaBroker, pool: Pool, topic: str, member: str) -> Consumer:
    options = ConsumerOptions(member=member, group=topic, catalogue=CATALOGUE)
    return Consumer("racing", broker, pool, SCHEMA, {topic: Noting()}, options=options)


@asynccontextmanager
async def running(started: Consumer) -> AsyncIterator[None]:
    """Yield the consumer's loop in the background."""
    task = asyncio.create_task(started.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def checkpoints_out_of_reach(pool: Pool) -> AsyncIterator[Callable[[], None]]:
    """Keep everybody from reading a checkpoint until what this yields is called."""
    locked, release = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with pool.acquire() as tx, tx.transaction():
            await tx.execute(f"lock table {SCHEMA}.checkpoint in access exclusive mode")
            locked.set()
            await release.wait()

    holding = asyncio.create_task(hold())
    await locked.wait()
    try:
        yield release.set
    finally:
        release.set()
        await holding


async def until_applied(pool: Pool, expected: int) -> None:
    async def done() -> bool:
        return await count(pool) >= expected

    await until(done)


async def until_seen(started: Consumer, partitions: int) -> None:
    async def seen() -> bool:
        return len(started.status().partitions) >= partitions

    await until(seen)


async def count(pool: Pool) -> int:
    return int(await pool.fetchval(f"select count(*) from {SCHEMA}.effect"))


async def assigned(subscription: Subscription, expected: int) -> frozenset[TopicPartition]:
    async with asyncio.timeout(60):
        while len(subscription.assigned()) != expected:
            await subscription.poll(0.1, max_records=100)
    return subscription.assigned()
