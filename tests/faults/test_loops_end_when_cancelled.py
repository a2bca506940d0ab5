"""A loop that is asked to end, wherever it waits, ends: also where a library was just closing a
connection, and took no notice."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable

import pytest

from events.clock import SystemClock
from events.relay.watermarks import WatermarkMaker
from events.store.connection import Pool
from tests.events.store.sample_appends import append_to
from tests.faults.applying import noting
from tests.faults.clock_world import create_clock_tables
from tests.faults.ground import Ground
from tests.faults.relaying import Running
from tests.faults.waits import cancelled_at
from tests.support.event_stores import SHARDS, create_store_tables, postgres_store, store_pool

WAITS = 30
AT_MOST_S = 20.0
CLIENTS = ("Unclosed AIOKafkaConsumer", "Unclosed AIOKafkaProducer")
"""A single connection that was only half made when its client was cancelled is the library's own
affair."""
pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


def _relay(ground: Ground, pool: Pool) -> Running:
    return ground.relay(pool)


def _maker(ground: Ground, pool: Pool) -> Running:
    return WatermarkMaker(
        postgres_store(pool),
        ground.broker(),
        f"{ground.prefix}watermarks",
        clock=SystemClock(),
    )


def _consumer(ground: Ground, pool: Pool) -> Running:
    return noting(ground.broker(), pool, ground.topic)


@pytest.fixture
async def left_open() -> AsyncIterator[list[str]]:
    """Clients that were thrown away without being closed, as the event loop is told of them."""
    complaints: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: complaints.append(str(context["message"])))
    yield complaints
    loop.set_exception_handler(None)


@pytest.mark.parametrize(
    "made", [_relay, _maker, _consumer], ids=["relay", "maker of promises", "consumer"]
)
async def test_it_ends_at_any_wait_and_leaves_nothing_open(
    ground: Ground, made: Callable[[Ground, Pool], Running], left_open: list[str]
) -> None:
    async with store_pool(ground.dsn, size=4) as pool:
        await create_store_tables(pool)
        await create_clock_tables(pool)
        await ground.broker().create_topics({ground.topic: SHARDS})
        for nth in range(1, WAITS):
            await postgres_store(pool).append(append_to(f"c-{nth}"))
            async with asyncio.timeout(AT_MOST_S):
                assert await cancelled_at(nth, made(ground, pool).run()), (
                    f"it did not come to wait {nth}"
                )
    gc.collect()
    assert [message for message in left_open if message in CLIENTS] == []
