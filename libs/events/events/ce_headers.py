"""The headers of CloudEvents 1.0 in Kafka's binary mode: what an event's record says beside its data."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Final
from uuid import UUID

import msgspec

from events.errors import MalformedEvent, UnknownEventType
from events.event import Meta
from events.store.stored_event import StoredEvent

SOURCE_PREFIX: Final = "/tocsin/"
SEQUENCE: Final = "ce_sequence"
CONTENT_TYPE: Final = ("content-type", b"application/json")
_SPEC_VERSION: Final = ("ce_specversion", b"1.0")
_TRUE: Final = "true"

Header = tuple[str, bytes]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class CloudEventHeaders(msgspec.Struct, frozen=True, gc=False):
    """The headers of an event that are read again. Times have a zone; `ce_sequence` is its place in the shard."""

    ce_sequence: int
    ce_id: UUID
    ce_type: str
    ce_source: str
    ce_time: Instant
    ce_subject: str
    ce_streamversion: int
    ce_recordedtime: Instant
    ce_correlationid: str
    ce_causationid: str | None = None
    ce_actor: str | None = None
    ce_imported: str | None = None
    traceparent: str | None = None

    def meta(self) -> Meta:
        """What is known about the event beside its data."""
        return Meta(
            correlation_id=self.ce_correlationid,
            causation_id=self.ce_causationid,
            traceparent=self.traceparent,
            actor=self.ce_actor,
            imported=self.ce_imported == _TRUE,
        )


_OURS: Final = frozenset(
    {*CloudEventHeaders.__struct_fields__, "content-type", "ce_specversion", "ce_dataschema"},
)
_encode = msgspec.json.Encoder().encode


def read_headers(headers: Sequence[Header]) -> tuple[CloudEventHeaders, Mapping[str, str]]:
    """Our headers, and those of others. Raises MalformedEvent where one is missing or is not what it should be."""
    try:
        texts = {name: value.decode() for name, value in headers}
        ours = msgspec.convert(texts, CloudEventHeaders, strict=False)
    except (UnicodeDecodeError, msgspec.ValidationError) as problem:
        raise MalformedEvent(f"headers: {problem}") from problem
    return ours, {} if texts.keys() <= _OURS else {name: texts[name] for name in texts.keys() - _OURS}


def sequence_in(headers: Sequence[Header]) -> int | None:
    """A record's place in its shard, without reading anything else; None where it names none."""
    for name, value in headers:
        if name == SEQUENCE:
            return int(value) if value.isdigit() else None
    return None


def headers_of(stored: StoredEvent, source: str, meta: Meta) -> list[Header]:
    """The headers of a row of the event table; its sequence comes first, where it is soon found."""
    ce_type, schema, ce_source = _names(stored.name, stored.schema_version, source)
    headers = [
        (SEQUENCE, b"%d" % stored.seq),
        _SPEC_VERSION,
        CONTENT_TYPE,
        ("ce_id", str(stored.event_id).encode()),
        ("ce_type", ce_type),
        ("ce_source", ce_source),
        ("ce_time", _rfc3339(stored.occurred_at)),
        ("ce_subject", stored.stream.encode()),
        ("ce_dataschema", schema),
        ("ce_streamversion", b"%d" % stored.version),
        ("ce_recordedtime", _rfc3339(stored.recorded_at)),
        ("ce_correlationid", meta.correlation_id.encode()),
    ]
    _add(headers, "ce_causationid", meta.causation_id)
    _add(headers, "ce_actor", meta.actor)
    _add(headers, "traceparent", meta.traceparent)
    _add(headers, "ce_imported", _TRUE if meta.imported else None)
    return headers


@lru_cache(maxsize=1024)
def type_of(ce_type: str) -> tuple[str, int]:
    """The catalogue's name and version in a type. Raises UnknownEventType for one that has none."""
    name, _, version = ce_type.rpartition(".v")
    if not name or not version.isdecimal():
        raise UnknownEventType(f"{ce_type} is not in the catalogue")
    return name, int(version)


def in_utc(instant: datetime) -> datetime:
    """The same instant, in UTC."""
    return instant if instant.tzinfo is UTC else instant.astimezone(UTC)


@lru_cache(maxsize=1024)
def _names(name: str, version: int, source: str) -> tuple[bytes, bytes, bytes]:
    ce_type = f"{name}.v{version}"
    return ce_type.encode(), f"/schemas/{ce_type}.json".encode(), f"{SOURCE_PREFIX}{source}".encode()


def _add(headers: list[Header], name: str, text: str | None) -> None:
    if text is not None:
        headers.append((name, text.encode()))


def _rfc3339(instant: datetime) -> bytes:
    """In UTC, with as many digits of a second as it has."""
    return _encode(in_utc(instant))[1:-1]
