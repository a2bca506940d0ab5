"""The lines of an exported store: JSON, one kind after the other, from a header to a checksum."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from events.operations.read_log import CommandRow, ShardRow
from events.store.event_table import ChainedEvent
from events.stored_event import StoredEvent

Small = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]
Large = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Line(msgspec.Struct, frozen=True, kw_only=True, tag_field="line", forbid_unknown_fields=True):
    """A line; its field `line` says which kind."""


class HeaderLine(Line, frozen=True, kw_only=True, tag="store"):
    """The first line: the format, whose store it is, and how many lines of each kind follow."""

    format: Literal["tocsin-store"] = "tocsin-store"
    version: Literal[1] = 1
    source: str
    shards: Small
    events: Large
    commands: Large


class ShardLine(Line, frozen=True, kw_only=True, tag="shard"):
    """A row of es_shard."""

    shard: Small
    next: Large
    last_at: Instant
    promised_at: Instant
    history: bool
    last_hash: Hash


class EventLine(Line, frozen=True, kw_only=True, tag="event"):
    """A row of es_event.

    `data` and `meta` are texts, so that they stay byte for byte what was hashed.
    """

    shard: Small
    seq: Large
    stream: str
    version: Small
    key: str
    event_id: UUID
    type: str
    schema_version: Small
    data: str
    meta: str
    occurred_at: Instant
    recorded_at: Instant
    hash: Hash


class CommandLine(Line, frozen=True, kw_only=True, tag="command"):
    """A row of es_command; bytes are base64."""

    command_id: UUID
    fingerprint: bytes
    response: bytes
    done_at: Instant


class EndLine(Line, frozen=True, kw_only=True, tag="end"):
    """The last line: how many lines come before it, and the sha256 of all their bytes."""

    lines: Large
    sha256: Hash


AnyLine = HeaderLine | ShardLine | EventLine | CommandLine | EndLine
ORDER: tuple[type[Line], ...] = (HeaderLine, ShardLine, EventLine, CommandLine, EndLine)


def shard_line(row: ShardRow) -> ShardLine:
    """Return the line of a row."""
    return ShardLine(
        shard=row.shard,
        next=row.next,
        last_at=row.last_at,
        promised_at=row.promised_at,
        history=row.history,
        last_hash=row.last_hash.hex(),
    )


def event_line(event: ChainedEvent) -> EventLine:
    """Return the line of a row."""
    row = event.stored
    return EventLine(
        shard=row.shard,
        seq=row.seq,
        stream=row.stream,
        version=row.version,
        key=row.key,
        event_id=row.event_id,
        type=row.name,
        schema_version=row.schema_version,
        data=row.data,
        meta=row.meta,
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
        hash=event.hash.hex(),
    )


def event_of(line: EventLine) -> ChainedEvent:
    """Return the row of a line."""
    stored = StoredEvent(
        shard=line.shard,
        seq=line.seq,
        stream=line.stream,
        version=line.version,
        key=line.key,
        event_id=line.event_id,
        name=line.type,
        schema_version=line.schema_version,
        data=line.data,
        meta=line.meta,
        occurred_at=line.occurred_at,
        recorded_at=line.recorded_at,
    )
    return ChainedEvent(stored, bytes.fromhex(line.hash))


def command_line(row: CommandRow) -> CommandLine:
    """Return the line of a row."""
    return CommandLine(
        command_id=row.command_id,
        fingerprint=row.fingerprint,
        response=row.response,
        done_at=row.done_at,
    )
