"""The SQL of an append: lock, read what the batch is judged by, write what was judged. Set-based: one statement a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from events.store.connection import Connection, in_schema
from events.store.database_errors import meaning_of
from events.store.event_store import CommandRecord
from events.store.judge_batch import Judgement, LogState, ShardState, StreamState, Written, locked_shards
from events.store.packed_append import PackedAppend

_LOCK = """
select shard, next, last_at, promised_at, history, last_hash from {schema}.es_shard
where shard = any($1) order by shard for update
"""
# `lateral ... limit 1` holds the planner to the primary key: a plain join becomes a hash join that reads every stream there is.
_STREAMS = """
select wanted.stream, found.shard, found.version, coalesce($2::timestamptz, clock_timestamp()) as now
from unnest($1::text[]) as wanted (stream)
left join lateral (select shard, version from {schema}.es_stream where stream = wanted.stream limit 1) as found on true
"""
_COMMANDS = """
select found.* from unnest($1::uuid[]) as wanted (command_id)
cross join lateral (
    select command_id, fingerprint, response from {schema}.es_command where command_id = wanted.command_id limit 1
) as found
"""
ADD_EVENTS = """
insert into {schema}.es_event
(shard, seq, stream, version, key, event_id, type, schema_version, data, meta, occurred_at, recorded_at, hash)
select * from unnest($1::integer[], $2::bigint[], $3::text[], $4::integer[], $5::text[], $6::uuid[], $7::text[],
    $8::integer[], $9::json[], $10::json[], $11::timestamptz[], $12::timestamptz[], $13::bytea[])
"""
_MOVE_STREAMS = """
insert into {schema}.es_stream (stream, shard, version)
select * from unnest($1::text[], $2::integer[], $3::integer[])
on conflict (stream) do update set version = excluded.version
"""
_MOVE_SHARDS = """
update {schema}.es_shard set next = moved.next, last_at = moved.last_at, last_hash = moved.last_hash
from unnest($1::integer[], $2::bigint[], $3::timestamptz[], $4::bytea[]) as moved (shard, next, last_at, last_hash)
where es_shard.shard = moved.shard
"""
_ADD_COMMANDS = """
insert into {schema}.es_command (command_id, fingerprint, response, done_at)
select *, $4::timestamptz from unnest($1::uuid[], $2::bytea[], $3::bytea[])
"""


@dataclass(frozen=True)
class LogStatements:
    """The statements of an append, for one Postgres schema. All run inside the transaction that the caller has begun."""

    schema: str

    async def lock(self, tx: Connection, batch: Sequence[PackedAppend], given: datetime | None) -> LogState:
        """Lock the batch's shards in order and read what it is judged by; `given`: the time, where it is not the database's."""
        rows = await tx.fetch(in_schema(_LOCK, self.schema), locked_shards(batch))
        shards = {row["shard"]: ShardState(*row) for row in rows}
        streams, now = await self._streams(tx, batch, given)
        return LogState(shards, streams, await self._commands(tx, batch), now)

    async def write(self, tx: Connection, judgement: Judgement, log: LogState) -> None:
        """Write what was judged. Raises EventAlreadyRecorded, CommandRaced; then the transaction is lost."""
        try:
            await self._add_events(tx, judgement)
            await self._add_commands(tx, judgement, log)
        except asyncpg.UniqueViolationError as violation:
            raise meaning_of(violation) from violation
        await self._move_streams(tx, judgement, log)
        await self._move_shards(tx, judgement, log)

    async def find_commands(self, tx: Connection, command_ids: Sequence[UUID]) -> dict[UUID, CommandRecord]:
        """Those of the commands that were carried out."""
        rows = await tx.fetch(in_schema(_COMMANDS, self.schema), command_ids)
        return {row["command_id"]: _command(row["command_id"], row["fingerprint"], row["response"]) for row in rows}

    async def _streams(
        self, tx: Connection, batch: Sequence[PackedAppend], given: datetime | None
    ) -> tuple[dict[str, StreamState], datetime]:
        wanted = sorted({packed.append.stream for packed in batch})
        rows = await tx.fetch(in_schema(_STREAMS, self.schema), wanted, given)
        now: datetime = max(row["now"] for row in rows)
        return {row["stream"]: StreamState(row["shard"], row["version"]) for row in rows if row["version"]}, now

    async def _commands(self, tx: Connection, batch: Sequence[PackedAppend]) -> dict[UUID, CommandRecord]:
        wanted = [packed.append.command.command_id for packed in batch if packed.append.command]
        return await self.find_commands(tx, wanted) if wanted else {}

    async def _add_events(self, tx: Connection, judgement: Judgement) -> None:
        if not judgement.written:
            return
        columns = zip(*map(_row, judgement.written), strict=True)
        await tx.execute(in_schema(ADD_EVENTS, self.schema), *columns)

    async def _move_streams(self, tx: Connection, judgement: Judgement, log: LogState) -> None:
        if moved := sorted(judgement.streams):
            shards = [log.streams[stream].shard for stream in moved]
            versions = [log.streams[stream].version for stream in moved]
            await tx.execute(in_schema(_MOVE_STREAMS, self.schema), moved, shards, versions)

    async def _move_shards(self, tx: Connection, judgement: Judgement, log: LogState) -> None:
        if touched := sorted({written.recorded.shard for written in judgement.written}):
            states = [log.shards[shard] for shard in touched]
            columns = zip(*((state.next, state.last_at, state.last_hash) for state in states), strict=True)
            await tx.execute(in_schema(_MOVE_SHARDS, self.schema), touched, *columns)

    async def _add_commands(self, tx: Connection, judgement: Judgement, log: LogState) -> None:
        """In order of their ids, so that no two instances wait for each other."""
        if done := sorted(judgement.commands, key=lambda command: command.command_id):
            columns = zip(*((c.command_id, c.fingerprint, c.response) for c in done), strict=True)
            await tx.execute(in_schema(_ADD_COMMANDS, self.schema), *columns, log.now)


def _row(written: Written) -> tuple[object, ...]:
    e, p = written.recorded, written.packed
    return (
        e.shard, e.seq, e.stream, e.version, e.key, e.event_id, p.name, p.schema_version, p.data, p.meta,
        e.occurred_at, e.recorded_at, written.hash,
    )  # fmt: skip


def _command(command_id: UUID, fingerprint: bytes, response: bytes) -> CommandRecord:
    return CommandRecord(command_id=command_id, fingerprint=fingerprint, response=response)
