"""A relay in the background of a trap, and whether it has sent everything."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from events.store.connection import Pool
from tests.faults.ground import Ground
from tests.faults.until import until
from tests.support.event_stores import SCHEMA


class Running(Protocol):
    """What works until it is cancelled."""

    async def run(self) -> None: ...


@asynccontextmanager
async def running(relay: Running) -> AsyncIterator[None]:
    """Yield the relay, or the maker of promises, in the background; it must not give up."""
    task = asyncio.create_task(relay.run())
    try:
        yield
        assert not task.done(), "the relay has given up"
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def relaying(ground: Ground, pool: Pool) -> AsyncIterator[None]:
    """Yield a relay in the background; at the end it has sent everything. Raises TimeoutError."""
    async with running(ground.relay(pool)):
        yield
        await until(lambda: caught_up(pool))


async def caught_up(pool: Pool) -> bool:
    """Return whether every cursor stands behind its shard's last event."""
    query = f"""
        select count(*) from {SCHEMA}.es_shard left join {SCHEMA}.relay_cursor using (shard)
        where coalesce(next_seq, 1) < es_shard.next"""
    return int(await pool.fetchval(query)) == 0
