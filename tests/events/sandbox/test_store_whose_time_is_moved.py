"""A sandbox's store is moved forward, all of it; no other store can be."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from events.errors import KeyReused, WrongClock
from events.migrations import migrate
from events.sharding import shard_of
from events.store.connection import Pool, make_pool
from events.store.event_store import Appended, CommandRecord
from events.store.postgres_store import PostgresStore
from events.store.sandbox_clock_table import NotForward, SandboxClockTable, is_movable
from tests.events.store.sample_appends import append_to
from tests.support.databases import Databases
from tests.support.event_stores import postgres_store

WEEK = timedelta(days=7)
SOON = timedelta(seconds=30)
SHARDS = 12


@pytest.fixture
async def pool(databases: Databases) -> AsyncIterator[Pool]:
    """Connections to a sandbox's intake."""
    async with databases.migrated("intake", movable=True) as dsn:
        pool = await make_pool(dsn)
        yield pool
        await pool.close()


@pytest.fixture
def table(pool: Pool) -> SandboxClockTable:
    """The sandbox's clock."""
    return SandboxClockTable(pool, "intake")


@pytest.fixture
def store(pool: Pool) -> PostgresStore:
    """The sandbox's log, by the time of the database."""
    return postgres_store(pool, shards=SHARDS)


def about(instant: datetime) -> bool:
    """Tell whether that is a week from now, give or take what a slow machine needs."""
    return datetime.now(UTC) + WEEK - SOON < instant < datetime.now(UTC) + WEEK + SOON


async def test_all_that_a_store_says_of_time_is_moved(
    store: PostgresStore, table: SandboxClockTable
) -> None:
    await store.append(append_to("c-1"))
    await table.move(WEEK)

    appended = await store.append(append_to("c-1"))
    assert isinstance(appended, Appended)
    instants = [
        await store.now(),
        await table.now(),
        appended.events[0].recorded_at,
        (await store.now_and_command(uuid4()))[0],
        *(one.at for one in await store.make_watermarks()),
        *(
            one.at
            for one in await store.make_watermarks_up_to(
                dict.fromkeys(range(SHARDS), datetime.max.replace(tzinfo=UTC))
            )
        ),
    ]
    async with store.transaction() as tx:
        instants.append((await store.watermark_in(tx, shard_of("c-1", SHARDS))).at)
    assert [instant for instant in instants if not about(instant)] == []


async def test_it_is_never_moved_back(table: SandboxClockTable) -> None:
    assert await table.move(WEEK) == WEEK
    assert await table.move(timedelta(0)) == WEEK
    assert await table.ahead() == WEEK


async def test_a_goal_is_forward_and_two_moves_at_once_add_up(table: SandboxClockTable) -> None:
    begin = await table.now()
    first = await table.set_goal(WEEK)
    second = await table.set_goal(WEEK)
    assert second - first == WEEK
    with pytest.raises(NotForward):
        await table.set_goal(begin + WEEK)
    assert await table.goal() == second


async def test_a_move_under_a_key_that_was_used_is_the_same_move(table: SandboxClockTable) -> None:
    move = CommandRecord(command_id=uuid4(), fingerprint=b"a week", response=b"")
    first = await table.set_goal(WEEK, move)
    await table.move(2 * WEEK)
    await table.arrived()
    assert await table.set_goal(WEEK, move) == first
    assert await table.goal() is None
    other = CommandRecord(command_id=move.command_id, fingerprint=b"a day", response=b"")
    with pytest.raises(KeyReused):
        await table.set_goal(WEEK, other)


async def test_a_goal_that_was_reached_is_forgotten(table: SandboxClockTable) -> None:
    await table.set_goal(WEEK)
    await table.move(2 * WEEK)
    await table.arrived()
    assert await table.goal() is None


async def test_a_goal_that_is_not_reached_is_kept(table: SandboxClockTable) -> None:
    goal = await table.set_goal(WEEK)
    await table.arrived()
    assert await table.goal() == goal


async def test_a_store_is_marked_when_it_is_first_made_and_never_later(dsn: str) -> None:
    await migrate(dsn, "intake", "intake")
    with pytest.raises(WrongClock, match="cannot be moved"):
        await migrate(dsn, "intake", "intake", movable=True)
    pool = await make_pool(dsn)
    assert not await is_movable(pool, "intake")
    assert not await is_movable(pool, "elsewhere")
    await pool.close()


async def test_a_sandboxs_store_serves_nobody_who_does_not_expect_one(dsn: str) -> None:
    for _ in range(2):
        await migrate(dsn, "intake", "intake", movable=True)
    with pytest.raises(WrongClock, match="can be moved"):
        await migrate(dsn, "intake", "intake")
    pool = await make_pool(dsn)
    assert await is_movable(pool, "intake")
    await pool.close()
