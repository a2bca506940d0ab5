"""Ends an import that was stopped half way: its events are kept, or all of them are dropped."""

from events.relay.cursors import has_sent, is_sending
from events.store.connection import Connection, Pool, in_schema
from events.store.read_log_state import LogReader
from events.store.shard_statements import ShardStatements
from intake.history.import_alone import hold_import
from intake.history.import_history import EARLIER

_DISCARD = "drop schema {schema} cascade"


class CannotEnd(Exception):
    """There is nothing to end, or it can't be taken back any more; the message says what can be
    done.
    """


async def keep_import(pool: Pool, schema: str) -> int:
    """Keep the imported events and take live commands from now on; return how many there are.

    Raises CannotEnd, StopCommand while an import runs.
    """
    async with pool.acquire() as connection, connection.transaction():
        await hold_import(connection, schema)
        events = await _lock_history(connection, schema)
        await ShardStatements(schema).end_history(connection)
    return events


async def discard_import(pool: Pool, schema: str) -> int:
    """Drop the whole schema, which then has to be migrated; return how many events it held.

    Raises CannotEnd unless the store holds an unfinished import and none before it, no relay runs
    on it, and nothing was sent: events that others have read cannot be taken back. Raises
    StopCommand while an import runs.
    """
    async with pool.acquire() as connection, connection.transaction():
        await hold_import(connection, schema)
        events = await _lock_history(connection, schema)
        # A running relay moves its cursor only after the broker has confirmed, so what it has just
        # sent would not show in `has_sent` yet.
        if await is_sending(connection, schema):
            raise CannotEnd(
                "intake is running on this store: stop it first, and wait half a minute"
            )
        if await has_sent(connection, schema):
            raise CannotEnd(
                "some of the events were sent to the broker already and can't be taken back:"
                " go on with the same import, or end it with --keep"
            )
        # The whole schema goes, and with it what an earlier import brought: that one was finished.
        if await LogReader(schema).find_command(connection, EARLIER) is not None:
            raise CannotEnd(
                "the store also holds an earlier import, which would go as well:"
                " go on with the same import, or end it with --keep"
            )
        await connection.execute(in_schema(_DISCARD, schema))
    return events


async def _lock_history(connection: Connection, schema: str) -> int:
    events = await ShardStatements(schema).lock_history(connection)
    if events is None:
        raise CannotEnd("no import is under way in this store")
    return events
