"""A client that goes away while it waits, wherever that is: an append is there as a whole or not at
all, and no connection is left behind."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from itertools import count

import pytest

from events.consumer.consumer import Consumer
from events.store.connection import Pool
from events.store.event_store import Appended
from events.store.postgres_store import PostgresStore
from tests.events.consumer.comment_log import comment
from tests.events.store.sample_appends import append_to, command, texts
from tests.faults.applying import assert_applied_once_in_order, effects, noting
from tests.faults.clock_world import create_clock_tables
from tests.faults.ground import Counts, Ground
from tests.faults.until import until
from tests.faults.waits import caller_cancelled_at, cancelled_at
from tests.support.event_stores import create_store_tables, postgres_store, store_pool

SIZE = 4
PARTITIONS = 2
_LEFT_OPEN = (
    "select count(*) from pg_stat_activity "
    "where datname = current_database() and state like 'idle in transaction%'"
)

CancelledAt = Callable[[int, PostgresStore, str], Awaitable[bool]]
"""Appends to a case of that name, cancelled at the nth wait; whether there were so many."""


async def test_a_caller_of_append_that_is_cancelled_at_any_wait_leaves_all_or_nothing(
    ground: Ground,
) -> None:
    assert (await cancel_appends(ground, among_others))["cancelled"] > 5


async def test_a_transaction_that_is_cancelled_at_any_wait_leaves_all_or_nothing(
    ground: Ground,
) -> None:
    assert (await cancel_appends(ground, in_a_transaction))["cancelled"] > 5


@pytest.mark.slow
async def test_a_consumer_that_is_cancelled_at_any_wait_goes_on_where_it_was(
    ground: Ground,
) -> None:
    assert (await cancel_a_consumer(ground))["cancelled"] > 10


async def cancel_everything(ground: Ground) -> Counts:
    """Return the trap: every client of the store, and a consumer, cancelled at the first wait, at
    the second, and so on to the last."""
    counts = await cancel_appends(ground, ground.dice().choice((among_others, in_a_transaction)))
    return counts + await cancel_a_consumer(ground)


async def cancel_appends(ground: Ground, append: CancelledAt) -> Counts:
    """Return the trap for one way to append."""
    written: Counter[int] = Counter()
    async with store_pool(ground.dsn, size=SIZE) as pool:
        await create_store_tables(pool)
        for nth in count(1):
            store, case = postgres_store(pool), f"c-{nth}"
            was_cancelled = await append(nth, store, case)
            await store.close()
            await assert_at_rest(pool)
            recorded = texts(await store.read_stream(f"case-{case}", case))
            assert recorded in ([], ["a", "b"])
            assert was_cancelled or recorded
            await assert_works(pool, case, len(recorded))
            written[len(recorded)] += 1
            if not was_cancelled:
                return Counter(
                    {"cancelled": nth - 1, "written": written[2] - 1, "not written": written[0]}
                )
    raise AssertionError("unreachable: it has an end")


async def among_others(nth: int, store: PostgresStore, case: str) -> bool:
    """Make three appends that go into one transaction.

    The caller of the second goes away; the others must not notice.
    """
    before = asyncio.create_task(store.append(append_to(f"{case}-before")))
    await asyncio.sleep(0)
    was_cancelled, after = await asyncio.gather(
        caller_cancelled_at(
            nth, store.append(append_to(case, "a", "b", expected=0, command=command()))
        ),
        store.append(append_to(f"{case}-after")),
    )
    assert isinstance(await before, Appended)
    assert isinstance(after, Appended)
    return was_cancelled


async def in_a_transaction(nth: int, store: PostgresStore, case: str) -> bool:
    """Return an append in the caller's own transaction."""

    async def append() -> None:
        async with store.transaction() as tx:
            await store.append_in(tx, [append_to(case, "a", "b", expected=0, command=command())])

    return await cancelled_at(nth, append())


async def cancel_a_consumer(ground: Ground) -> Counts:
    """Return the trap for a consumer, from joining to its checkpoint: cancelled wherever that may
    be, it has nothing to do twice."""
    broker = ground.broker()
    await broker.create_topics({ground.topic: PARTITIONS})
    async with store_pool(ground.dsn, size=SIZE) as pool:
        await create_clock_tables(pool)
        last = 0
        for nth in count(1):
            last += await publish_if_all_is_applied(ground, pool, last)
            consumer = noting(broker, pool, ground.topic)
            was_cancelled = await cancelled_at(nth, catch_up(consumer, last))
            await consumer.close()
            await assert_at_rest(pool)
            for seqs in (await effects(pool)).values():
                assert seqs == list(range(1, len(seqs) + 1))
            if not was_cancelled:
                await assert_applied_once_in_order(pool, dict.fromkeys(range(PARTITIONS), last))
                return Counter({"cancelled": nth - 1, "effects": last * PARTITIONS})
    raise AssertionError("unreachable: it has an end")


async def publish_if_all_is_applied(ground: Ground, pool: Pool, last: int) -> int:
    """Return one more event in each partition, unless there are any that wait; how many more."""
    if any(len(seqs) < last for seqs in (await effects(pool)).values()) or (
        last and not await effects(pool)
    ):
        return 0
    publisher = await ground.broker().publisher()
    await publisher.send(
        ground.topic, [comment(last + 1, partition=number) for number in range(PARTITIONS)]
    )
    await publisher.close()
    return 1


async def catch_up(consumer: Consumer, last: int) -> None:
    """Step until each partition was applied to its last event."""
    while [partition.next_seq for partition in consumer.status().partitions] != [
        last + 1
    ] * PARTITIONS:
        await consumer.step(wait_s=1.0)


async def assert_at_rest(pool: Pool) -> None:
    """Check that all connections of the pool are free, outside a transaction, and given back."""
    async with AsyncExitStack() as stack, asyncio.timeout(30):
        connections = [await stack.enter_async_context(pool.acquire()) for _ in range(SIZE)]
        assert not any(connection.is_in_transaction() for connection in connections)
        assert await connections[0].fetchval(_LEFT_OPEN) == 0

    async def all_given_back() -> bool:
        return pool.get_idle_size() == pool.get_size() == SIZE

    await until(all_given_back)


async def assert_works(pool: Pool, case: str, version: int) -> None:
    """Check that the same stream takes the next append."""
    store = postgres_store(pool)
    assert isinstance(await store.append(append_to(case, "next", expected=version)), Appended)
    await store.close()
