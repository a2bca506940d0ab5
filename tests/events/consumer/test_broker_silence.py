"""Asking whether the broker answers holds up no records, whatever becomes of the question."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from events.broker.broker import BrokerTrouble
from events.broker.memory_broker import MemoryBroker
from events.consumer.consumer import Consumer
from tests.events.consumer.comment_log import (
    EVENTS,
    Bench,
    Noting,
    comment,
    run_until_idle,
)


class Hanging(MemoryBroker):
    """A broker that delivers records and answers no ping."""

    async def ping(self) -> None:
        """Never return."""
        await asyncio.Event().wait()


class Failing(MemoryBroker):
    """A broker that delivers records and refuses pings."""

    async def ping(self) -> None:
        """Fail."""
        raise BrokerTrouble("the admin of the cluster is away")


async def reading(bench: Bench, broker: MemoryBroker) -> Consumer:
    """Return a consumer that has joined and is due to ask its broker."""
    bench.broker = broker
    await broker.create_topics({EVENTS: 1})
    consumer = bench.consumer(Noting())
    await run_until_idle(consumer)
    bench.clock.move(timedelta(seconds=6))
    return consumer


@pytest.mark.parametrize("make", [Hanging, Failing])
async def test_records_flow_though_a_ping_hangs_or_fails(
    bench: Bench, make: Callable[[], MemoryBroker]
) -> None:
    consumer = await reading(bench, make())
    async with asyncio.timeout(60):
        for seq in range(1, 4):
            bench.publish(comment(seq, f"text {seq}"))
            assert await consumer.step() == 1
            bench.clock.move(timedelta(seconds=6))
        await consumer.close()

    assert await bench.effects() == ["text 1", "text 2", "text 3"]


async def test_says_how_long_a_broker_without_records_has_been_silent(bench: Bench) -> None:
    consumer = await reading(bench, Failing())
    await consumer.step()
    assert consumer.status().broker_silent_s == 6


async def test_a_ping_that_is_answered_ends_the_silence(bench: Bench) -> None:
    consumer = await reading(bench, MemoryBroker())
    await consumer.step()
    assert consumer.status().broker_silent_s == 0
