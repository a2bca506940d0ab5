"""A broker in memory that is started again has lost its topics, and makes wrong ones by itself: everything must mend while it runs."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from events.broker.broker import BrokerTrouble, OutgoingRecord, Publisher, TopicPartition
from events.broker.kafka_broker import KafkaBroker
from local_stack.broker_server import BrokerServer

TOPIC, PARTITIONS = "events", 12


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[BrokerServer]:
    """A broker of the test's own."""
    with BrokerServer(tmp_path) as started:
        yield started


def record(value: bytes, partition: int = 11) -> OutgoingRecord:
    return OutgoingRecord(partition=partition, key=b"k", value=value, headers=[])


async def send_until_taken(publisher: Publisher, value: bytes) -> int:
    """Send again as the relay does; returns how often the broker was in trouble."""
    for troubles in range(50):
        try:
            await publisher.send(TOPIC, [record(value)])
        except BrokerTrouble:
            continue
        return troubles
    raise AssertionError("the broker does not recover")


@pytest.mark.slow
async def test_a_publisher_makes_the_lost_topic_anew_with_all_its_partitions(server: BrokerServer) -> None:
    broker = KafkaBroker(server.bootstrap_servers, grouped=False)
    await broker.create_topics({TOPIC: PARTITIONS})
    publisher = await broker.publisher()
    await publisher.send(TOPIC, [record(b"before")])
    server.stop()
    server.start()

    await send_until_taken(publisher, b"after")
    await publisher.close()
    publisher = await broker.publisher()
    await send_until_taken(publisher, b"later")

    newest = await broker.last_record(TOPIC, 11)
    assert newest is not None
    assert newest.value == b"later"
    await broker.create_topics({TOPIC: PARTITIONS})
    await publisher.close()


@pytest.mark.slow
async def test_the_end_of_a_lost_topic_is_nothing(server: BrokerServer) -> None:
    broker = KafkaBroker(server.bootstrap_servers, grouped=False)
    await broker.create_topics({TOPIC: PARTITIONS})
    publisher = await broker.publisher()
    await publisher.send(TOPIC, [record(b"before")])
    await publisher.close()
    server.stop()
    server.start()

    assert await broker.last_record(TOPIC, 11) is None

    await broker.create_topics({TOPIC: PARTITIONS})


@pytest.mark.slow
async def test_a_reader_sees_that_the_topic_ends_before_where_it_has_read_to(server: BrokerServer) -> None:
    broker = KafkaBroker(server.bootstrap_servers, grouped=False)
    await broker.create_topics({TOPIC: PARTITIONS})
    publisher = await broker.publisher()
    await publisher.send(TOPIC, [record(b"1"), record(b"2")])
    await publisher.close()
    place = TopicPartition(TOPIC, 11)
    subscription = await broker.subscription("g", [TOPIC], member="1")
    await subscription.poll(0.1, 10)
    await subscription.seek(place, 0)
    assert len((await subscription.poll(5.0, 10))[place]) == 2
    server.stop()
    server.start()

    publisher = await broker.publisher()
    await send_until_taken(publisher, b"again")
    for _ in range(200):
        assert await subscription.poll(0.1, 10) == {}
        if subscription.known_end(place) == 1:
            break

    assert subscription.known_end(place) == 1
    await subscription.seek(place, 0)
    assert len((await subscription.poll(5.0, 10))[place]) == 1
    await subscription.close()
    await publisher.close()
