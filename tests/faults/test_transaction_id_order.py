"""A transaction that took its id early and commits late must not make readers reorder or skip: seq
is given under the lock, not by id."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from events.store.connection import Pool
from events.store.postgres_store import PostgresStore
from tests.events.store.sample_appends import append_to
from tests.faults.ground import Counts, Ground, assert_all_sent_in_order, written
from tests.faults.relaying import relaying
from tests.faults.until import until
from tests.support.event_stores import (
    SCHEMA,
    SHARDS,
    create_store_tables,
    postgres_store,
    store_pool,
)

ROUNDS = 60
CASES = 8


async def test_readers_neither_reorder_nor_skip_though_transaction_ids_are_out_of_order(
    ground: Ground,
) -> None:
    counts = await take_ids_early_and_commit_late(ground)
    assert counts["inversions"] > ROUNDS // 2


async def take_ids_early_and_commit_late(ground: Ground) -> Counts:
    """Return the trap: a relay and a tailing reader, while late committers overtake in transaction
    ids."""
    dice, rounds = ground.dice(), ROUNDS * ground.load
    async with store_pool(ground.dsn, size=12) as pool:
        await create_store_tables(pool)
        store = postgres_store(pool)
        async with tailing(store) as tails, relaying(ground, pool):
            for _ in range(rounds // 3):
                await asyncio.gather(*(overtaken(store, dice) for _ in range(3)))
            expected = await written(pool)
            await until_read(tails, expected)
        again = await assert_all_sent_in_order(ground, pool)
        inversions = await inverted(pool)

    assert tails == {shard: list(range(1, expected.get(shard, 0) + 1)) for shard in range(SHARDS)}
    assert inversions > 0
    return Counter(events=sum(expected.values()), inversions=inversions, again=again)


async def overtaken(store: PostgresStore, dice: random.Random) -> None:
    """Take a transaction id, let others of the same case commit, and only then append and
    commit."""
    case = f"c-{dice.randrange(CASES)}"
    async with store.transaction() as tx:
        await tx.fetchval("select pg_current_xact_id()::text")
        for _ in range(dice.randint(1, 3)):
            await store.append(append_to(case, "overtakes"))
        await store.append_in(tx, [append_to(case, "was overtaken")])
        await tx.execute("select pg_sleep($1)", dice.random() * 0.005)


@asynccontextmanager
async def tailing(store: PostgresStore) -> AsyncIterator[dict[int, list[int]]]:
    """Yield a reader by seq of each shard, which never looks back; yields what it saw."""
    seen: dict[int, list[int]] = {shard: [] for shard in range(SHARDS)}

    async def tail() -> None:
        while True:
            for shard, seqs in seen.items():
                after = seqs[-1] if seqs else 0
                seqs += [event.seq for event in await store.read_shard(shard, after + 1, 100)]
            await asyncio.sleep(0)

    task = asyncio.create_task(tail())
    try:
        yield seen
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until_read(tails: dict[int, list[int]], expected: dict[int, int]) -> None:
    """Wait until the reader has seen the last event of each shard."""

    async def done() -> bool:
        return all(tails[shard] and tails[shard][-1] >= last for shard, last in expected.items())

    await until(done)


async def inverted(pool: Pool) -> int:
    """Return how many events have a lower transaction id than the one before them: a reader by
    transaction id would be wrong so often."""
    query = f"""
        select count(*) from (
            select xmin::text::bigint < lag(xmin::text::bigint) over (partition by shard
                order by seq) as below
            from {SCHEMA}.es_event) as pairs where below"""
    return int(await pool.fetchval(query))
