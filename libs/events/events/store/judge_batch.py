"""Decides, without I/O, what becomes of each append of a batch: the one place where versions,
command ids and times are judged."""

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec

from events.errors import EventsError, HistoryRefused, ImportUnderWay, Refused
from events.event import Recorded
from events.store.chain_hash import link
from events.store.event_store import AlreadyDone, Append, Appended, CommandRecord, Conflict, Outcome
from events.store.packed_append import PackedAppend, PackedEvent

TICK = timedelta(microseconds=1)
_IMPORT = (
    "history is being imported, or its import was stopped half way: nothing else is taken "
    "until the import has ended"
)


@dataclass(slots=True)
class ShardState:
    """A shard while its row is locked.

    Its `next` seq, when its last event was recorded and that event's hash, the last watermark
    (`promised_at`), and whether history is being imported.
    """

    shard: int
    next: int
    last_at: datetime
    promised_at: datetime
    history: bool
    last_hash: bytes

    def time_for(self, append: Append, now: datetime) -> datetime:
        """Return when the next event of an append is recorded: after the last event and watermark.

        History keeps equal times.
        """
        if append.recorded_at is not None:
            return max(self.last_at, self.promised_at + TICK, append.recorded_at)
        floor = max(self.last_at, self.promised_at)
        return now if now > floor else floor + TICK


class StreamState(msgspec.Struct, frozen=True, gc=False):
    """Where a stream is, and in which shard."""

    shard: int
    version: int


@dataclass(slots=True)
class LogState:
    """Everything that a batch is judged by, read under the locks of its shards.

    Judging moves it on, so that later items see earlier ones.
    """

    shards: Mapping[int, ShardState]
    streams: MutableMapping[str, StreamState]
    commands: MutableMapping[UUID, CommandRecord]
    now: datetime


class Written(NamedTuple):
    """An event with its seq: as its caller gets it, as it is stored, and its hash."""

    recorded: Recorded
    packed: PackedEvent
    hash: bytes


@dataclass(slots=True)
class Judgement:
    """The outcome of each item, in the order given (an error: refused), and what to write."""

    outcomes: list[Outcome | EventsError] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    commands: list[CommandRecord] = field(default_factory=list)
    streams: set[str] = field(default_factory=set)

    @property
    def recorded(self) -> tuple[Recorded, ...]:
        """Return the events of all items that succeeded, in order."""
        return tuple(written.recorded for written in self.written)


def judge(batch: Iterable[PackedAppend], log: LogState, source: str, *, derived: bool) -> Judgement:
    """Judge item by item: each succeeds, conflicts, was done before, or is refused by itself.

    `derived`: times in the past are taken even outside an import, for events that follow from
    imported ones.
    """
    judgement = Judgement()
    for packed in batch:
        judgement.outcomes.append(_judge_one(packed, log, source, derived, judgement))
    return judgement


def _judge_one(
    packed: PackedAppend, log: LogState, source: str, derived: bool, judgement: Judgement
) -> Outcome | EventsError:
    append = packed.append
    # Before everything else: a repeated request gets its answer, whatever has changed since.
    if append.command and (done := log.commands.get(append.command.command_id)):
        return AlreadyDone(record=done)
    if refusal := _refusal(packed, log, derived):
        return refusal
    version = _version(append.stream, log)
    if append.expected_version not in (None, version):
        return Conflict(stream=append.stream, expected=append.expected_version or 0, actual=version)
    return _accept(packed, version, log, source, judgement)


def _refusal(packed: PackedAppend, log: LogState, derived: bool) -> EventsError | None:
    history, given = log.shards[packed.shard].history, packed.append.recorded_at is not None
    if history and not given:
        return ImportUnderWay(_IMPORT)
    if given and not history and not derived:
        return HistoryRefused("times from the past are taken only while an import is under way")
    stream = log.streams.get(packed.append.stream)
    if stream is not None and stream.shard != packed.shard:
        return Refused(
            f"stream {packed.append.stream} lives in shard {stream.shard}: its routing key never "
            f"changes"
        )
    return None


def _version(stream: str, log: LogState) -> int:
    state = log.streams.get(stream)
    return state.version if state else 0


def _accept(
    packed: PackedAppend, version: int, log: LogState, source: str, judgement: Judgement
) -> Appended:
    append = packed.append
    written = _write(packed, version, log, source)
    judgement.written.extend(written)
    if written:
        log.streams[append.stream] = StreamState(packed.shard, version + len(written))
        judgement.streams.add(append.stream)
    # Noted in the log state, too, so that a repeat in the same batch is judged as one.
    if append.command:
        log.commands[append.command.command_id] = append.command
        judgement.commands.append(append.command)
    events = tuple([each.recorded for each in written])
    return Appended(stream=append.stream, version=version + len(written), events=events)


def _write(packed: PackedAppend, version: int, log: LogState, source: str) -> list[Written]:
    shard = log.shards[packed.shard]
    written: list[Written] = []
    for own_version, event in enumerate(packed.events, start=version + 1):
        # Time first, since the link covers it.
        shard.last_at = shard.time_for(packed.append, log.now)
        shard.last_hash = link(
            shard.last_hash, shard.shard, shard.next, own_version, shard.last_at, event.fact
        )
        written.append(
            Written(_recorded(packed, event, own_version, shard, source), event, shard.last_hash)
        )
        shard.next += 1
    return written


def _recorded(
    packed: PackedAppend, event: PackedEvent, version: int, shard: ShardState, source: str
) -> Recorded:
    return Recorded(
        source=source,
        shard=shard.shard,
        seq=shard.next,
        stream=packed.append.stream,
        version=version,
        key=packed.append.routing_key,
        event_id=event.new.event_id,
        data=event.new.data,
        meta=event.new.meta,
        occurred_at=event.new.occurred_at,
        recorded_at=shard.last_at,
    )
