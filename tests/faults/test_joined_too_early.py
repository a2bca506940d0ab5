"""A consumer that joined its group while a topic had too few partitions must read all of them once
the topic is as it should be."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from events.broker.kafka_broker import KafkaBroker
from events.broker.make_topic_anew import make_unfit_topics_anew
from events.catalogue.registry import CATALOGUE
from events.consumer.consumer import Consumer
from events.consumer.consumer_options import ConsumerOptions
from local_stack.broker_server import BrokerServer
from tests.events.consumer.comment_log import SCHEMA, Noting, comment
from tests.faults.applying import consuming, until_applied
from tests.faults.clock_world import create_clock_tables
from tests.faults.until import until
from tests.support.event_stores import store_pool

TOPIC, PARTITIONS, TOO_FEW, EVENTS = "events", 12, 4, 10
pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(180)]


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[BrokerServer]:
    """A broker of the test's own."""
    with BrokerServer(tmp_path) as started:
        yield started


async def test_all_partitions_are_read_though_the_group_was_joined_when_there_were_fewer(
    dsn: str, server: BrokerServer
) -> None:
    """With a member that has no lasting name: this broker never lets go of one that has."""
    broker = KafkaBroker(server.bootstrap_servers, static_members=False)
    await KafkaBroker(server.bootstrap_servers).create_topics({TOPIC: TOO_FEW})
    async with store_pool(dsn, size=4) as pool:
        await create_clock_tables(pool)
        async with consuming(
            Consumer(
                "early",
                broker,
                pool,
                SCHEMA,
                {TOPIC: Noting()},
                options=ConsumerOptions(catalogue=CATALOGUE),
            )
        ) as consumer:
            await until(lambda: has(consumer, TOO_FEW))
            assert await make_unfit_topics_anew(server.bootstrap_servers, {TOPIC: PARTITIONS}) == [
                TOPIC
            ]
            await publish(broker)
            await until_applied(pool, dict.fromkeys(range(PARTITIONS), EVENTS))


async def has(consumer: Consumer, partitions: int) -> bool:
    """Return whether so many partitions are assigned."""
    return len(consumer.status().partitions) == partitions


async def publish(broker: KafkaBroker) -> None:
    """Publish some events to every partition."""
    publisher = await broker.publisher()
    await publisher.send(
        TOPIC,
        [comment(seq, partition=n) for n in range(PARTITIONS) for seq in range(1, EVENTS + 1)],
    )
    await publisher.close()
