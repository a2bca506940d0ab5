"""CloudEvents 1.0 in Kafka's binary mode: how an event becomes a record, and a record an event
again."""

from collections.abc import Iterable

from events.broker.broker import IncomingRecord, OutgoingRecord
from events.catalogue.registry import Catalogue
from events.ce_headers import headers_of, read_headers, type_of
from events.errors import MalformedEvent, UnknownEventType
from events.event import Recorded
from events.sealing.data_key import NO_KEYS, Keys
from events.stored_event import StoredEvent, decode_meta


def outgoing_of(stored: StoredEvent, source: str) -> OutgoingRecord:
    """Return the record that carries a row of the event table, in the version that was written."""
    return OutgoingRecord(
        partition=stored.shard,
        key=stored.key.encode(),
        value=stored.data.encode(),
        headers=headers_of(stored, source, decode_meta(stored.meta)),
    )


def keys_needed(records: Iterable[IncomingRecord], catalogue: Catalogue) -> set[str]:
    """Return the ids of the keys that are needed to read these records.

    A record that cannot be read needs none: `from_incoming` says what is wrong with it.
    """
    ids = {_key_needed(record, catalogue) for record in records}
    return {key_id for key_id in ids if key_id is not None}


def _key_needed(record: IncomingRecord, catalogue: Catalogue) -> str | None:
    ce_type = next((value for name, value in record.headers if name == "ce_type"), b"")
    try:
        name, version = type_of(ce_type.decode())
    except (UnicodeDecodeError, UnknownEventType):
        return None
    return catalogue.key_in(name, version, record.value or b"")


def from_incoming(record: IncomingRecord, catalogue: Catalogue, keys: Keys = NO_KEYS) -> Recorded:
    """Return the event that a record carries.

    What `keys` do not open is replaced by stand-ins. Raises MalformedEvent, or UnknownEventType for
    one that today's catalogue does not have.
    """
    try:
        return _recorded(record, catalogue, keys)
    except MalformedEvent as problem:
        raise MalformedEvent(
            f"{record.topic}[{record.partition}]@{record.offset}: {problem}"
        ) from problem


def _recorded(record: IncomingRecord, catalogue: Catalogue, keys: Keys) -> Recorded:
    headers = read_headers(record.headers)
    if record.key is None or record.value is None:
        raise MalformedEvent("no key or no value")
    name, version = type_of(headers.ce_type)
    return Recorded(
        source=headers.source,
        shard=record.partition,
        seq=headers.seq,
        stream=headers.stream,
        version=headers.version,
        key=_text(record.key),
        event_id=headers.event_id,
        data=catalogue.decode(name, version, record.value, event_id=headers.event_id, keys=keys),
        meta=headers.meta,
        occurred_at=headers.occurred_at,
        recorded_at=headers.recorded_at,
        headers=headers.others,
    )


def _text(key: bytes) -> str:
    try:
        return key.decode()
    except UnicodeDecodeError as problem:
        raise MalformedEvent("the key is not UTF-8") from problem
