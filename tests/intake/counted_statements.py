"""Counts what is sent to Postgres."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import cast

import asyncpg

from events.store.connection import Pool

POOL_SIZE = 10
_ASYNCPGS_OWN = re.compile(r"pg_catalog\.pg_type|set_config\('jit'")
"""asyncpg looks a type up when a connection meets it for the first time."""


@asynccontextmanager
async def statements_of(pool: Pool) -> AsyncIterator[list[str]]:
    """Note every statement, of all connections of the pool, as it is sent: a round trip each."""
    sent: list[str] = []

    def note(query: asyncpg.connection.LoggedQuery) -> None:
        if not _ASYNCPGS_OWN.search(query.query):
            sent.append(" ".join(query.query.split()))

    async with AsyncExitStack() as stack:
        for _ in range(POOL_SIZE):
            connection = await stack.enter_async_context(pool.acquire())
            cast("asyncpg.Connection", connection).add_query_logger(note)
    yield sent
