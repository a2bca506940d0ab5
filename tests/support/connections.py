"""Single connections to a database, outside any pool."""

from typing import cast

import asyncpg

from events.store.connection import Connection


async def connect(dsn: str) -> Connection:
    """Return a connection; close it with `disconnect`."""
    return cast("Connection", await asyncpg.connect(dsn))


async def disconnect(connection: Connection) -> None:
    """Close what `connect` opened."""
    await cast("asyncpg.Connection", connection).close()
