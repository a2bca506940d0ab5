"""CloudEvents 1.0 in Kafka's binary mode: how an event becomes a record, and a record an event
again."""

from events.broker.broker import IncomingRecord, OutgoingRecord
from events.catalogue.registry import Catalogue
from events.ce_headers import headers_of, read_headers, type_of
from events.errors import MalformedEvent
from events.event import Recorded
from events.stored_event import StoredEvent, decode_meta


def outgoing_of(stored: StoredEvent, source: str) -> OutgoingRecord:
    """Return the record that carries a row of the event table, in the version that was written."""
    return OutgoingRecord(
        partition=stored.shard,
        key=stored.key.encode(),
        value=stored.data.encode(),
        headers=headers_of(stored, source, decode_meta(stored.meta)),
    )


def from_incoming(record: IncomingRecord, catalogue: Catalogue) -> Recorded:
    """Return the event that a record carries.

    Raises MalformedEvent, or UnknownEventType for one that today's catalogue does not have.
    """
    try:
        return _recorded(record, catalogue)
    except MalformedEvent as problem:
        raise MalformedEvent(
            f"{record.topic}[{record.partition}]@{record.offset}: {problem}"
        ) from problem


def _recorded(record: IncomingRecord, catalogue: Catalogue) -> Recorded:
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
        data=catalogue.decode(name, version, record.value),
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
