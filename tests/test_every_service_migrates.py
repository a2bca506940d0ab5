"""Every service's own command makes its tables in an empty database, and done again it changes
nothing.

The other tests stand on copies of databases that were migrated once; this is where the command is
tried for what it is.
"""

import asyncio
from collections.abc import Callable

import asyncpg
import pytest

import intake.__main__
import notifier.__main__
import reporting.__main__
import sla_clock.__main__
from events.migrations import VERSION_TABLE

SECRET = "a secret that is only good for tests, and long enough"
Main = Callable[[list[str]], int]
_TABLES = """
select table_name, column_name, data_type from information_schema.columns
where table_schema = $1 order by 1, 2
"""


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, dsn: str) -> None:
    """What any service needs to know, in the environment."""
    given = {
        "DATABASE_URL": dsn,
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "JWT_SECRET": SECRET,
        "LINK_SECRET": SECRET,
    }
    for name, value in given.items():
        monkeypatch.setenv(f"TOCSIN_{name}", value)


@pytest.mark.parametrize(
    ("schema", "main"),
    [
        ("intake", intake.__main__.main),
        ("sla_clock", sla_clock.__main__.main),
        ("notifier", notifier.__main__.main),
        ("reporting", reporting.__main__.main),
    ],
)
async def test_migrating_twice_is_the_same_as_once(dsn: str, schema: str, main: Main) -> None:
    assert await _columns(dsn, schema) == []

    assert await asyncio.to_thread(main, ["migrate"]) == 0
    once = await _columns(dsn, schema)
    assert await asyncio.to_thread(main, ["migrate"]) == 0

    assert (VERSION_TABLE, "version_num", "character varying") in once
    assert await _columns(dsn, schema) == once


async def _columns(dsn: str, schema: str) -> list[tuple[str, str, str]]:
    connection = await asyncpg.connect(dsn)
    rows = await connection.fetch(_TABLES, schema)
    await connection.close()
    return [(row["table_name"], row["column_name"], row["data_type"]) for row in rows]
