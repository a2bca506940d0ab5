"""A row of the event table with its hash: what `verify` walks and `export` writes."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from events.store.chain_hash import encode_fact, link
from events.store.connection import Row
from events.store.stored_event import COLUMNS, StoredEvent

CHAINED_COLUMNS = f"{COLUMNS}, hash"


class ChainedEvent(msgspec.Struct, frozen=True, gc=False):
    """A row of es_event, and the hash that stands in it (32 bytes, if nobody changed it)."""

    stored: StoredEvent
    hash: bytes


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """The end of a shard's chain: the seq of its last event (0: it has none) and that one's hash."""

    shard: int
    seq: int
    hash: bytes


def hash_of(previous: bytes, stored: StoredEvent) -> bytes:
    """The hash that this row must have, when `previous` is the hash of the row before it."""
    names = stored.stream.encode(), stored.key.encode(), stored.name.encode()
    texts = (*names, stored.data.encode(), stored.meta.encode())
    fact = encode_fact(stored.occurred_at, stored.schema_version, stored.event_id, texts)
    return link(previous, stored.shard, stored.seq, stored.version, stored.recorded_at, fact)


def chained_events(rows: Sequence[Row]) -> list[ChainedEvent]:
    """The rows of a query for CHAINED_COLUMNS."""
    return [ChainedEvent(StoredEvent(*columns), digest) for *columns, digest in rows]
