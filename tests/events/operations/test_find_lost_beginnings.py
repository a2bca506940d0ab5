"""Which partitions of a topic no longer have their shard's first event, at every broker."""

from collections.abc import AsyncIterator, Sequence

import pytest

from events.broker.broker import Broker, OutgoingRecord
from events.broker.kafka_broker import KafkaBroker
from events.broker.memory_broker import MemoryBroker
from events.clock import SystemClock
from events.operations.find_lost_beginnings import find_lost_beginnings

MARKER = -1
"""Stands for the record that says where a partition begins."""


@pytest.fixture(params=["memory", "kafka"])
async def broker(request: pytest.FixtureRequest) -> AsyncIterator[Broker]:
    if request.param == "memory":
        yield MemoryBroker()
        return
    kafka = KafkaBroker(request.getfixturevalue("bootstrap_servers"))
    yield kafka
    await kafka.close()


def record(partition: int, seq: int) -> OutgoingRecord:
    name, value = ("tocsin_begins_at", b"5") if seq == MARKER else ("ce_sequence", b"%d" % seq)
    return OutgoingRecord(partition=partition, key=b"k", value=b"{}", headers=[(name, value)])


async def topic_of(broker: Broker, prefix: str, *partitions: Sequence[int]) -> str:
    """Return a topic whose partitions hold events of these seqs."""
    topic = f"{prefix}log"
    await broker.create_topics({topic: len(partitions)})
    publisher = await broker.publisher()
    for number, seqs in enumerate(partitions):
        await publisher.send(topic, [record(number, seq) for seq in seqs])
    await publisher.close()
    return topic


async def test_a_partition_without_its_first_event_is_found(
    broker: Broker, topic_prefix: str
) -> None:
    topic = await topic_of(broker, topic_prefix, [1, 2, 3], [2, 3], [MARKER, 5], [MARKER], [])
    assert await find_lost_beginnings(broker, topic, SystemClock()) == [1, 2, 3]


async def test_one_that_was_sent_again_from_the_first_has_it_behind_the_rest(
    broker: Broker, topic_prefix: str
) -> None:
    topic = await topic_of(broker, topic_prefix, [3, 4, 1, 2, 3, 4], [MARKER, 5, 1, 2, 3, 4, 5])
    assert await find_lost_beginnings(broker, topic, SystemClock()) == []
