"""A connection goes back to its pool as it came, whatever its borrower did with it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta, timezone

import asyncpg
import pytest

from events.store.connection import Connection, Pool
from tests.support.event_stores import store_pool

CANNOT_BE_UTC = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
BAD_ARGUMENT = (asyncpg.InterfaceError, asyncpg.DataError)
BadCall = Callable[[Connection, str], Awaitable[object]]


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    """A pool of two, on an empty database."""
    async with store_pool(dsn, size=2) as pool:
        yield pool


def _one(connection: Connection, salt: str) -> Awaitable[object]:
    return connection.fetch(f"select $1::timestamptz as t{salt}", CANNOT_BE_UTC)


def _many(connection: Connection, salt: str) -> Awaitable[object]:
    return connection.executemany(f"select $1::timestamptz as t{salt}", [[CANNOT_BE_UTC]])


def _too_few(connection: Connection, salt: str) -> Awaitable[object]:
    return connection.fetchval(f"select $1::text || $2::text as t{salt}", "a")


def _of_another_type(connection: Connection, salt: str) -> Awaitable[object]:
    return connection.execute(f"select $1::int as t{salt}", "not a number")


@pytest.mark.parametrize("bad", [_one, _many, _too_few, _of_another_type])
async def test_an_argument_that_cannot_be_sent_harms_nobody_else(pool: Pool, bad: BadCall) -> None:
    for turn in range(80):
        with pytest.raises(BAD_ARGUMENT):
            async with pool.acquire() as connection:
                await bad(connection, str(turn))

        async with (
            pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            assert await connection.fetchval("select 1") == 1


async def test_whoever_made_the_bad_call_can_go_on_with_the_same_connection(pool: Pool) -> None:
    async with pool.acquire() as connection:
        with pytest.raises(BAD_ARGUMENT):
            await _one(connection, "")
        async with connection.transaction(isolation="serializable"):
            assert await connection.fetchval("select 1") == 1


async def test_a_bad_call_inside_a_transaction_leaves_the_transaction_as_it_is(pool: Pool) -> None:
    await pool.execute("create table kept (n int)")
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("insert into kept values (1)")
        with pytest.raises(BAD_ARGUMENT):
            await _one(connection, "")
        await connection.execute("insert into kept values (2)")
    assert await pool.fetchval("select count(*) from kept") == 2


async def test_a_cancelled_call_harms_nobody_else(pool: Pool) -> None:
    async with pool.acquire() as first:
        pids = {await first.fetchval("select pg_backend_pid()")}
        for turn in range(40):
            task = asyncio.create_task(_fetch(pool, turn))
            for _ in range(turn % 8):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait({task})
            async with (
                pool.acquire() as connection,
                connection.transaction(isolation="repeatable_read"),
            ):
                pids.add(await connection.fetchval("select pg_backend_pid()"))


async def test_a_call_that_went_well_costs_no_further_exchange(dsn: str, pool: Pool) -> None:
    async with pool.acquire() as connection:
        before = await connection.fetchval("select pg_backend_pid()")
    # What a backend did last stays in pg_stat_activity: an exchange at the return would stand
    # there.
    watcher = await asyncpg.connect(dsn)
    last = await watcher.fetchval("select query from pg_stat_activity where pid = $1", before)
    await watcher.close()
    assert last == "select pg_backend_pid()"


async def _fetch(pool: Pool, turn: int) -> None:
    async with pool.acquire() as connection:
        await connection.fetch(f"select $1::int as t{turn}", turn)
