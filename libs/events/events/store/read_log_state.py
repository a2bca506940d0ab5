"""Locks the shards of a batch and reads, in one statement after that, all that the batch is judged
by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from events.store.connection import Connection, Row, in_schema
from events.store.event_store import CommandRecord
from events.store.judge_batch import LogState, ShardState, StreamState
from events.store.packed_append import PackedAppend

# The shards are named in the statement, not as parameters: so it may share a round trip with
# `begin`. They are numbers of our own.
_LOCK = "select from {schema}.es_shard where shard in ($shards) order by shard for update"
# `lateral ... limit 1` holds the planner to the primary key: a plain join becomes a hash join that
# reads every stream there is.
_STATE = """
select shard, {schema}.store_now($4) as now, next, last_at, promised_at, history, last_hash,
    null::text as stream, null::integer as version, null::uuid as command_id, null::bytea
        as fingerprint, null::bytea as response
from {schema}.es_shard where shard = any($1::integer[])
union all
select found.shard, null, null, null, null, null, null, wanted.stream, found.version, null, null,
    null
from unnest($2::text[]) as wanted (stream)
cross join lateral (select shard, version from {schema}.es_stream where stream = wanted.stream
    limit 1) as found
union all
select null, null, null, null, null, null, null, null, null, wanted.command_id, found.fingerprint,
    found.response
from unnest($3::uuid[]) as wanted (command_id)
cross join lateral (select fingerprint, response from {schema}.es_command
    where command_id = wanted.command_id limit 1) as found
"""
_COMMAND = "select command_id, fingerprint, response from {schema}.es_command where command_id = $1"
# An outer join, so that there is a row with the time where there is no command.
_NOW_AND_COMMAND = """
select {schema}.store_now($2) as now, done.command_id, done.fingerprint, done.response
from (select) as always left join {schema}.es_command as done on done.command_id = $1
"""


@dataclass(frozen=True)
class LogReader:
    """The reading statements of an append, for one Postgres schema."""

    schema: str

    def lock_statement(self, batch: Iterable[PackedAppend]) -> str:
        """Return the statement that locks the batch's shards, in order, inside a transaction.

        The order keeps two batches from waiting for each other. It is apart from reading since a
        statement sees what was committed when it began, and this one may wait.
        """
        shards = sorted({packed.shard for packed in batch})
        return in_schema(_LOCK, self.schema).replace("$shards", ", ".join(map(str, shards)))

    async def read(
        self, tx: Connection, batch: Sequence[PackedAppend], given: datetime | None
    ) -> LogState:
        """Return what the batch is judged by; its shards must be locked.

        `given`: the time, if it is not the database's.
        """
        shards = {packed.shard for packed in batch}
        streams = {packed.append.stream for packed in batch}
        commands = [packed.append.command.command_id for packed in batch if packed.append.command]
        return _log_state(
            await tx.fetch(in_schema(_STATE, self.schema), shards, streams, commands, given)
        )

    async def find_command(self, tx: Connection, command_id: UUID) -> CommandRecord | None:
        """Return the record of a command, if it was carried out."""
        row = await tx.fetchrow(in_schema(_COMMAND, self.schema), command_id)
        return None if row is None else _command_record(*row)

    async def now_and_command(
        self, tx: Connection, command_id: UUID, given: datetime | None
    ) -> tuple[datetime, CommandRecord | None]:
        """Return the time, and the record of a command, if it was carried out.

        `given`: the time, if it is not the database's.
        """
        row = await tx.fetchrow(in_schema(_NOW_AND_COMMAND, self.schema), command_id, given)
        assert row is not None, "an outer join of one row has a row"
        now, *record = row
        return now, None if record[0] is None else _command_record(*record)


def _command_record(command_id: UUID, fingerprint: bytes, response: bytes) -> CommandRecord:
    return CommandRecord(command_id=command_id, fingerprint=fingerprint, response=response)


def _log_state(rows: Sequence[Row]) -> LogState:
    shards: dict[int, ShardState] = {}
    streams: dict[str, StreamState] = {}
    commands: dict[UUID, CommandRecord] = {}
    now: list[datetime] = []
    for (
        shard,
        at,
        next_seq,
        last_at,
        promised_at,
        history,
        last_hash,
        stream,
        version,
        command_id,
        *answered,
    ) in rows:
        if stream is not None:
            streams[stream] = StreamState(shard, version)
        elif command_id is not None:
            commands[command_id] = CommandRecord(
                command_id=command_id, fingerprint=answered[0], response=answered[1]
            )
        else:
            shards[shard] = ShardState(shard, next_seq, last_at, promised_at, history, last_hash)
            now.append(at)
    return LogState(shards, streams, commands, max(now))
