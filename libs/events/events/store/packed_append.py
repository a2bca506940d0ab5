"""An append made ready to be written: its shard is known and its events are encoded, so that what
cannot be stored is refused before it waits."""

import msgspec

from events.catalogue.registry import Catalogue
from events.event import NewEvent
from events.sharding import shard_of
from events.store.chain_hash import encode_fact
from events.store.event_store import Append
from events.stored_event import encode_meta


class PackedEvent(msgspec.Struct, frozen=True, gc=False):
    """An event in the form of its row.

    The catalogue's name and version, data and meta as JSON, and `fact`, from which its hash is
    made.
    """

    name: str
    schema_version: int
    data: str
    meta: str
    fact: bytes
    new: NewEvent


class PackedAppend(msgspec.Struct, frozen=True, gc=False):
    """An append, the shard it goes to and its events as rows."""

    append: Append
    shard: int
    events: tuple[PackedEvent, ...]


def pack(append: Append, catalogue: Catalogue, shards: int) -> PackedAppend:
    """Make an append ready.

    Raises UnknownEventType for an event outside the catalogue, UnicodeError for malformed text.
    """
    events = tuple([_pack_event(append, event, catalogue) for event in append.events])
    return PackedAppend(append, shard_of(append.routing_key, shards), events)


def _pack_event(append: Append, new: NewEvent, catalogue: Catalogue) -> PackedEvent:
    entry = catalogue.entry_of(new.data)
    data, meta = catalogue.encode(new.data), encode_meta(new.meta)
    texts = (append.stream.encode(), append.routing_key.encode(), entry.name.encode(), data, meta)
    fact = encode_fact(new.occurred_at, entry.version, new.event_id, texts)
    return PackedEvent(entry.name, entry.version, data.decode(), meta.decode(), fact, new)
