"""PostgreSQL dies in the middle of it all: what was acknowledged is there, and what need not wait
for the disk is done again."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from events.errors import StoreUnavailable
from events.relay.pacing import RelayPacing
from events.store.connection import Pool
from events.store.database_errors import DATABASE_ERRORS
from events.store.postgres_store import PostgresStore
from local_stack.postgres_server import PostgresServer
from tests.events.store.sample_appends import append_to
from tests.faults.applying import assert_applied_once_in_order, consuming, effects, noting
from tests.faults.clock_world import create_clock_tables
from tests.faults.ground import Counts, Ground, is_whole, written
from tests.faults.relaying import caught_up, running
from tests.faults.until import until
from tests.support.event_stores import SCHEMA, create_store_tables, postgres_store, store_pool

CRASHES, WRITERS, CASES = 3, 4, 20
PACING = RelayPacing(look_back_s=0.3, back_off_s=0.05)
pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[PostgresServer]:
    """A server of the test's own that keeps what it has acknowledged."""
    with PostgresServer(tmp_path / "postgres", durable=True) as started:
        yield started


async def test_nothing_acknowledged_is_lost_and_each_event_has_one_effect(
    ground: Ground, server: PostgresServer
) -> None:
    counts = await crash_the_database(replace(ground, dsn=server.dsn()), server)
    assert counts["acknowledged"] > 0


async def crash_the_database(ground: Ground, server: PostgresServer) -> Counts:
    """Return the trap: writers, a relay and a consumer of a read model at work, while the database
    is killed and started again."""
    dice, acknowledged = ground.dice(), set[str]()
    async with store_pool(ground.dsn) as pool:
        await create_store_tables(pool)
        await create_clock_tables(pool)
        consumer = noting(ground.broker(), pool, ground.topic, rebuildable=True)
        async with running(ground.relay(pool, pacing=PACING)), consuming(consumer):
            async with writing(postgres_store(pool), dice, acknowledged):
                for _ in range(CRASHES):
                    await until_more(pool)
                    await asyncio.sleep(dice.random() * 0.2)
                    crash(server)
            await until(lambda: is_sent(pool))
            await assert_applied_once_in_order(pool, await written(pool))
        assert await is_whole(ground, pool)
        lost = acknowledged - await recorded(pool)
    assert not lost, f"acknowledged, and not in the log: {lost}"
    return Counter(acknowledged=len(acknowledged), crashes=CRASHES)


def crash(server: PostgresServer) -> None:
    """Kill all of its processes at once, as a power cut does, and start it again."""
    postmaster = psutil.Process(server.pid)
    postmaster.suspend()
    family = [postmaster, *postmaster.children()]
    for each in family:
        each.kill()
    server.stop()
    psutil.wait_procs(family)
    server.start()


@asynccontextmanager
async def writing(
    store: PostgresStore, dice: random.Random, acknowledged: set[str]
) -> AsyncIterator[None]:
    """Write in the background, and keep the texts that were acknowledged."""
    tasks = [
        asyncio.create_task(write(store, random.Random(dice.random()), n, acknowledged))
        for n in range(WRITERS)
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def write(
    store: PostgresStore, dice: random.Random, writer: int, acknowledged: set[str]
) -> None:
    """Append for ever; what is not acknowledged is left alone."""
    for number in range(10**9):
        text = f"{writer}-{number}"
        try:
            await store.append(append_to(f"c-{dice.randrange(CASES)}", text))
        except (StoreUnavailable, *DATABASE_ERRORS):
            await asyncio.sleep(0.05)
            continue
        acknowledged.add(text)


async def until_more(pool: Pool) -> None:
    """Wait until there are some more effects than now."""
    before = await count(pool)

    async def more() -> bool:
        return await count(pool) > before + 50

    await until(more)


async def is_sent(pool: Pool) -> bool:
    """Return whether the relay has caught up, as far as the database can say."""
    try:
        return await caught_up(pool)
    except DATABASE_ERRORS:
        return False


async def count(pool: Pool) -> int:
    """Return how many effects there are; as many as none while the database cannot say."""
    try:
        return sum(map(len, (await effects(pool)).values()))
    except DATABASE_ERRORS:
        return 0


async def recorded(pool: Pool) -> set[str]:
    """Return the texts in the log."""
    rows = await pool.fetch(f"select data->'personal'->>'text' as said from {SCHEMA}.es_event")
    return {row["said"] for row in rows}
