"""A broker that is dead for a while ends nobody: readers and relays go on trying, and go on where
they were."""

import asyncio
from pathlib import Path

import pytest

from events.broker.kafka_broker import KafkaBroker
from events.catalogue.registry import CATALOGUE
from events.consumer.consumer import Consumer
from events.consumer.consumer_options import ConsumerOptions
from local_stack.broker_server import BrokerServer
from tests.events.consumer.comment_log import SCHEMA, Noting
from tests.faults.clock_world import create_clock_tables
from tests.faults.until import until
from tests.support.event_stores import store_pool

TOPIC, WATERMARKS = "events", "watermarks"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


async def test_a_reader_that_makes_its_subscription_anew_meanwhile_goes_on(
    dsn: str, tmp_path: Path
) -> None:
    with BrokerServer(tmp_path) as server:
        broker = KafkaBroker(server.bootstrap_servers, static_members=False)
        await broker.create_topics({TOPIC: 4})
        await broker.create_small_topics({WATERMARKS: 60})
        async with store_pool(dsn) as pool:
            await create_clock_tables(pool)
            options = ConsumerOptions(
                stuck_after_s=2, watermarks={TOPIC: WATERMARKS}, catalogue=CATALOGUE
            )
            consumer = Consumer("reader", broker, pool, SCHEMA, {TOPIC: Noting()}, options=options)
            running = asyncio.create_task(consumer.run())
            await until(lambda: _is_joined(consumer))
            server.stop()

            await until(lambda: _is_out(consumer), at_most_s=40)
            await asyncio.wait({running}, timeout=5)
            assert not running.done()

            server.start()
            await broker.create_topics({TOPIC: 4})
            await broker.create_small_topics({WATERMARKS: 60})
            await until(lambda: _is_joined(consumer))
            running.cancel()
            await asyncio.wait({running})
            assert running.cancelled()


async def _is_joined(consumer: Consumer) -> bool:
    return len(consumer.status().partitions) == 4


async def _is_out(consumer: Consumer) -> bool:
    return not consumer.status().partitions
