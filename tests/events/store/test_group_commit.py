"""Group commit on a real database: one transaction for what waits, and no harm from callers or
connections that go away."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress

import pytest

from events.catalogue.registry import CATALOGUE
from events.errors import EventsError, StoreClosed, StoreUnavailable
from events.event import Recorded
from events.store.connection import Connection, Pool, in_schema
from events.store.event_store import Appended, Outcome
from events.store.group_commit import GroupCommit
from events.store.packed_append import PackedAppend, pack
from events.store.postgres_store import PostgresStore, StoreOptions
from tests.events.store.sample_appends import append_to, command, texts
from tests.support.event_stores import SCHEMA, SHARDS, postgres_store, store_pool

_XIDS = "select count(distinct xmin::text) from {schema}.es_event"
_XIDS_BY_SHARD = "select distinct shard, xmin::text as xid from {schema}.es_event"
_LEFT_OPEN = (
    "select count(*) from pg_stat_activity "
    "where datname = current_database() and state like 'idle in transaction%'"
)


async def test_what_waits_while_a_transaction_commits_goes_together_into_the_next_one(
    pool: Pool,
) -> None:
    store = postgres_store(pool)
    first = asyncio.create_task(store.append(append_to("c-0")))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await asyncio.gather(first, *(store.append(append_to(f"c-{n}")) for n in range(1, 100)))
    assert await pool.fetchval(in_schema(_XIDS, SCHEMA)) == 2


async def test_a_large_batch_goes_as_two_transactions_that_share_no_shard(pool: Pool) -> None:
    store = postgres_store(pool)
    await asyncio.gather(*(store.append(append_to(f"c-{n}")) for n in range(300)))
    rows = await pool.fetch(in_schema(_XIDS_BY_SHARD, SCHEMA))
    assert len({row["xid"] for row in rows}) == 2
    assert len(rows) == SHARDS


async def test_close_returns_when_all_that_was_taken_is_written(pool: Pool) -> None:
    store = postgres_store(pool)
    taken = [asyncio.create_task(store.append(append_to(f"c-{n}"))) for n in range(1200)]
    await asyncio.sleep(0)
    await store.close()
    assert all(isinstance(outcome, Appended) for outcome in await asyncio.gather(*taken))
    with pytest.raises(StoreClosed):
        await store.append(append_to("late"))


async def test_a_caller_that_is_cancelled_at_any_moment_leaves_all_or_nothing_and_nothing_open(
    pool: Pool,
) -> None:
    store = postgres_store(pool)
    for ticks in range(60):
        await _cancel_after(
            ticks, asyncio.create_task(store.append(append_to(f"c-{ticks}", "a", "b", expected=0)))
        )
    await _assert_at_rest(pool)
    for ticks in range(60):
        assert texts(await store.read_stream(f"case-c-{ticks}", f"c-{ticks}")) in ([], ["a", "b"])


async def test_a_transaction_that_is_cancelled_at_any_moment_is_rolled_back(pool: Pool) -> None:
    store = postgres_store(pool)

    async def never_commits(case_id: str) -> None:
        async with store.transaction() as tx:
            await store.append_in(tx, [append_to(case_id)])
            await asyncio.Event().wait()

    for ticks in range(60):
        await _cancel_after(ticks, asyncio.create_task(never_commits(f"c-{ticks}")))
    await _assert_at_rest(pool)
    assert await pool.fetchval(in_schema(_XIDS, SCHEMA)) == 0


async def test_the_others_of_a_batch_are_written_when_one_caller_is_cancelled(pool: Pool) -> None:
    store = postgres_store(pool)
    tasks = [asyncio.create_task(store.append(append_to(f"c-{n}"))) for n in range(10)]
    await asyncio.sleep(0)
    tasks[4].cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(outcome, Appended) for outcome in outcomes] == [n != 4 for n in range(10)]


async def test_says_that_it_does_not_know_when_the_connection_is_lost_and_works_again_afterwards(
    pool: Pool,
) -> None:
    lose_it = True

    async def lose_the_connection(tx: Connection, events: Sequence[Recorded]) -> None:
        if lose_it:
            await tx.execute("select pg_terminate_backend(pg_backend_pid())")

    store = PostgresStore(
        pool,
        SCHEMA,
        "intake",
        SHARDS,
        options=StoreOptions(catalogue=CATALOGUE, inline=[lose_the_connection]),
    )
    with pytest.raises(StoreUnavailable):
        await store.append(append_to("c-1", "lost"))
    lose_it = False
    await store.append(append_to("c-1", "kept"))
    assert texts(await store.read_stream("case-c-1", "c-1")) == ["kept"]


async def test_an_inline_projection_sees_the_batch_in_its_transaction(pool: Pool) -> None:
    await pool.execute(in_schema("create table {schema}.seen (seq bigint)", SCHEMA))

    async def count(tx: Connection, events: Sequence[Recorded]) -> None:
        await tx.executemany(
            in_schema("insert into {schema}.seen values ($1)", SCHEMA), [(e.seq,) for e in events]
        )

    store = PostgresStore(
        pool, SCHEMA, "intake", SHARDS, options=StoreOptions(catalogue=CATALOGUE, inline=[count])
    )
    await store.append(append_to("c-1", "a", "b"))
    async with store.transaction() as tx:
        await store.append_in(tx, [append_to("c-1", "c")])
    assert await pool.fetchval(
        in_schema("select array_agg(seq order by seq) from {schema}.seen", SCHEMA)
    ) == [1, 2, 3]


async def test_never_reads_a_whole_table_though_the_first_plans_were_made_while_it_was_empty(
    dsn: str, pool: Pool
) -> None:
    del pool  # it made the tables; what its session read then is not counted
    async with store_pool(dsn) as fresh:
        store = postgres_store(fresh)
        for batch in range(20):
            await asyncio.gather(
                *(store.append(append_to(f"c-{batch}-{n}", command=command())) for n in range(200))
            )
        async with store.transaction() as tx:
            before = await _whole_reads(tx)
            await store.append_in(
                tx, [append_to(f"new-{n}", command=command()) for n in range(500)]
            )
            assert await _whole_reads(tx) == before


async def _cancel_after(ticks: int, task: "asyncio.Task[object]") -> None:
    for _ in range(ticks):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait({task})


async def _assert_at_rest(pool: Pool) -> None:
    """Check that all connections of the pool are free, and none was left in a transaction."""
    async with AsyncExitStack() as stack, asyncio.timeout(60):
        connections = [await stack.enter_async_context(pool.acquire()) for _ in range(10)]
        assert not any(connection.is_in_transaction() for connection in connections)
        assert await connections[0].fetchval(_LEFT_OPEN) == 0


async def _whole_reads(tx: Connection) -> dict[str, int]:
    """Return how often this session has read each of the tables that grow from its beginning to its
    end."""
    rows = await tx.fetch(
        "select relname, seq_scan from pg_stat_xact_user_tables where schemaname = $1", SCHEMA
    )
    return {row["relname"]: row["seq_scan"] for row in rows if row["relname"] != "es_shard"}


async def test_a_connection_that_was_ended_while_it_lay_idle_is_trouble_that_passes(
    dsn: str, pool: Pool
) -> None:
    async with store_pool(dsn, size=1) as one:
        store = postgres_store(one)
        for number in range(20):
            await store.append(append_to(f"c-{number}"))
            backend = await one.fetchval("select pg_backend_pid()")
            await pool.fetchval("select pg_terminate_backend($1)", backend)
            with suppress(StoreUnavailable):
                await store.append(append_to(f"d-{number}"))


async def test_every_caller_is_answered_though_the_outcomes_do_not_fit_the_batch() -> None:
    async def forgets_one(batch: Sequence[PackedAppend]) -> Sequence[Outcome | EventsError]:
        return [Appended(stream="case-c-1", version=1, events=())] * (len(batch) - 1)

    group = GroupCommit(forgets_one)
    callers = [
        asyncio.create_task(group.put(pack(append_to(f"c-{n}"), CATALOGUE, SHARDS)))
        for n in range(4)
    ]
    async with asyncio.timeout(60):
        outcomes = await asyncio.gather(*callers, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [Appended, Appended, Appended, ValueError]
