"""An event as its row holds it: what the relay sends on without decoding it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from events.catalogue.registry import Catalogue
from events.event import Recorded
from events.store.connection import Row
from events.store.stored_meta import decode_meta, encode_meta

COLUMNS = (
    "shard, seq, stream, version, key, event_id, type, schema_version, data::text as data, meta::text as meta, "
    "occurred_at, recorded_at"
)


class StoredEvent(msgspec.Struct, frozen=True, gc=False):
    """A row of es_event. `name` and `schema_version` are the catalogue's; `data` and `meta` are JSON."""

    shard: int
    seq: int
    stream: str
    version: int
    key: str
    event_id: UUID
    name: str
    schema_version: int
    data: str
    meta: str
    occurred_at: datetime
    recorded_at: datetime


def stored_events(rows: Sequence[Row]) -> list[StoredEvent]:
    """The rows of a query for COLUMNS."""
    return [StoredEvent(*row) for row in rows]


def recorded_of(stored: StoredEvent, source: str, catalogue: Catalogue) -> Recorded:
    """The event of a row, of today's class. Raises UnknownEventType, MalformedEvent."""
    return Recorded(
        source=source,
        shard=stored.shard,
        seq=stored.seq,
        stream=stored.stream,
        version=stored.version,
        key=stored.key,
        event_id=stored.event_id,
        data=catalogue.decode(stored.name, stored.schema_version, stored.data.encode()),
        meta=decode_meta(stored.meta),
        occurred_at=stored.occurred_at,
        recorded_at=stored.recorded_at,
    )


def stored_of(recorded: Recorded, catalogue: Catalogue) -> StoredEvent:
    """The row of an event, in today's version."""
    entry = catalogue.entry_of(recorded.data)
    return StoredEvent(
        shard=recorded.shard,
        seq=recorded.seq,
        stream=recorded.stream,
        version=recorded.version,
        key=recorded.key,
        event_id=recorded.event_id,
        name=entry.name,
        schema_version=entry.version,
        data=catalogue.encode(recorded.data).decode(),
        meta=encode_meta(recorded.meta).decode(),
        occurred_at=recorded.occurred_at,
        recorded_at=recorded.recorded_at,
    )
