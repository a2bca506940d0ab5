"""An append made ready to be written: its shard is known and its events are encoded, and sealed
where keys are kept, so that what cannot be stored is refused before it waits."""

from collections.abc import Iterable

import msgspec

from events.catalogue.registry import Catalogue
from events.event import NewEvent
from events.sealing.sealer import PersonKeys
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
    """An append, the shard it goes to and its events as rows.

    `key_ids` are those of the keys that they are sealed by, `erases` the persons whose keys they
    drop.
    """

    append: Append
    shard: int
    events: tuple[PackedEvent, ...]
    key_ids: frozenset[str] = frozenset()
    erases: frozenset[str] = frozenset()


def persons_in(appends: Iterable[Append], catalogue: Catalogue) -> set[str]:
    """Return whose keys are needed to seal these appends.

    Raises UnknownEventType for an event outside the catalogue.
    """
    persons = {catalogue.person_of(new) for append in appends for new in append.events}
    return {person for person in persons if person is not None}


def keys_of(batch: Iterable[PackedAppend]) -> set[str]:
    """Return the ids of the keys that these appends are sealed by."""
    return set().union(*(packed.key_ids for packed in batch))


def erased_in(batch: Iterable[PackedAppend]) -> set[str]:
    """Return whose keys are dropped with these appends."""
    return set().union(*(packed.erases for packed in batch))


def pack(
    append: Append, catalogue: Catalogue, shards: int, keys: PersonKeys | None = None
) -> PackedAppend:
    """Make an append ready; `keys` are those of `persons_in`, None where nothing is sealed.

    Raises UnknownEventType for an event outside the catalogue, UnicodeError for malformed text.
    """
    events = tuple([_pack_event(append, event, catalogue, keys) for event in append.events])
    key_ids = frozenset() if keys is None else _key_ids(append, catalogue, keys)
    erases = frozenset(filter(None, map(catalogue.erased_by, append.events)))
    return PackedAppend(append, shard_of(append.routing_key, shards), events, key_ids, erases)


def _key_ids(append: Append, catalogue: Catalogue, keys: PersonKeys) -> frozenset[str]:
    persons = map(catalogue.person_of, append.events)
    return frozenset(keys[person].key_id for person in persons if person is not None)


def _pack_event(
    append: Append, new: NewEvent, catalogue: Catalogue, keys: PersonKeys | None
) -> PackedEvent:
    name, version, data = catalogue.write(new, keys)
    meta = encode_meta(new.meta)
    texts = (append.stream.encode(), append.routing_key.encode(), name.encode(), data, meta)
    # The hash covers the sealed bytes: so the chain holds when a key is dropped.
    fact = encode_fact(new.occurred_at, version, new.event_id, texts)
    return PackedEvent(name, version, data.decode(), meta.decode(), fact, new)
