"""Gives asyncpg types: what the code may ask of a connection and of a pool, and how a pool is
made."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Final, Protocol, cast

import asyncpg

from events.store.lent_connection import LentConnection

NO_DATABASE: Final = "postgresql://127.0.0.1:1/none"
"""The address for what is built to be described, never to be run: nothing connects."""

_IDENTIFIER = re.compile(r"[a-z_][a-z0-9_]{0,62}")


class Row(Protocol):
    """A row: columns by name or index.

    The statement decides what a column holds, so its type is Any: annotate it where it is read.
    """

    def __getitem__(self, key: str | int, /) -> Any: ...

    def keys(self) -> Iterator[str]: ...

    def __iter__(self) -> Iterator[Any]: ...

    def __len__(self) -> int: ...


class Queries(Protocol):
    """The queries that a connection and a pool both take."""

    async def execute(self, query: str, *args: object, timeout: float | None = None) -> str: ...

    async def fetch(
        self, query: str, *args: object, timeout: float | None = None
    ) -> Sequence[Row]: ...

    async def fetchrow(
        self, query: str, *args: object, timeout: float | None = None
    ) -> Row | None: ...

    async def fetchval(
        self, query: str, *args: object, column: int = 0, timeout: float | None = None
    ) -> Any: ...


class Connection(Queries, Protocol):
    """An asyncpg connection, or what a pool lends of one.

    Arguments are `$1`, `$2`, ... in the statement.
    """

    async def executemany(
        self, command: str, args: Sequence[Sequence[object]], *, timeout: float | None = None
    ) -> None: ...

    async def copy_records_to_table(
        self,
        table_name: str,
        *,
        records: Iterable[Sequence[object]],
        columns: Sequence[str],
        schema_name: str,
    ) -> str: ...

    def transaction(
        self, *, isolation: str | None = None, readonly: bool = False, deferrable: bool = False
    ) -> AbstractAsyncContextManager[object]:
        """Return a transaction, or a savepoint inside one.

        It commits at the end, and rolls back on an error.
        """
        ...

    def is_in_transaction(self) -> bool: ...


class Pool(Queries, Protocol):
    """An asyncpg pool."""

    def acquire(
        self, *, timeout: float | None = None
    ) -> AbstractAsyncContextManager[Connection]: ...

    def get_size(self) -> int: ...

    def get_idle_size(self) -> int: ...

    async def close(self) -> None: ...

    def terminate(self) -> None: ...


async def make_pool(
    dsn: str,
    *,
    size: int = 10,
    application_name: str = "tocsin",
    settings: Mapping[str, str] | None = None,
) -> Pool:
    """Return a pool of at most `size` connections.

    The first is made at once, so that a wrong address shows here (of `NO_DATABASE`, none is). Plans
    are made for each execution (`force_custom_plan`): a plan that was cached while a table was
    empty scans the whole of it once it has grown. `settings` are further server settings.
    """
    server_settings = {
        "application_name": application_name,
        "plan_cache_mode": "force_custom_plan",
        "jit": "off",
        "TimeZone": "UTC",
        **(settings or {}),
    }
    # `reset` replaces asyncpg's own, which costs a round trip each time a connection is returned.
    pool = await asyncpg.create_pool(
        dsn,
        min_size=0 if dsn == NO_DATABASE else 1,
        max_size=size,
        server_settings=server_settings,
        connection_class=LentConnection,
        reset=_reset,
    )
    return cast("Pool", pool)


async def _reset(connection: LentConnection) -> None:
    """End whatever a failed query left half done.

    Nobody here leaves settings, session locks or cursors behind, and asyncpg itself rolls back an
    open transaction before this.
    """
    await connection.end_what_is_half_done()


def in_schema(statement: str, schema: str) -> str:
    """Return the statement with `{schema}` replaced by a Postgres schema's quoted name.

    Raises ValueError for a malformed name.
    """
    if not _IDENTIFIER.fullmatch(schema):
        raise ValueError(
            f"{schema!r} is no name of a schema: lower-case letters, digits and _ only"
        )
    return statement.replace("{schema}", f'"{schema}"')
