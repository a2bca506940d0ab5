"""Lets one process at a time do what must not be done twice at once on a store."""

import asyncpg

from events.store.connection import Connection

_WAIT = "select set_config('lock_timeout', '5s', true)"
_HOLD = "select pg_advisory_xact_lock(hashtextextended($1, 8006))"


async def hold_alone(tx: Connection, work: str) -> bool:
    """Hold the work of that name until the transaction ends, or its process; whether that was had.

    It waits five seconds for one that was just killed. Where it was not had, the transaction is of
    no more use.
    """
    await tx.execute(_WAIT)
    try:
        await tx.execute(_HOLD, work)
    except asyncpg.LockNotAvailableError:
        return False
    return True
