"""The event table `es_event`: its columns, its rows as Python values, and how rows are added."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from events.store.chain_hash import encode_fact, link
from events.store.connection import Connection, Row
from events.stored_event import StoredEvent

EVENT_COLUMNS = (
    "shard", "seq", "stream", "version", "key", "event_id", "type", "schema_version", "data",
    "meta", "occurred_at", "recorded_at", "hash",
)  # fmt: skip

# `json` comes from asyncpg as text either way; the cast keeps it byte for byte, as it was hashed.
COLUMNS = (
    "shard, seq, stream, version, key, event_id, type, schema_version, data::text as data, "
    "meta::text as meta, occurred_at, recorded_at"
)
CHAINED_COLUMNS = f"{COLUMNS}, hash"

EventRow = tuple[
    int, int, str, int, str, UUID, str, int, str, str, datetime, datetime, bytes
]  # fmt: skip
"""The values of EVENT_COLUMNS; data and meta are JSON, times are aware."""


class ChainedEvent(msgspec.Struct, frozen=True, gc=False):
    """A row of es_event with the hash that the table has for it (32 bytes)."""

    stored: StoredEvent
    hash: bytes


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """The end of a shard's chain: the seq of its last event (0: none), and that event's hash."""

    shard: int
    seq: int
    hash: bytes


def hash_of(previous: bytes, stored: StoredEvent) -> bytes:
    """Return the hash that a row must have when `previous` is the hash of the row before it."""
    names = stored.stream.encode(), stored.key.encode(), stored.name.encode()
    texts = (*names, stored.data.encode(), stored.meta.encode())
    fact = encode_fact(stored.occurred_at, stored.schema_version, stored.event_id, texts)
    return link(previous, stored.shard, stored.seq, stored.version, stored.recorded_at, fact)


def stored_events(rows: Sequence[Row]) -> list[StoredEvent]:
    """Return the rows of a query for COLUMNS."""
    return [StoredEvent(*row) for row in rows]


def chained_events(rows: Sequence[Row]) -> list[ChainedEvent]:
    """Return the rows of a query for CHAINED_COLUMNS."""
    return [ChainedEvent(StoredEvent(*columns), digest) for *columns, digest in rows]


def row_of(stored: StoredEvent, digest: bytes) -> EventRow:
    """Return the values of EVENT_COLUMNS for an event with its hash."""
    e = stored
    return (
        e.shard, e.seq, e.stream, e.version, e.key, e.event_id, e.name, e.schema_version,
        e.data, e.meta, e.occurred_at, e.recorded_at, digest,
    )  # fmt: skip


async def add_events(tx: Connection, schema: str, rows: Iterable[EventRow]) -> None:
    """Add rows by COPY, in the caller's transaction. Raises asyncpg.UniqueViolationError.

    Postgres takes a large batch faster by COPY than by any insert.
    """
    await tx.copy_records_to_table(
        "es_event", schema_name=schema, columns=EVENT_COLUMNS, records=rows
    )
