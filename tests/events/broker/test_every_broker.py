"""What every broker does: the same tests for memory and for Kafka."""

from collections.abc import Sequence

import pytest

from events.broker.broker import (
    Broker,
    IncomingRecord,
    OutgoingRecord,
    Subscription,
    TopicPartition,
)
from events.errors import Refused

PARTITIONS = 3


def record(partition: int, value: str) -> OutgoingRecord:
    return OutgoingRecord(
        partition=partition, key=b"k", value=value.encode(), headers=[("ce_sequence", b"7")]
    )


def values(records: Sequence[IncomingRecord]) -> list[str]:
    return [(record.value or b"").decode() for record in records]


async def send(broker: Broker, topic: str, *records: OutgoingRecord) -> None:
    publisher = await broker.publisher()
    await publisher.send(topic, records)
    await publisher.close()


async def read(
    subscription: Subscription, partition: TopicPartition, count: int
) -> list[IncomingRecord]:
    """Poll until so many records of a partition came."""
    records: list[IncomingRecord] = []
    for _ in range(100):
        records += (await subscription.poll(0.1, 100)).get(partition, ())
        if len(records) >= count:
            return records
    raise AssertionError(f"only {len(records)} records came")


async def joined(subscription: Subscription, count: int) -> frozenset[TopicPartition]:
    """Poll until so many partitions are assigned."""
    for _ in range(300):
        await subscription.poll(0.1, 100)
        if len(subscription.assigned()) == count:
            return subscription.assigned()
    raise AssertionError(f"{len(subscription.assigned())} partitions are assigned")


async def known_end(subscription: Subscription, partition: TopicPartition) -> int | None:
    """Poll until the end of a partition is known, though nothing comes."""
    for _ in range(50):
        await subscription.poll(0.1, 100)
        if subscription.known_end(partition) is not None:
            break
    return subscription.known_end(partition)


async def test_the_end_is_known_of_a_partition_that_is_empty_and_of_one_that_is_read(
    broker: Broker, topic_prefix: str
) -> None:
    topic = f"{topic_prefix}events"
    empty, read_before = TopicPartition(topic, 0), TopicPartition(topic, 1)
    await broker.create_topics({topic: PARTITIONS})
    await send(broker, topic, record(1, "a"), record(1, "b"))
    subscription = await broker.subscription("g", [topic], member="1")
    await joined(subscription, PARTITIONS)

    await subscription.seek(empty, 0)
    await subscription.seek(read_before, 2)

    assert [await known_end(subscription, partition) for partition in (empty, read_before)] == [
        0,
        2,
    ]
    await subscription.close()


async def test_delivers_in_order_from_where_it_was_sought(
    broker: Broker, topic_prefix: str
) -> None:
    topic = f"{topic_prefix}events"
    partition = TopicPartition(topic, 1)
    await broker.create_topics({topic: PARTITIONS})
    await send(broker, topic, *(record(1, str(number)) for number in range(5)))
    subscription = await broker.subscription("g", [topic], member="1")
    await joined(subscription, PARTITIONS)

    await subscription.seek(partition, 2)

    records = await read(subscription, partition, 3)
    assert values(records) == ["2", "3", "4"]
    assert [records[0].offset, records[0].key, records[0].headers] == [
        2,
        b"k",
        (("ce_sequence", b"7"),),
    ]
    assert subscription.known_end(partition) == 5
    await subscription.close()


async def test_delivers_nothing_of_a_partition_that_nobody_sought(
    broker: Broker, topic_prefix: str
) -> None:
    topic = f"{topic_prefix}events"
    await broker.create_topics({topic: PARTITIONS})
    await send(broker, topic, record(0, "unsought"), record(1, "sought"))
    subscription = await broker.subscription("g", [topic], member="1")
    await joined(subscription, PARTITIONS)

    await subscription.seek(TopicPartition(topic, 1), 0)

    assert values(await read(subscription, TopicPartition(topic, 1), 1)) == ["sought"]
    assert await subscription.poll(0.3, 100) == {}
    await subscription.close()


async def test_a_paused_partition_waits_until_it_is_resumed(
    broker: Broker, topic_prefix: str
) -> None:
    topic = f"{topic_prefix}events"
    partition = TopicPartition(topic, 0)
    await broker.create_topics({topic: 1})
    await send(broker, topic, record(0, "one"))
    subscription = await broker.subscription("g", [topic], member="1")
    await joined(subscription, 1)
    await subscription.seek(partition, 0)
    subscription.pause(partition)
    assert await subscription.poll(0.2, 100) == {}

    subscription.resume(partition)

    assert values(await read(subscription, partition, 1)) == ["one"]
    await subscription.close()


