"""The event store on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Protocol
from uuid import UUID

from events.catalogue.registry import Catalogue
from events.errors import CommandRaced, EventsError, StreamRaced, WrongExpectedVersion
from events.event import Recorded
from events.sealing.data_key import NO_KEYS
from events.sealing.sealer import Sealer
from events.sharding import shard_of
from events.store.connection import Connection, Pool, in_schema
from events.store.database_errors import DATABASE_ERRORS
from events.store.event_store import AlreadyDone, Append, Appended, CommandRecord, Conflict, Outcome
from events.store.event_table import (
    CHAINED_COLUMNS,
    COLUMNS,
    ChainedEvent,
    Head,
    chained_events,
    stored_events,
)
from events.store.group_commit import GroupCommit
from events.store.judge_batch import Judgement, judge
from events.store.packed_append import PackedAppend, erased_in, keys_of, pack, persons_in
from events.store.read_log_state import LogReader
from events.store.shard_statements import ShardStatements
from events.store.store_time import DatabaseTime, StoreTime
from events.store.write_judgement import JudgementWriter
from events.stored_event import StoredEvent, keys_in, recorded_of
from events.watermark import Watermark

_RACES_LOST = 3
"""How often a batch is judged again because another instance carried out one of its commands, or
began one of its streams, meanwhile."""

_PLAN_ONCE = "set local plan_cache_mode to force_generic_plan; set local enable_seqscan to off"
"""The statements of an append have one good plan, by primary keys; planning them each time would
cost as much as a small append. (Without the second setting, a plan made on empty tables would scan
the whole of them once they have grown.)"""

_NOW = "select {schema}.store_now($1)"
# The columns are a constant.
_READ = f"select {COLUMNS} from {{schema}}.es_event where "  # noqa: S608
_READ_STREAM = _READ + "shard = $1 and stream = $2 and version > $3 order by version"
_STREAMS = "(shard, stream) in (select * from unnest($1::integer[], $2::text[]))"
_READ_STREAMS = f"{_READ}{_STREAMS} order by stream, version"
_WAIT_FOR_SHARD = "select from {schema}.es_shard where shard = $1 for share"
_READ_SHARD = _READ + "shard = $1 and seq >= $2 order by seq limit $3"
_READ_CHAIN = _READ_SHARD.replace(COLUMNS, CHAINED_COLUMNS)
_HEADS = "select shard, next - 1, last_hash from {schema}.es_shard order by shard"


class InlineProjection(Protocol):
    """Keeps a service's own read tables in step with its events, in the transaction of the append.

    Raise to refuse the append.
    """

    async def __call__(self, tx: Connection, events: Sequence[Recorded], /) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreOptions:
    """What a store works with: its events, what time it is, and the projections of each append.

    `inline` run in the order given, since one may read what another wrote. `sealer` keeps the keys
    by which personal data are sealed; None: they are recorded as they are.
    """

    catalogue: Catalogue
    time: StoreTime = field(default_factory=DatabaseTime)
    inline: Sequence[InlineProjection] = ()
    sealer: Sealer[Connection] | None = None


class PostgresStore:
    """Keeps what `EventStore` guarantees, on PostgreSQL.

    The row of a shard stays locked until commit, which makes `seq` contiguous and in commit order.
    `committed` is set whenever this process wrote something: whoever waits for it clears it and
    reads.
    """

    def __init__(
        self,
        pool: Pool,
        schema: str,
        source: str,
        shards: int,
        *,
        options: StoreOptions,
    ) -> None:
        self.source: str = source
        self.shards = shards
        self.committed = asyncio.Event()
        self._pool, self._schema, self._catalogue = pool, schema, options.catalogue
        self._time, self._inline = options.time, tuple(options.inline)
        self._sealer = options.sealer
        self._reader, self._writer = LogReader(schema), JudgementWriter(schema)
        self._rows = ShardStatements(schema)
        self._group = GroupCommit(self._commit)

    async def now(self) -> datetime:
        """Return the store's time: the database's clock, or one that is moved by hand."""
        now: datetime = await self._pool.fetchval(in_schema(_NOW, self._schema), self._time.given())
        return now

    async def append(self, append: Append) -> Appended | AlreadyDone:
        """Append as `EventStore.append` says.

        Also raises StoreUnavailable: then it may or may not have been written.
        """
        # Before it queues: the writer waits for no key.
        keys = await self._sealer.of(self._persons_in([append])) if self._sealer else None
        outcome = await self._group.put(pack(append, self._catalogue, self.shards, keys))
        if isinstance(outcome, Conflict):
            raise WrongExpectedVersion(outcome.stream, outcome.expected, outcome.actual)
        return outcome

    async def append_in(self, tx: Connection, appends: Sequence[Append]) -> Sequence[Outcome]:
        """Append as `EventStore.append_in` says."""
        if not appends:
            return ()
        # Before the locks: a key that is made must not keep a shard waiting.
        keys = await self._sealer.of_in(tx, self._persons_in(appends)) if self._sealer else None
        batch: Sequence[PackedAppend] = [
            pack(append, self._catalogue, self.shards, keys) for append in appends
        ]
        # Statements of their own: reading in the same one would see the shards as before the wait.
        held = await tx.execute("; ".join(self._locks(batch)))
        batch = await self._sealed_by_kept_keys(tx, batch, held)
        judgement = await self._judge_and_write(tx, batch, derived=True)
        # Before the caller commits: the relay polls as well, so it misses nothing.
        self.committed.set()
        return tuple(_or_raise(outcome) for outcome in judgement.outcomes)

    def transaction(self) -> AbstractAsyncContextManager[Connection]:
        """See `EventStore.transaction`."""
        return self._transaction()

    async def read_stream(
        self, stream: str, routing_key: str, after_version: int = 0
    ) -> Sequence[Recorded]:
        """See `EventStore.read_stream`."""
        return await self._read(
            _READ_STREAM, shard_of(routing_key, self.shards), stream, after_version
        )

    async def read_streams(
        self, streams: Collection[tuple[str, str]]
    ) -> Mapping[str, Sequence[Recorded]]:
        """See `EventStore.read_streams`."""
        shards = [shard_of(key, self.shards) for _, key in streams]
        events = await self._read(_READ_STREAMS, shards, [stream for stream, _ in streams])
        return {stream: list(those) for stream, those in groupby(events, key=_stream_of)}

    async def read_stream_in(
        self, tx: Connection, stream: str, routing_key: str
    ) -> Sequence[Recorded]:
        """Read a stream inside the caller's transaction, for example one that locked the shard."""
        shard = shard_of(routing_key, self.shards)
        rows = await tx.fetch(in_schema(_READ_STREAM, self._schema), shard, stream, 0)
        return await self.opened(stored_events(rows), tx)

    async def read_stream_at_rest(self, stream: str, routing_key: str) -> Sequence[Recorded]:
        """Read a stream once whatever is being appended to its shard has been committed, or not."""
        async with self._pool.acquire() as tx, tx.transaction():
            await tx.execute(
                in_schema(_WAIT_FOR_SHARD, self._schema), shard_of(routing_key, self.shards)
            )
            return await self.read_stream_in(tx, stream, routing_key)

    async def read_shard(self, shard: int, from_seq: int, limit: int) -> Sequence[Recorded]:
        """See `EventStore.read_shard`."""
        return await self._read(_READ_SHARD, shard, from_seq, limit)

    async def opened(
        self, rows: Sequence[StoredEvent], tx: Connection | None = None
    ) -> Sequence[Recorded]:
        """See `EventStore.opened`."""
        ids = keys_in(rows, self._catalogue)
        keys = NO_KEYS
        if ids and self._sealer:
            keys = await (self._sealer.fetch_in(tx, ids) if tx else self._sealer.fetch(ids))
        return [recorded_of(row, self.source, self._catalogue, keys) for row in rows]

    async def read_chain(self, shard: int, from_seq: int, limit: int) -> Sequence[ChainedEvent]:
        """See `EventStore.read_chain`."""
        return chained_events(
            await self._pool.fetch(in_schema(_READ_CHAIN, self._schema), shard, from_seq, limit)
        )

    async def heads(self) -> Sequence[Head]:
        """See `EventStore.heads`."""
        return [Head(*row) for row in await self._pool.fetch(in_schema(_HEADS, self._schema))]

    async def find_command(self, command_id: UUID) -> CommandRecord | None:
        """See `EventStore.find_command`."""
        async with self._pool.acquire() as connection:
            return await self._reader.find_command(connection, command_id)

    async def now_and_command(self, command_id: UUID) -> tuple[datetime, CommandRecord | None]:
        """See `EventStore.now_and_command`."""
        async with self._pool.acquire() as connection:
            return await self._reader.now_and_command(connection, command_id, self._time.given())

    async def find_command_in(self, tx: Connection, command_id: UUID) -> CommandRecord | None:
        """See `EventStore.find_command_in`."""
        return await self._reader.find_command(tx, command_id)

    async def make_watermarks(self) -> Sequence[Watermark]:
        """See `EventStore.make_watermarks`."""
        async with self._pool.acquire() as connection:
            return await self._rows.watermarks_of_idle(connection, self._time.given())

    async def make_watermarks_up_to(self, bounds: Mapping[int, datetime]) -> Sequence[Watermark]:
        """Make watermarks no later than the instant of each shard in `bounds`.

        For a store that follows another's log: whoever gives a bound has committed everything that
        follows from what the other recorded up to it.
        """
        async with self._pool.acquire() as connection:
            return await self._rows.watermarks_up_to(connection, self._time.given(), bounds)

    async def watermark_in(self, tx: Connection, shard: int) -> Watermark:
        """Lock one shard until the caller's transaction ends, and make its watermark.

        For timers whose rivals are this store's own events.
        """
        return await self._rows.watermark_of(tx, shard, self._time.given())

    async def begin_history(self) -> None:
        """Begin an import, or go on with one that was killed. Earlier ones may have ended.

        Raises HistoryRefused if the store holds anything but history.
        """
        async with self._transaction() as tx:
            await self._rows.begin_history(tx)

    async def end_history(self) -> None:
        """End the import: live appends are taken again."""
        async with self._transaction() as tx:
            await self._rows.end_history(tx)

    async def holds_only_history(self) -> bool:
        """Return whether every event was imported, as in an empty store."""
        async with self._pool.acquire() as connection:
            return await self._rows.holds_only_history(connection)

    async def end(self) -> datetime | None:
        """Return the latest instant of the log: its last event, or a later watermark.

        History may be added after it only. None if the log is empty.
        """
        async with self._pool.acquire() as connection:
            return await self._rows.end(connection)

    async def in_history(self) -> bool:
        """Return whether an import is under way, or was killed before its end."""
        async with self._pool.acquire() as connection:
            return await self._rows.in_history(connection)

    async def close(self) -> None:
        """Take no more appends, and return when all that were taken are answered.

        The pool stays open: it is the caller's.
        """
        await self._group.close()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Connection]:
        async with self._pool.acquire() as connection, connection.transaction():
            yield connection
        self.committed.set()

    async def _commit(self, batch: Sequence[PackedAppend]) -> Sequence[Outcome | EventsError]:
        for _ in range(_RACES_LOST):
            try:
                return await self._commit_once(batch)
            except (CommandRaced, StreamRaced):
                continue
        return await self._commit_once(batch)

    async def _commit_once(self, batch: Sequence[PackedAppend]) -> Sequence[Outcome | EventsError]:
        async with self._locked(batch) as (tx, held):
            batch = await self._sealed_by_kept_keys(tx, batch, held)
            judgement = await self._judge_and_write(tx, batch, derived=False)
        self.committed.set()
        return judgement.outcomes

    @asynccontextmanager
    async def _locked(self, batch: Sequence[PackedAppend]) -> AsyncIterator[tuple[Connection, str]]:
        """Yield a transaction whose beginning shares a round trip with the locks.

        With it comes what Postgres said of the last of them.
        """
        async with self._pool.acquire() as tx:
            try:
                held = await tx.execute("; ".join(("begin", _PLAN_ONCE, *self._locks(batch))))
                yield tx, held
                await tx.execute("commit")
            finally:
                with suppress(
                    *DATABASE_ERRORS
                ):  # a connection that was lost has nothing to roll back
                    if tx.is_in_transaction():
                        await tx.execute("rollback")

    def _locks(self, batch: Sequence[PackedAppend]) -> Sequence[str]:
        keys = (
            self._sealer.hold_statements(keys_of(batch), erased_in(batch)) if self._sealer else ()
        )
        return self._reader.lock_statement(batch), *keys

    async def _sealed_by_kept_keys(
        self, tx: Connection, batch: Sequence[PackedAppend], held: str
    ) -> Sequence[PackedAppend]:
        """Return the batch, sealed anew where a key was dropped since this process learnt it.

        `held` is what Postgres said of holding the keys: how many are there.
        """
        while self._sealer and (wanted := keys_of(batch)) and held != f"SELECT {len(wanted)}":
            batch = await self._seal_anew(tx, self._sealer, batch)
            # The new ones are held, too: whoever is erased twice at once gets a third.
            if not (hold := self._sealer.hold_statements(keys_of(batch), ())):
                break
            held = await tx.execute("; ".join(hold))
        return batch

    async def _seal_anew(
        self, tx: Connection, sealer: Sealer[Connection], batch: Sequence[PackedAppend]
    ) -> Sequence[PackedAppend]:
        appends = [packed.append for packed in batch]
        persons = self._persons_in(appends)
        for person in persons:
            sealer.forget(person)
        keys = await sealer.of_in(tx, persons)
        return [pack(append, self._catalogue, self.shards, keys) for append in appends]

    async def _judge_and_write(
        self, tx: Connection, batch: Sequence[PackedAppend], *, derived: bool
    ) -> Judgement:
        # Under the locks: what is read here cannot change before the commit.
        log = await self._reader.read(tx, batch, self._time.given())
        judgement = judge(batch, log, self.source, derived=derived)
        await self._writer.write(tx, judgement, log)
        if events := judgement.recorded:
            # After the events, in the order given, since one may read what another wrote.
            for project in self._inline:
                await project(tx, events)
        return judgement

    async def _read(self, query: str, *arguments: object) -> Sequence[Recorded]:
        rows = await self._pool.fetch(in_schema(query, self._schema), *arguments)
        return await self.opened(stored_events(rows))

    def _persons_in(self, appends: Sequence[Append]) -> set[str]:
        return persons_in(appends, self._catalogue)


def _stream_of(event: Recorded) -> str:
    return event.stream


def _or_raise(outcome: Outcome | EventsError) -> Outcome:
    if isinstance(outcome, EventsError):
        raise outcome
    return outcome
