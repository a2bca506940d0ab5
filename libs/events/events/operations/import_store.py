"""`import`: fills an empty store from an exported file, in one transaction: the same rows with the
same hashes, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from events.catalogue.registry import Catalogue
from events.errors import EventsError
from events.operations.export_lines import (
    AnyLine,
    CommandLine,
    EventLine,
    HeaderLine,
    ShardLine,
    event_of,
)
from events.operations.read_export import BadExport, ExportReader
from events.operations.seal_log import LogSealer
from events.operations.terminal import Advance, StopCommand, progress_bar
from events.sealing.key_source import KeySource, NoKeySource
from events.store.connection import Connection, Pool, in_schema
from events.store.event_store import FORGOTTEN_ANSWER
from events.store.event_table import ChainedEvent, add_events, row_of
from events.store.postgres_store import InlineProjection
from events.stored_event import keys_in, recorded_of

_LOCK = "select shard, next, history from {schema}.es_shard order by shard for update"
_ANYTHING = """
select exists (select from {schema}.es_event) or exists (select
    from {schema}.es_command) or exists (select from {schema}.es_stream)
"""
_SET_SHARD = """
update {schema}.es_shard set next = $2, last_at = $3, promised_at = $4, history = $5, last_hash = $6
    where shard = $1
"""
_SET_HEAD = "update {schema}.es_shard set last_hash = $2 where shard = $1"
_ADD_STREAMS = (
    "insert into {schema}.es_stream (stream, shard, version) select *  "
    "from unnest($1::text[], $2::integer[], $3::integer[])"
)
_ADD_COMMANDS = """
insert into {schema}.es_command (command_id, fingerprint, response, done_at)
select * from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::timestamptz[])
"""
_BATCH = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportTarget:
    """What a file is imported into.

    The Postgres schema, whose store it is, and the projections that fill the service's own tables.
    A file holds no keys: `keys` open what of it can be opened, for those projections.
    """

    schema: str
    source: str
    catalogue: Catalogue
    inline: Sequence[InlineProjection] = ()
    keys: KeySource = field(default_factory=NoKeySource)


@dataclass(slots=True)
class _Pending:
    events: list[ChainedEvent] = field(default_factory=list)
    commands: list[CommandLine] = field(default_factory=list)


async def import_store(
    pool: Pool, target: ImportTarget, file: Path, *, sealer: LogSealer | None = None
) -> HeaderLine:
    """Import the file into a store without any event; a `sealer` seals what is plain in it.

    Raises StopCommand, with the number of the line if one is to blame.
    """
    reader = None
    try:
        with file.open("rb") as raw_lines:
            reader = ExportReader(raw_lines)
            async with pool.acquire() as tx, tx.transaction():
                return await _Import(tx, target, reader, sealer).run()
    except BadExport as bad:
        raise StopCommand(f"{file}: {bad}") from None
    except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, EventsError) as problem:
        assert reader is not None
        raise StopCommand(
            f"{file}: line {reader.number} or shortly before: {type(problem).__name__}"
        ) from None
    except OSError as problem:
        raise StopCommand(f"{file}: {problem.strerror or problem}") from None


class _Import:
    """One import, inside its transaction."""

    def __init__(
        self, tx: Connection, target: ImportTarget, reader: ExportReader, sealer: LogSealer | None
    ) -> None:
        self._tx, self._target, self._reader, self._sealer = tx, target, reader, sealer
        self._pending = _Pending()

    async def run(self) -> HeaderLine:
        lines = self._reader.lines()
        # The reader checks that the first line is a header, and that no other is.
        header = next(lines)
        assert isinstance(header, HeaderLine)
        await self._claim(header)
        with progress_bar("importing", header.events + header.commands) as advance:
            for line in lines:
                await self._take(line, advance)
            await self._flush(advance)
        # Last, from what was checked on the way: the file has no lines about streams.
        await self._add_streams()
        if self._sealer:
            await self._set_heads(self._sealer)
        return header

    async def _claim(self, header: HeaderLine) -> None:
        """Lock the store, and check that it is empty and fits."""
        # Every shard's row, as an append locks it: nobody writes into the store while it is filled.
        rows = await self._tx.fetch(in_schema(_LOCK, self._target.schema))
        if any(row["next"] > 1 for row in rows) or await self._tx.fetchval(
            in_schema(_ANYTHING, self._target.schema)
        ):
            raise StopCommand("the store is not empty: import into one that was just migrated")
        if header.source != self._target.source:
            raise StopCommand(f"this is a store of {header.source}, not of {self._target.source}")
        if header.shards != len(rows):
            raise StopCommand(
                f"this store has {header.shards} shards, the one to fill has {len(rows)}"
            )

    async def _take(self, line: AnyLine, advance: Advance) -> None:
        match line:
            case ShardLine():
                await self._set_shard(line)
            case EventLine():
                self._pending.events.append(event_of(line))
            case CommandLine():
                self._pending.commands.append(line)
            case _:
                pass
        if len(self._pending.events) + len(self._pending.commands) >= _BATCH:
            await self._flush(advance)

    async def _flush(self, advance: Advance) -> None:
        pending, self._pending = self._pending, _Pending()
        if pending.events:
            await self._add_events(pending.events)
        if pending.commands:
            # Kept answers hold what people wrote, as it is: a log that is sealed keeps none.
            forgotten = FORGOTTEN_ANSWER if self._sealer else None
            columns = zip(
                *(
                    (c.command_id, c.fingerprint, forgotten or c.response, c.done_at)
                    for c in pending.commands
                ),
                strict=True,
            )
            await self._tx.execute(in_schema(_ADD_COMMANDS, self._target.schema), *columns)
        advance(len(pending.events) + len(pending.commands))

    async def _add_events(self, events: Sequence[ChainedEvent]) -> None:
        stored = await self._sealer.sealed(self._tx, events) if self._sealer else events
        await add_events(
            self._tx, self._target.schema, (row_of(event.stored, event.hash) for event in stored)
        )
        if self._target.inline:
            source, catalogue = self._target.source, self._target.catalogue
            rows = [event.stored for event in events]
            keys = await self._target.keys.fetch(keys_in(rows, catalogue))
            recorded = [recorded_of(row, source, catalogue, keys) for row in rows]
            for project in self._target.inline:
                await project(self._tx, recorded)

    async def _set_shard(self, line: ShardLine) -> None:
        await self._tx.execute(
            in_schema(_SET_SHARD, self._target.schema),
            line.shard,
            line.next,
            line.last_at,
            line.promised_at,
            line.history,
            bytes.fromhex(line.last_hash),
        )

    async def _set_heads(self, sealer: LogSealer) -> None:
        for shard in self._reader.checks:
            await self._tx.execute(
                in_schema(_SET_HEAD, self._target.schema), shard, sealer.last_hash(shard)
            )

    async def _add_streams(self) -> None:
        for shard, check in self._reader.checks.items():
            names, versions = list(check.versions), list(check.versions.values())
            shards = [shard] * len(names)
            await self._tx.execute(
                in_schema(_ADD_STREAMS, self._target.schema), names, shards, versions
            )
