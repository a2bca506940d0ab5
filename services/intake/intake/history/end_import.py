"""Ends an import that was stopped half way: what came in is kept, or all of it is taken back."""

from events.store.connection import Connection, Pool, in_schema

_LOCK = "select history, next from {schema}.es_shard order by shard for update"
_KEEP = "update {schema}.es_shard set history = false"
_SENDING = "select exists (select from {schema}.relay_cursor where until > clock_timestamp())"
_SENT = "select exists (select from {schema}.relay_cursor where next_seq > 1)"
_DISCARD = "drop schema {schema} cascade"


class CannotEnd(Exception):
    """There is nothing to end, or it can't be taken back any more; the message says what can be done."""


async def keep_import(pool: Pool, schema: str) -> int:
    """Keep the events that came in, and take live commands from now on; how many there are. Raises CannotEnd."""
    async with pool.acquire() as connection, connection.transaction():
        events = await _lock_history(connection, schema)
        await connection.execute(in_schema(_KEEP, schema))
    return events


async def discard_import(pool: Pool, schema: str) -> int:
    """Drop the whole schema, which then wants migrating; how many events are gone. Raises CannotEnd.

    Only of a store that holds an unfinished import and has sent nothing: what others have read is not taken back.
    """
    async with pool.acquire() as connection, connection.transaction():
        events = await _lock_history(connection, schema)
        if await connection.fetchval(in_schema(_SENDING, schema)):
            raise CannotEnd("intake is running on this store: stop it first, and wait half a minute")
        if await connection.fetchval(in_schema(_SENT, schema)):
            raise CannotEnd(
                "some of the events were sent to the broker already and can't be taken back:"
                " go on with the same import, or end it with --keep"
            )
        await connection.execute(in_schema(_DISCARD, schema))
    return events


async def _lock_history(connection: Connection, schema: str) -> int:
    shards = await connection.fetch(in_schema(_LOCK, schema))
    if not any(shard["history"] for shard in shards):
        raise CannotEnd("no import is under way in this store")
    return sum(shard["next"] - 1 for shard in shards)
