"""CloudEvents 1.0 in Kafka's binary mode: how an event becomes a record, and a record an event again."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

import msgspec

from events.broker.broker import IncomingRecord, OutgoingRecord
from events.catalogue.registry import Catalogue
from events.errors import MalformedEvent, UnknownEventType
from events.event import Meta, Recorded
from events.store.event_store import Watermark
from events.store.stored_event import StoredEvent, stored_of
from events.store.stored_meta import decode_meta

SOURCE_PREFIX = "/tocsin/"
_SEQUENCE = "ce_sequence"
_CONTENT_TYPE = ("content-type", b"application/json")
_SPEC_VERSION = ("ce_specversion", b"1.0")
_OURS = frozenset(
    {
        "content-type", "ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time", "ce_subject", "ce_dataschema", _SEQUENCE,
        "ce_streamversion", "ce_recordedtime", "ce_correlationid", "ce_causationid", "ce_actor", "ce_imported", "traceparent",
    }
)  # fmt: skip
_WATERMARK = msgspec.json.Decoder(Watermark)

Headers = list[tuple[str, bytes]]


def to_outgoing(recorded: Recorded, catalogue: Catalogue) -> OutgoingRecord:
    """The record that carries an event, to the partition of its shard. Raises UnknownEventType."""
    return outgoing_of(stored_of(recorded, catalogue), recorded.source)


def outgoing_of(stored: StoredEvent, source: str) -> OutgoingRecord:
    """The record that carries a row of the event table as it is, in the version in which it was written."""
    return OutgoingRecord(
        partition=stored.shard,
        key=stored.key.encode(),
        value=stored.data.encode(),
        headers=_headers(stored, source) + _meta_headers(decode_meta(stored.meta)),
    )


def from_incoming(record: IncomingRecord, catalogue: Catalogue) -> Recorded:
    """The event that a record carries. Raises MalformedEvent, or UnknownEventType for one that today's catalogue does not have."""
    headers = _texts(record.headers)
    name, version = _type(_required(headers, "ce_type"))
    if record.key is None or record.value is None:
        raise MalformedEvent(f"{record.topic}[{record.partition}]@{record.offset} has no key or no value")
    try:
        return Recorded(
            source=_required(headers, "ce_source").removeprefix(SOURCE_PREFIX),
            shard=record.partition,
            seq=int(_required(headers, _SEQUENCE)),
            stream=_required(headers, "ce_subject"),
            version=int(_required(headers, "ce_streamversion")),
            key=record.key.decode(),
            event_id=UUID(_required(headers, "ce_id")),
            data=catalogue.decode(name, version, record.value),
            meta=_meta(headers),
            occurred_at=_instant(_required(headers, "ce_time")),
            recorded_at=_instant(_required(headers, "ce_recordedtime")),
            headers={name: headers[name] for name in headers.keys() - _OURS},
        )
    except ValueError as problem:
        raise MalformedEvent(f"{record.topic}[{record.partition}]@{record.offset}: {problem}") from problem


def sequence_of(record: IncomingRecord) -> int:
    """The record's place in its shard, without decoding anything else. Raises MalformedEvent for a record that names none."""
    for name, value in record.headers:
        if name == _SEQUENCE:
            try:
                return int(value)
            except ValueError as problem:
                raise MalformedEvent(f"{_SEQUENCE} is no number") from problem
    raise MalformedEvent(f"{record.topic}[{record.partition}]@{record.offset} has no {_SEQUENCE}")


def watermark_to_outgoing(watermark: Watermark) -> OutgoingRecord:
    """The record that carries a promise: JSON of shard, at and next_seq, to the shard's partition."""
    key = str(watermark.shard).encode()
    value = msgspec.json.encode(watermark)
    return OutgoingRecord(partition=watermark.shard, key=key, value=value, headers=(_CONTENT_TYPE,))


def watermark_from_incoming(record: IncomingRecord) -> Watermark:
    """The promise that a record carries. Raises MalformedEvent."""
    try:
        return _WATERMARK.decode(record.value or b"")
    except msgspec.MsgspecError as problem:
        raise MalformedEvent(f"no watermark: {problem}") from problem


def _headers(stored: StoredEvent, source: str) -> Headers:
    ce_type, schema = _names(stored.name, stored.schema_version)
    return [
        _SPEC_VERSION,
        _CONTENT_TYPE,
        ("ce_id", str(stored.event_id).encode()),
        ("ce_type", ce_type),
        ("ce_source", (SOURCE_PREFIX + source).encode()),
        ("ce_time", _rfc3339(stored.occurred_at)),
        ("ce_subject", stored.stream.encode()),
        ("ce_dataschema", schema),
        (_SEQUENCE, str(stored.seq).encode()),
        ("ce_streamversion", str(stored.version).encode()),
        ("ce_recordedtime", _rfc3339(stored.recorded_at)),
    ]


@lru_cache(maxsize=1024)
def _names(name: str, version: int) -> tuple[bytes, bytes]:
    ce_type = f"{name}.v{version}"
    return ce_type.encode(), f"/schemas/{ce_type}.json".encode()


def _meta_headers(meta: Meta) -> Headers:
    headers: Headers = [("ce_correlationid", meta.correlation_id.encode())]
    for name, text in (
        ("ce_causationid", meta.causation_id),
        ("ce_actor", meta.actor),
        ("traceparent", meta.traceparent),
    ):
        if text is not None:
            headers.append((name, text.encode()))
    if meta.imported:
        headers.append(("ce_imported", b"true"))
    return headers


def _meta(headers: Mapping[str, str]) -> Meta:
    return Meta(
        correlation_id=_required(headers, "ce_correlationid"),
        causation_id=headers.get("ce_causationid"),
        traceparent=headers.get("traceparent"),
        actor=headers.get("ce_actor"),
        imported=headers.get("ce_imported") == "true",
    )


@lru_cache(maxsize=1024)
def _type(ce_type: str) -> tuple[str, int]:
    name, _, version = ce_type.rpartition(".v")
    if not name or not version.isdecimal():
        raise UnknownEventType(f"{ce_type} is not in the catalogue")
    return name, int(version)


def _texts(headers: Sequence[tuple[str, bytes]]) -> dict[str, str]:
    try:
        return {name: value.decode() for name, value in headers}
    except UnicodeDecodeError as problem:
        raise MalformedEvent("a header is not UTF-8") from problem


def _required(headers: Mapping[str, str], name: str) -> str:
    try:
        return headers[name]
    except KeyError:
        raise MalformedEvent(f"the header {name} is missing") from None


def _rfc3339(instant: datetime) -> bytes:
    """In UTC, with microseconds."""
    utc = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    return f"{utc.isoformat(timespec='microseconds')[:-6]}Z".encode()


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("a time has no zone")
    return instant if instant.tzinfo is UTC else instant.astimezone(UTC)
