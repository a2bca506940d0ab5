"""Databases for the tests of one session: empty ones, and copies of templates in which the real
migrations were run once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg

from events.migrations import migrate
from events.sharding import DEFAULT_SHARDS

Packages = tuple[str, ...]


class Databases:
    """Makes databases on one PostgreSQL server.

    A template is made when it is first asked for, and lasts until `close`.
    """

    def __init__(self, server_dsn: str) -> None:
        self._server_dsn = server_dsn
        self._templates: dict[tuple[Packages, int, bool], str] = {}

    @asynccontextmanager
    async def empty(self) -> AsyncIterator[str]:
        """Yield the DSN of a database with nothing in it, dropped afterwards."""
        async with self._database("template0") as dsn:
            yield dsn

    @asynccontextmanager
    async def migrated(
        self, *packages: str, shards: int = DEFAULT_SHARDS, movable: bool = False
    ) -> AsyncIterator[str]:
        """Yield the DSN of a database with the newest tables of these packages (a schema is called
        as its package), dropped afterwards; `movable`: its stores are a sandbox's."""
        template = await self._template(packages, shards, movable)
        async with self._database(template) as dsn:
            yield dsn

    async def close(self) -> None:
        """Drop the templates."""
        connection = await asyncpg.connect(self._server_dsn)
        for name in self._templates.values():
            await connection.execute(f'drop database "{name}" with (force)')
        await connection.close()

    async def _template(self, packages: Packages, shards: int, movable: bool) -> str:
        name = self._templates.get((packages, shards, movable))
        if name is None:
            name = await self._made_template(packages, shards, movable)
            self._templates[packages, shards, movable] = name
        return name

    async def _made_template(self, packages: Packages, shards: int, movable: bool) -> str:
        name = f"t_{uuid4().hex}"
        connection = await asyncpg.connect(self._server_dsn)
        await connection.execute(f'create database "{name}"')
        await connection.close()
        for package in packages:
            await migrate(self._dsn_of(name), package, package, shards=shards, movable=movable)
        return name

    @asynccontextmanager
    async def _database(self, template: str) -> AsyncIterator[str]:
        """Yield a copy made as files: without fsync that is the cheapest way."""
        name = f"t_{uuid4().hex}"
        connection = await asyncpg.connect(self._server_dsn)
        try:
            await connection.execute(
                f'create database "{name}" template "{template}" strategy file_copy'
            )
            yield self._dsn_of(name)
        finally:
            await connection.execute(f'drop database if exists "{name}" with (force)')
            await connection.close()

    def _dsn_of(self, name: str) -> str:
        return f"{self._server_dsn.rpartition('/')[0]}/{name}"
