"""A soak counts each watermark once, whatever becomes of their topic."""

import asyncio
from collections.abc import AsyncIterator
from typing import NoReturn

import pytest

from events.broker.broker import BrokerTrouble, OutgoingRecord
from events.broker.memory_broker import MemoryBroker
from events.catalogue.topics import WATERMARKS
from local_stack import count_watermarks
from local_stack.count_watermarks import WatermarkCount

TOPIC = WATERMARKS["intake"]


@pytest.fixture
async def broker() -> MemoryBroker:
    """A broker that has watermarks of before the count."""
    broker = MemoryBroker()
    await broker.create_small_topics({TOPIC: 60})
    send(broker, 7)
    return broker


@pytest.fixture
async def counting(
    broker: MemoryBroker, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[WatermarkCount]:
    """A count that has begun."""
    monkeypatch.setattr(count_watermarks, "_AGAIN_AFTER_S", 0.01)
    counting = WatermarkCount(broker)
    task = asyncio.create_task(counting.run())
    await asyncio.sleep(0.1)
    yield counting
    task.cancel()


def send(broker: MemoryBroker, number: int) -> None:
    broker.add(TOPIC, [OutgoingRecord(partition=0, key=b"", value=b"", headers=[])] * number)


async def counted(counting: WatermarkCount, expected: int) -> None:
    """So many were counted, and no more after a while."""
    for _ in range(300):
        if counting.sent >= expected:
            break
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)
    assert counting.sent == expected


async def test_counts_what_comes_from_its_beginning_on(
    broker: MemoryBroker, counting: WatermarkCount
) -> None:
    await counted(counting, 0)
    send(broker, 5)
    await counted(counting, 5)


async def test_goes_on_where_it_was_when_it_lost_the_broker(
    broker: MemoryBroker, counting: WatermarkCount, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(broker, 5)
    await counted(counting, 5)
    (reader,) = [one for group in broker._groups.values() for one in group.values()]

    async def lost(timeout_s: float, max_records: int) -> NoReturn:
        raise BrokerTrouble("it is away")

    monkeypatch.setattr(reader, "poll", lost)
    send(broker, 3)
    await counted(counting, 8)


async def test_goes_on_with_a_topic_that_was_made_anew(
    broker: MemoryBroker, counting: WatermarkCount
) -> None:
    send(broker, 5)
    await counted(counting, 5)
    broker.forget(TOPIC)
    send(broker, 2)
    await counted(counting, 7)


async def test_what_was_trimmed_before_it_was_read_counts(
    broker: MemoryBroker, counting: WatermarkCount
) -> None:
    broker.hold(TOPIC)
    send(broker, 9)
    broker.truncate(TOPIC, 0, 14)
    broker.release(TOPIC)
    await counted(counting, 9)
