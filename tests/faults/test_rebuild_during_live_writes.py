"""A projection that is built from the first event on while others write, and is killed over and
over, ends as the fold of the log."""

import asyncio
import random
import signal
from collections import Counter
from contextlib import AbstractAsyncContextManager

import pytest

from events.store.connection import Pool
from events.store.postgres_store import PostgresStore
from tests.events.consumer.comment_log import SCHEMA
from tests.events.store.sample_appends import append_to
from tests.faults.clock_world import create_clock_tables
from tests.faults.ground import Counts, Ground, written
from tests.faults.processes import Started, process
from tests.faults.relaying import caught_up, relaying
from tests.faults.tallying import CREATE, folded, projected
from tests.faults.until import until
from tests.support.event_stores import SHARDS, create_store_tables, postgres_store, store_pool

HISTORY, LIVES, CASES = 4000, 3, 60


@pytest.mark.slow
@pytest.mark.timeout(180)
async def test_a_rebuild_that_is_killed_over_and_over_during_live_writes_equals_the_fold_of_the_log(
    ground: Ground,
) -> None:
    await rebuild_and_kill(ground)


async def rebuild_and_kill(ground: Ground) -> Counts:
    """Return the trap: side effects must stay off until the history is behind, and come once an
    event after that."""
    dice = ground.dice()
    async with store_pool(ground.dsn) as pool:
        await create_store_tables(pool)
        await create_clock_tables(pool)
        for statement in CREATE:
            await pool.execute(statement)
        store = postgres_store(pool)
        await write_history(store, HISTORY * ground.load)
        async with relaying(ground, pool):
            await until(lambda: caught_up(pool))
            history = await written(pool)
            writing = asyncio.create_task(write_on(store, dice))
            for _ in range(LIVES):
                await live_and_die(ground, pool, dice)
            async with rebuilding(ground):
                await until(lambda: is_built_to(pool, history))
                writing.cancel()
                await asyncio.gather(writing, return_exceptions=True)
                for case in range(CASES):
                    await store.append(append_to(f"c-{case}", "the last word"))
                await until(lambda: is_complete(pool))
        pages = await assert_pages_only_beyond(pool, history)
        assert await projected(pool) == await folded(pool)
        return Counter(events=sum((await written(pool)).values()), kills=LIVES, pages=pages)


async def write_history(store: PostgresStore, events: int) -> None:
    """Write what is there before anybody reads."""
    appends = (append_to(f"c-{n % CASES}", *map(str, range(10))) for n in range(events // 10))
    await asyncio.gather(*map(store.append, appends))


async def write_on(store: PostgresStore, dice: random.Random) -> None:
    """Write live events until cancelled."""
    while True:
        await store.append(append_to(f"c-{dice.randrange(CASES)}", str(dice.random())))
        await asyncio.sleep(0.005)


async def live_and_die(ground: Ground, pool: Pool, dice: random.Random) -> None:
    """Build on for a bit, and be killed in the middle of it."""
    before = await tallied(pool)
    async with rebuilding(ground) as doomed:
        await until(lambda: has_moved(pool, before))
        await asyncio.sleep(dice.random() * 0.1)
        doomed.signal(signal.SIGKILL)
        await doomed.ended()


def rebuilding(ground: Ground) -> AbstractAsyncContextManager[Started]:
    """Return the projection as a process."""
    return process("tests.faults.tallying_process", ground.dsn, ground.servers, ground.topic)


async def tallied(pool: Pool) -> int:
    """Return how many events have been folded."""
    return sum(events for events, _ in (await projected(pool)).values())


async def has_moved(pool: Pool, before: int) -> bool:
    """Return whether anything was folded since."""
    return await tallied(pool) > before


async def is_built_to(pool: Pool, history: dict[int, int]) -> bool:
    """Return whether as many events were folded as there were at the beginning, and more."""
    return await tallied(pool) > sum(history.values())


async def is_complete(pool: Pool) -> bool:
    """Return whether every event was folded."""
    return await tallied(pool) >= sum((await written(pool)).values())


async def assert_pages_only_beyond(pool: Pool, history: dict[int, int]) -> int:
    """No page for what was history when the building began, none twice, and some for each shard's
    live events; returns how many."""
    rows = await pool.fetch(f"select partition, seq from {SCHEMA}.paged")
    pages = [(row["partition"], row["seq"]) for row in rows]
    assert not [page for page in pages if page[1] < history[page[0]]]
    assert len(set(pages)) == len(pages)
    assert {partition for partition, _ in pages} == set(range(SHARDS))
    return len(pages)
