"""The event store in memory. It ships for the tests of services: it keeps what `EventStore`
guarantees, and passes the same suite."""

import asyncio
from collections import ChainMap
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

from events.catalogue.registry import Catalogue
from events.clock import Clock
from events.errors import (
    EventAlreadyRecorded,
    EventsError,
    HistoryRefused,
    StoreClosed,
    WrongExpectedVersion,
)
from events.event import Recorded
from events.sealing.data_key import NO_KEYS
from events.sealing.sealer import PersonKeys, Sealer
from events.sharding import shard_of
from events.store.chain_hash import FIRST_LINK
from events.store.event_store import AlreadyDone, Append, Appended, CommandRecord, Conflict, Outcome
from events.store.event_table import ChainedEvent, Head
from events.store.judge_batch import (
    TICK,
    Judgement,
    LogState,
    ShardState,
    StreamState,
    Written,
    judge,
)
from events.store.packed_append import PackedAppend, pack, persons_in
from events.stored_event import StoredEvent, decode_meta, keys_in, recorded_of
from events.watermark import Watermark

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class MemoryTransaction:
    """What was judged and is not committed yet."""

    log: LogState
    events: list[ChainedEvent] = field(default_factory=list)
    ids: set[tuple[int, UUID]] = field(default_factory=set)