async def test_delivers_at_most_what_was_asked_for(broker: Broker, topic_prefix: str) -> None:
    topic = f"{topic_prefix}events"
    partition = TopicPartition(topic, 0)
    await broker.create_topics({topic: 1})
    await send(broker, topic, *(record(0, str(number)) for number in range(10)))
    subscription = await broker.subscription("g", [topic], member="1")
    await joined(subscription, 1)
    await subscription.seek(partition, 0)

    received: list[str] = []
    while len(received) < 10:
        records = (await subscription.poll(1.0, 4)).get(partition, ())
        assert len(records) <= 4
        received += values(records)

    assert received == [str(number) for number in range(10)]
    await subscription.close()


async def test_offsets_never_say_more_than_there_is(broker: Broker, topic_prefix: str) -> None:
    topic = f"{topic_prefix}events"
    partition = TopicPartition(topic, 0)
    await broker.create_topics({topic: 1})
    subscription = await broker.subscription("g", [topic], member="1")
    await joined(subscription, 1)
    assert await subscription.offsets(partition) == (0, 0)

    await send(broker, topic, *(record(0, str(number)) for number in range(10)))

    begin, end = await subscription.offsets(partition)
    assert begin == 0
    assert 0 < end <= 10
    await subscription.close()


async def test_knows_the_newest_record_of_a_partition(broker: Broker, topic_prefix: str) -> None:
    topic = f"{topic_prefix}events"
    await broker.create_topics({topic: PARTITIONS})
    await send(broker, topic, *(record(2, str(number)) for number in range(50)))

    newest = await broker.last_record(topic, 2)

    assert newest is not None
    assert (newest.offset, newest.value) == (49, b"49")
    assert await broker.last_record(topic, 0) is None


async def test_making_the_same_topic_twice_is_no_error(broker: Broker, topic_prefix: str) -> None:
    topic = f"{topic_prefix}events"
    await broker.create_topics({topic: PARTITIONS}, {topic: 60})
    await send(broker, topic, record(0, "kept"))

    await broker.create_topics({topic: PARTITIONS}, {topic: 60})

    assert await broker.last_record(topic, 0) is not None


async def test_refuses_a_topic_in_use_that_has_another_number_of_partitions(
    broker: Broker, topic_prefix: str
) -> None:
    topic = f"{topic_prefix}events"
    await broker.create_topics({topic: PARTITIONS})
    await send(broker, topic, record(0, "kept"))

    with pytest.raises(Refused):
        await broker.create_topics({topic: PARTITIONS + 1})


async def test_members_share_partitions_of_the_same_number(
    grouping_broker: Broker, topic_prefix: str
) -> None:
    events, watermarks = f"{topic_prefix}events", f"{topic_prefix}watermarks"
    await grouping_broker.create_topics({events: 4, watermarks: 4})
    first = await grouping_broker.subscription(topic_prefix, [events, watermarks], member="1")
    alone = await joined(first, 8)
    assignment = first.assignment(TopicPartition(events, 0))

    second = await grouping_broker.subscription(topic_prefix, [events, watermarks], member="2")
    shared = [await joined(first, 4), await joined(second, 4)]

    assert alone == shared[0] | shared[1]
    for share in shared:
        assert {p.partition for p in share if p.topic == events} == {
            p.partition for p in share if p.topic == watermarks
        }
    assert all(first.assignment(partition) > assignment for partition in shared[0])
    await first.close()
    await second.close()


async def test_nothing_is_delivered_after_a_rebalance_until_it_is_sought_again(
    grouping_broker: Broker, topic_prefix: str
) -> None:
    topic = f"{topic_prefix}events"
    await grouping_broker.create_topics({topic: 2})
    await send(grouping_broker, topic, record(0, "zero"), record(1, "one"))
    first = await grouping_broker.subscription(topic_prefix, [topic], member="1")
    for partition in await joined(first, 2):
        await first.seek(partition, 0)

    second = await grouping_broker.subscription(topic_prefix, [topic], member="2")
    (kept,) = await joined(first, 1)

    assert await first.poll(0.5, 100) == {}
    await first.seek(kept, 0)
    assert len(await read(first, kept, 1)) == 1
    await first.close()
    await second.close()
