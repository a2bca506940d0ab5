"""A broker in memory that is started again has lost its topics, and makes wrong ones by itself:
everything must mend while it runs."""

from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from events.broker.broker import BrokerTrouble, OutgoingRecord, Publisher, TopicPartition
from events.broker.kafka_broker import KafkaBroker
from events.broker.make_topic_anew import make_unfit_topics_anew
from local_stack.broker_server import BrokerServer

TOPIC, PARTITIONS = "events", 12


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[BrokerServer]:
    """A broker of the test's own."""
    with BrokerServer(tmp_path) as started:
        yield started


def record(value: bytes, partition: int = 11) -> OutgoingRecord:
    return OutgoingRecord(partition=partition, key=b"k", value=value, headers=[])


async def send_until_taken(server: BrokerServer, publisher: Publisher, value: bytes) -> int:
    """Send again as the relay does, while an operator looks after the topics; returns how often
    there was trouble."""
    for troubles in range(50):
        try:
            await publisher.send(TOPIC, [record(value)])
        except BrokerTrouble:
            # Whoever asks about the topic in between makes the broker make one of its own: the
            # operator's step fails then, and comes again.
            with suppress(BrokerTrouble):
                await make_unfit_topics_anew(server.bootstrap_servers, {TOPIC: PARTITIONS})
            continue
        return troubles
    raise AssertionError("the broker does not recover")


@pytest.mark.slow
async def test_no_service_deletes_a_topic_that_the_broker_made_by_itself(
    server: BrokerServer,
) -> None:
    broker = KafkaBroker(server.bootstrap_servers, grouped=False)
    await broker.create_topics({TOPIC: PARTITIONS})
    server.stop()
    server.start()
    elsewhere = await KafkaBroker(server.bootstrap_servers, grouped=False).publisher()
    await elsewhere.send(TOPIC, [record(b"somebody's", partition=3)])
    publisher = await broker.publisher()

    for _ in range(3):
        with pytest.raises(BrokerTrouble, match="an operator must make it anew"):
            await publisher.send(TOPIC, [record(b"after")])
        with pytest.raises(BrokerTrouble, match="an operator must make it anew"):
            await broker.last_record(TOPIC, 3)

    kept = await KafkaBroker(server.bootstrap_servers).last_record(TOPIC, 3)
    assert kept is not None
    assert kept.value == b"somebody's"
    await publisher.close()
    await elsewhere.close()


@pytest.mark.slow
async def test_a_publisher_goes_on_when_an_operator_has_made_the_lost_topic_anew(
    server: BrokerServer,
) -> None:
    broker = KafkaBroker(server.bootstrap_servers, grouped=False)
    await broker.create_topics({TOPIC: PARTITIONS})
    publisher = await broker.publisher()
    await publisher.send(TOPIC, [record(b"before")])
    server.stop()
    server.start()

    await send_until_taken(server, publisher, b"after")
    await publisher.close()
    publisher = await broker.publisher()
    await send_until_taken(server, publisher, b"later")

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
async def test_a_reader_sees_that_the_topic_ends_before_where_it_has_read_to(
    server: BrokerServer,
) -> None:
    broker = KafkaBroker(server.bootstrap_servers, grouped=False)
    await broker.create_topics({TOPIC: PARTITIONS})
    publisher = await broker.publisher()
    await publisher.send(TOPIC, [record(b"1"), record(b"2")])
    await publisher.close()
    partition = TopicPartition(TOPIC, 11)
    subscription = await broker.subscription("g", [TOPIC], member="1")
    await subscription.poll(0.1, 10)
    await subscription.seek(partition, 0)
    assert len((await subscription.poll(5.0, 10))[partition]) == 2
    server.stop()
    server.start()

    publisher = await broker.publisher()
    await send_until_taken(server, publisher, b"again")
    for _ in range(200):
        assert await subscription.poll(0.1, 10) == {}
        if subscription.known_end(partition) == 1:
            break

    assert subscription.known_end(partition) == 1
    await subscription.seek(partition, 0)
    assert len((await subscription.poll(5.0, 10))[partition]) == 1
    await subscription.close()
    await publisher.close()