class MemoryStore:
    """A store that lives as long as its process.

    It runs one transaction at a time, and takes its time from the clock given.
    """

    def __init__(
        self,
        source: str,
        shards: int,
        clock: Clock,
        *,
        catalogue: Catalogue,
        sealer: Sealer["MemoryTransaction"] | None = None,
    ) -> None:
        self.source: str = source
        self.shards = shards
        self.committed = asyncio.Event()
        self._clock, self._catalogue, self._sealer = clock, catalogue, sealer
        self._shards = {
            number: ShardState(number, 1, _EPOCH, _EPOCH, False, FIRST_LINK)
            for number in range(shards)
        }
        self._streams: dict[str, StreamState] = {}
        self._commands: dict[UUID, CommandRecord] = {}
        self._events: list[list[ChainedEvent]] = [[] for _ in range(shards)]
        self._ids: set[tuple[int, UUID]] = set()
        self._lock = asyncio.Lock()
        self._closed = False

    async def now(self) -> datetime:
        """Return the clock's time."""
        return self._clock.now()

    async def append(self, append: Append) -> Appended | AlreadyDone:
        """See `EventStore.append`."""
        if self._closed:
            raise StoreClosed("the store is shutting down")
        packed = await self._packed([append])
        async with self._transaction() as tx:
            outcome = self._judge(tx, packed, derived=False).outcomes[0]
            if isinstance(outcome, EventsError):
                raise outcome
            if isinstance(outcome, Conflict):
                raise WrongExpectedVersion(outcome.stream, outcome.expected, outcome.actual)
        return outcome

    async def append_in(
        self, tx: MemoryTransaction, appends: Sequence[Append]
    ) -> Sequence[Outcome]:
        """See `EventStore.append_in`."""
        outcomes: list[Outcome] = []
        for outcome in self._judge(tx, await self._packed(appends), derived=True).outcomes:
            if isinstance(outcome, EventsError):
                raise outcome
            outcomes.append(outcome)
        return tuple(outcomes)

    def transaction(self) -> AbstractAsyncContextManager[MemoryTransaction]:
        """See `EventStore.transaction`."""
        return self._transaction()

    async def read_stream(
        self, stream: str, routing_key: str, after_version: int = 0
    ) -> Sequence[Recorded]:
        """See `EventStore.read_stream`."""
        return await self.opened(
            [
                event.stored
                for event in self._events[shard_of(routing_key, self.shards)]
                if event.stored.stream == stream and event.stored.version > after_version
            ]
        )

    async def read_streams(
        self, streams: Collection[tuple[str, str]]
    ) -> Mapping[str, Sequence[Recorded]]:
        """See `EventStore.read_streams`."""
        by_stream = {stream: await self.read_stream(stream, key) for stream, key in streams}
        return {stream: events for stream, events in by_stream.items() if events}

    async def read_shard(self, shard: int, from_seq: int, limit: int) -> Sequence[Recorded]:
        """See `EventStore.read_shard`."""
        chain = await self.read_chain(shard, from_seq, limit)
        return await self.opened([event.stored for event in chain])

    async def opened(
        self, rows: Sequence[StoredEvent], tx: MemoryTransaction | None = None
    ) -> Sequence[Recorded]:
        """See `EventStore.opened`."""
        del tx
        ids = keys_in(rows, self._catalogue)
        keys = await self._sealer.fetch(ids) if ids and self._sealer else NO_KEYS
        return [recorded_of(row, self.source, self._catalogue, keys) for row in rows]

    async def read_chain(self, shard: int, from_seq: int, limit: int) -> Sequence[ChainedEvent]:
        """See `EventStore.read_chain`."""
        first = max(from_seq, 1) - 1
        return self._events[shard][first : first + limit]

    async def heads(self) -> Sequence[Head]:
        """See `EventStore.heads`."""
        return [
            Head(state.shard, state.next - 1, state.last_hash) for state in self._shards.values()
        ]

    async def find_command(self, command_id: UUID) -> CommandRecord | None:
        """See `EventStore.find_command`."""
        return self._commands.get(command_id)

    async def now_and_command(self, command_id: UUID) -> tuple[datetime, CommandRecord | None]:
        """See `EventStore.now_and_command`."""
        return self._clock.now(), self._commands.get(command_id)

    async def find_command_in(
        self, tx: MemoryTransaction, command_id: UUID
    ) -> CommandRecord | None:
        """See `EventStore.find_command_in`."""
        del tx
        return self._commands.get(command_id)

    async def make_watermarks(self) -> Sequence[Watermark]:
        """See `EventStore.make_watermarks`."""
        # As in Postgres: shards that somebody appends to are left out. Here one lock holds all.
        if self._lock.locked():
            return ()
        return tuple(map(self._watermark, self._shards.values()))

    async def begin_history(self) -> None:
        """See `EventStore.begin_history`."""
        events = (event.stored for shard in self._events for event in shard)
        if not await self.in_history() and not all(
            decode_meta(stored.meta).imported for stored in events
        ):
            raise HistoryRefused("the store holds more than history: import into an empty one")
        self._set_history(True)

    async def end_history(self) -> None:
        """See `EventStore.end_history`."""
        self._set_history(False)

    async def in_history(self) -> bool:
        """See `EventStore.in_history`."""
        return any(state.history for state in self._shards.values())

    async def close(self) -> None:
        """See `EventStore.close`."""
        self._closed = True

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[MemoryTransaction]:
        async with self._lock:
            tx = MemoryTransaction(self._copy())
            yield tx
            # Not reached if the block raises: what it judged is dropped with its copy.
            self._commit(tx)
        self.committed.set()

    def _copy(self) -> LogState:
        shards = {number: replace(state) for number, state in self._shards.items()}
        # Reads go through to what is committed, writes stay in the copy: nothing grows with the
        # log.
        return LogState(
            shards, ChainMap({}, self._streams), ChainMap({}, self._commands), self._clock.now()
        )

    def _judge(
        self, tx: MemoryTransaction, packed: Sequence[PackedAppend], *, derived: bool
    ) -> Judgement:
        judgement = judge(packed, tx.log, self.source, derived=derived)
        for recorded in judgement.recorded:
            name = (recorded.shard, recorded.event_id)
            if name in self._ids or name in tx.ids:
                raise EventAlreadyRecorded("an event of this id is in the shard already")
            tx.ids.add(name)
        tx.events += [ChainedEvent(_stored(written), written.hash) for written in judgement.written]
        return judgement

    def _commit(self, tx: MemoryTransaction) -> None:
        self._shards.update(tx.log.shards)
        self._streams.update(tx.log.streams)
        self._commands.update(tx.log.commands)
        for event in tx.events:
            self._events[event.stored.shard].append(event)
        self._ids |= tx.ids

    def _watermark(self, shard: ShardState) -> Watermark:
        if shard.next == 1:
            return Watermark(
                shard=shard.shard,
                at=(shard.last_at if shard.history else self._clock.now()) - TICK,
                next_seq=1,
            )
        at = shard.last_at - TICK if shard.history else max(shard.last_at, self._clock.now())
        shard.promised_at = max(shard.promised_at, at)
        return Watermark(shard=shard.shard, at=shard.promised_at, next_seq=shard.next)

    def _set_history(self, history: bool) -> None:
        for state in self._shards.values():
            state.history = history

    async def _packed(self, appends: Sequence[Append]) -> Sequence[PackedAppend]:
        keys: PersonKeys | None = None
        if self._sealer:
            keys = await self._sealer.of(persons_in(appends, self._catalogue))
        return [pack(append, self._catalogue, self.shards, keys) for append in appends]


def _stored(written: Written) -> StoredEvent:
    recorded, packed = written.recorded, written.packed
    return StoredEvent(
        shard=recorded.shard,
        seq=recorded.seq,
        stream=recorded.stream,
        version=recorded.version,
        key=recorded.key,
        event_id=recorded.event_id,
        name=packed.name,
        schema_version=packed.schema_version,
        data=packed.data,
        meta=packed.meta,
        occurred_at=recorded.occurred_at,
        recorded_at=recorded.recorded_at,
    )
