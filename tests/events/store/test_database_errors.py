"""A bug is never taken for a database that went away: only the latter passes by itself."""

import asyncpg
import pytest
from asyncpg.exceptions import _base

from events.store.database_errors import DATABASE_ERRORS, database_is_gone
from tests.support.event_stores import store_pool

WRONG = "invalid input for query argument $1: ['open', 'closed', 7] (the pool is closed)"


@pytest.mark.parametrize(
    "error",
    [
        _base.DataError(WRONG),
        asyncpg.DataError(WRONG),
        asyncpg.InterfaceError(
            "query argument $1: a sized iterable container expected (got type 'closed')"
        ),
        asyncpg.InterfaceError("query argument $2: connection is closed"),
        asyncpg.InterfaceError("cannot perform operation: another operation is in progress"),
    ],
)
def test_a_wrong_argument_is_no_lost_database_whatever_it_says(error: BaseException) -> None:
    assert not database_is_gone(error)


@pytest.mark.parametrize(
    "message",
    [
        "connection is closed",
        "pool is closing",
        "pool is closed",
        "cannot perform operation: connection is closed",
        "cannot call PreparedStatement.fetch(): the underlying connection is closed",
        "cannot call Connection.execute(): connection has been released back to the pool",
        "connection was closed in the middle of operation",
    ],
)
def test_a_closed_connection_or_pool_is_one(message: str) -> None:
    assert database_is_gone(asyncpg.InterfaceError(message))


async def test_what_a_connection_says_that_the_server_ended_is_understood(dsn: str) -> None:
    async with store_pool(dsn) as pool, pool.acquire() as connection:
        ended = await connection.fetchval("select pg_backend_pid()")
        await pool.execute("select pg_terminate_backend($1)", ended)
        for _ in range(3):
            with pytest.raises(DATABASE_ERRORS) as refused:
                await connection.execute("select 1")
            assert database_is_gone(refused.value)


async def test_what_a_closed_pool_says_is_understood(dsn: str) -> None:
    async with store_pool(dsn) as pool:
        pass
    with pytest.raises(asyncpg.InterfaceError) as refused:
        await pool.execute("select 1")
    assert database_is_gone(refused.value)
