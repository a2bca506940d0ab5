"""An event as its row holds it. The relay sends it on without decoding its data."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from events.catalogue.registry import Catalogue
from events.event import Meta, Recorded
from events.sealing.data_key import NO_KEYS, Keys

_META = msgspec.json.Decoder(Meta)


class StoredEvent(msgspec.Struct, frozen=True, gc=False):
    """A row of es_event.

    `name` and `schema_version` are the catalogue's; `data` and `meta` are JSON.
    """

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


def encode_meta(meta: Meta) -> bytes:
    """Return the meta as JSON, the form in which it is stored."""
    return msgspec.json.encode(meta)


def decode_meta(stored: str) -> Meta:
    """Return the meta of a row."""
    return _META.decode(stored)


def keys_in(stored: Iterable[StoredEvent], catalogue: Catalogue) -> set[str]:
    """Return the ids of the keys that are needed to read these rows."""
    ids = {
        catalogue.key_in(one.name, one.schema_version, one.data.encode())
        for one in stored
        if catalogue.is_sealed(one.name, one.schema_version)
    }
    return {key_id for key_id in ids if key_id is not None}


def recorded_of(
    stored: StoredEvent, source: str, catalogue: Catalogue, keys: Keys = NO_KEYS
) -> Recorded:
    """Return the event of a row, in today's version.

    What `keys` do not open is replaced by stand-ins. Raises UnknownEventType, MalformedEvent.
    """
    return Recorded(
        source=source,
        shard=stored.shard,
        seq=stored.seq,
        stream=stored.stream,
        version=stored.version,
        key=stored.key,
        event_id=stored.event_id,
        data=catalogue.decode(
            stored.name,
            stored.schema_version,
            stored.data.encode(),
            event_id=stored.event_id,
            keys=keys,
        ),
        meta=decode_meta(stored.meta),
        occurred_at=stored.occurred_at,
        recorded_at=stored.recorded_at,
    )
