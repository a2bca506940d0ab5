"""A transaction that somebody else holds open must not hold up the relay: what is recorded
meanwhile is seen meanwhile."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import pytest

from events.broker.broker import IncomingRecord, Subscription
from events.clock import SystemClock
from events.store.connection import Pool
from events.store.postgres_store import PostgresStore
from tests.events.store.sample_appends import append_to
from tests.faults.ground import Counts, Ground
from tests.faults.reading import reading
from tests.faults.relaying import relaying
from tests.support.event_stores import SHARDS, create_store_tables, postgres_store, store_pool

SECONDS, PAUSE_S = 2.0, 0.02
AT_MOST_S = 60.0
PROMISED_MS, TIMES_SLOWER = 100, 3


@pytest.mark.timeout(600)
async def test_what_is_recorded_while_a_transaction_is_held_open_is_sent_while_it_is_open(
    ground: Ground,
) -> None:
    print(await hold_a_transaction_open(ground))


async def hold_a_transaction_open(ground: Ground) -> Counts:
    """Return the trap.

    The long form (load 30) holds it for a minute. From recorded to read, in milliseconds, with and
    without it.

    What is promised is 100 ms; on a machine that is too busy for that, three times of what it takes
    without. Of the quick form, which is over after a hundred events, the median is judged: one
    hiccup says nothing. Of the long one, the 99th percentile.
    """
    async with store_pool(ground.dsn) as pool:
        await create_store_tables(pool)
        await pool.execute("create table unrelated (id integer)")
        async with (
            relaying(ground, pool),
            reading(ground.broker(), [ground.topic], SHARDS) as reader,
        ):
            free = await lags(ground, postgres_store(pool), reader)
            async with held_open(pool):
                held = await lags(ground, postgres_store(pool), reader)
    times = {"held": held, "free": free}
    judged = 0.99 if ground.load > 1 else 0.5
    assert percentile_ms(held, judged) <= max(
        PROMISED_MS, TIMES_SLOWER * percentile_ms(free, judged)
    )
    figures = {
        f"p{p} ms {when}": percentile_ms(lags, p / 100)
        for when, lags in times.items()
        for p in (50, 99)
    }
    return Counter({"events": len(free) + len(held), **figures})


@asynccontextmanager
async def held_open(pool: Pool) -> AsyncIterator[None]:
    """Yield a transaction with an id, a snapshot and a row of its own, that does not end."""
    async with pool.acquire() as other, other.transaction(isolation="repeatable_read"):
        await other.execute("insert into unrelated values (1)")
        yield
        assert other.is_in_transaction()


async def lags(ground: Ground, store: PostgresStore, reader: Subscription) -> list[float]:
    """Append steadily for a while; from recorded to seen, in seconds, of each event.

    Returns when all were seen. Raises TimeoutError.
    """
    writing = asyncio.create_task(write_steadily(ground, store))
    seen: list[float] = []
    async with asyncio.timeout(SECONDS * ground.load + AT_MOST_S):
        while not writing.done() or len(seen) < writing.result():
            for records in (await reader.poll(0.05, 1000)).values():
                seen += [lag(record) for record in records]
    return seen


async def write_steadily(ground: Ground, store: PostgresStore) -> int:
    """Append for so many seconds, steadily; returns how many events."""
    clock = SystemClock()
    end, appends = clock.monotonic() + SECONDS * ground.load, 0
    while clock.monotonic() < end:
        await store.append(append_to(f"c-{appends % 16}"))
        appends += 1
        await asyncio.sleep(PAUSE_S)
    return appends


def lag(record: IncomingRecord) -> float:
    """Return the seconds from recorded to now."""
    recorded_at = dict(record.headers)["ce_recordedtime"].decode()
    return (SystemClock().now() - datetime.fromisoformat(recorded_at)).total_seconds()


def percentile_ms(seconds: list[float], fraction: float) -> int:
    """Return what so many of them are not above."""
    return round(sorted(seconds)[int(len(seconds) * fraction)] * 1000)
