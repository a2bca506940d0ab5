"""A broker in memory that is started again under a running consumer: the topic is made and filled
again, each event has one effect."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from events.broker.broker import BrokerTrouble
from events.broker.kafka_broker import KafkaBroker
from events.catalogue.registry import CATALOGUE
from events.consumer.consumer import Consumer
from events.consumer.consumer_options import ConsumerOptions
from events.store.connection import Pool
from local_stack.broker_server import BrokerServer
from local_stack.keep_topics import keep_topics
from tests.events.consumer.comment_log import SCHEMA, Noting, comment
from tests.faults.clock_world import create_clock_tables
from tests.faults.until import until
from tests.support.event_stores import store_pool

TOPIC, PARTITIONS = "events", 12


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[BrokerServer]:
    """A broker of the test's own."""
    with BrokerServer(tmp_path) as started:
        yield started


@pytest.mark.slow
@pytest.mark.parametrize(
    "static_members",
    [
        pytest.param(True, id="static", marks=pytest.mark.long),
        pytest.param(False, id="dynamic"),
    ],
)
async def test_a_running_consumer_goes_on_where_it_was(
    dsn: str, server: BrokerServer, static_members: bool
) -> None:
    broker = KafkaBroker(server.bootstrap_servers, static_members=static_members)
    await broker.create_topics({TOPIC: PARTITIONS})
    async with store_pool(dsn, size=4) as pool:
        await create_clock_tables(pool)
        consumer = Consumer(
            "forgotten",
            broker,
            pool,
            SCHEMA,
            {TOPIC: Noting()},
            options=ConsumerOptions(catalogue=CATALOGUE),
        )
        task = asyncio.create_task(consumer.run())
        keeping = asyncio.create_task(
            keep_topics(server.bootstrap_servers, {TOPIC: PARTITIONS}, lambda _: None)
        )
        await publish(broker, last=20)
        await until_applied(pool, 20 * PARTITIONS)
        server.stop()
        server.start()

        await publish(broker, last=40)
        await until_applied(pool, 40 * PARTITIONS)
        task.cancel()
        keeping.cancel()
        await asyncio.gather(task, keeping, return_exceptions=True)

        rows = await pool.fetch(
            f"select partition, seq from {SCHEMA}.effect order by partition, seq"
        )
    expected = [(number, seq) for number in range(PARTITIONS) for seq in range(1, 41)]
    assert [(row["partition"], row["seq"]) for row in rows] == expected


async def publish(broker: KafkaBroker, *, last: int) -> None:
    """Publish all events from the first on, until the broker takes them, as the relay does."""

    async def sent() -> bool:
        publisher = await broker.publisher()
        try:
            await publisher.send(
                TOPIC,
                [
                    comment(seq, partition=n)
                    for n in range(PARTITIONS)
                    for seq in range(1, last + 1)
                ],
            )
        except BrokerTrouble:
            return False
        finally:
            await publisher.close()
        return True

    await until(sent)


async def until_applied(pool: Pool, count: int) -> None:
    async def done() -> bool:
        return int(await pool.fetchval(f"select count(*) from {SCHEMA}.effect")) >= count

    await until(done, at_most_s=80)
