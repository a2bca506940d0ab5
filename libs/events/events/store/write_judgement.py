"""Writes what was judged of a batch (events, streams, shards, commands) in as few round trips as it
can."""

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from events.errors import StreamRaced
from events.store.connection import Connection, in_schema
from events.store.database_errors import meaning_of
from events.store.event_table import EVENT_COLUMNS, EventRow, add_events
from events.store.judge_batch import Judgement, LogState, Written

_ADD_COMMANDS = """
insert into {schema}.es_command (command_id, fingerprint, response, done_at)
select *, $4::timestamptz from unnest($1::uuid[], $2::bytea[], $3::bytea[])
"""
_MOVED = """
with moved as (
    select * from unnest($1::integer[], $2::bigint[], $3::bigint[], $4::timestamptz[], $5::bytea[])
        as moved (shard, first, next, last_at, last_hash)
),
"""
_WRITTEN_BEFORE = """
new as (
    select found.* from moved cross join lateral (
        select stream, shard, version from {schema}.es_event
            where shard = moved.shard and seq >= moved.first offset 0) as found
),
"""
_WRITTEN_NOW = f"""
new as (
    insert into {{schema}}.es_event ({", ".join(EVENT_COLUMNS)})
    select * from unnest($6::integer[], $7::bigint[], $8::text[], $9::integer[], $10::text[],
        $11::uuid[], $12::text[],
        $13::integer[], $14::json[], $15::json[], $16::timestamptz[], $17::timestamptz[],
            $18::bytea[])
    returning stream, shard, version
),
"""  # noqa: S608  the columns are a constant
# Where the streams stand follows from the events just written: nothing of them is sent a second
# time.
_MOVE = """
streams as (
    insert into {schema}.es_stream (stream, shard, version) select stream, shard, max(version)
        from new group by stream, shard
    on conflict (stream) do update set version = excluded.version
        where es_stream.shard = excluded.shard
    returning 1
), shards as (
    update {schema}.es_shard set next = moved.next, last_at = moved.last_at,
        last_hash = moved.last_hash
    from moved where es_shard.shard = moved.shard
)
select count(*) from streams
"""
_FEW = 48
"""Up to so many events go in the statement that moves streams and shards.

For more, COPY is worth its two round trips.
"""


@dataclass(frozen=True)
class JudgementWriter:
    """The writing statements of an append, for one Postgres schema.

    All run inside the transaction in which the shards are locked.
    """

    schema: str

    async def write(self, tx: Connection, judgement: Judgement, log: LogState) -> None:
        """Write all of it.

        Raises EventAlreadyRecorded, CommandRaced, StreamRaced; then the transaction is lost.
        """
        try:
            # Commands first: a race for one of them is noticed before anything large is written.
            await self._add_commands(tx, judgement, log)
            if judgement.written:
                await self._add_events(tx, judgement, log)
        except asyncpg.UniqueViolationError as violation:
            raise meaning_of(violation) from violation

    async def _add_commands(self, tx: Connection, judgement: Judgement, log: LogState) -> None:
        """Add the commands in the order of their ids, so that no two instances deadlock."""
        if done := sorted(judgement.commands, key=lambda command: command.command_id):
            columns = zip(*((c.command_id, c.fingerprint, c.response) for c in done), strict=True)
            await tx.execute(in_schema(_ADD_COMMANDS, self.schema), *columns, log.now)

    async def _add_events(self, tx: Connection, judgement: Judgement, log: LogState) -> None:
        """Add the events, and notice a stream that was begun in another shard meanwhile.

        The statement does not move such a stream.
        """
        rows = [_row(written) for written in judgement.written]
        if len(rows) <= _FEW:
            columns = *_moved(judgement, log), *zip(*rows, strict=True)
            moved = await tx.fetchval(
                in_schema(_MOVED + _WRITTEN_NOW + _MOVE, self.schema), *columns
            )
        else:
            await add_events(tx, self.schema, rows)
            moved = await tx.fetchval(
                in_schema(_MOVED + _WRITTEN_BEFORE + _MOVE, self.schema), *_moved(judgement, log)
            )
        # The update leaves out a stream of another shard, so fewer rows than streams is the sign.
        if moved != len(judgement.streams):
            raise StreamRaced(
                "another instance began one of these streams at the same time, under another "
                "routing key"
            )


def _moved(judgement: Judgement, log: LogState) -> Sequence[Sequence[object]]:
    """Return the columns of `moved`: where each written shard began, and where it ends now."""
    first = {
        written.recorded.shard: written.recorded.seq for written in reversed(judgement.written)
    }
    shards = [log.shards[shard] for shard in sorted(first)]
    rows = [
        (shard.shard, first[shard.shard], shard.next, shard.last_at, shard.last_hash)
        for shard in shards
    ]
    return list(zip(*rows, strict=True))


def _row(written: Written) -> EventRow:
    e, p = written.recorded, written.packed
    return (
        e.shard, e.seq, e.stream, e.version, e.key, e.event_id, p.name, p.schema_version, p.data,
        p.meta, e.occurred_at, e.recorded_at, written.hash,
    )  # fmt: skip
