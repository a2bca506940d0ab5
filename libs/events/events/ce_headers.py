"""The headers of CloudEvents 1.0 in Kafka's binary mode: what an event's record says beside its
data."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

import msgspec

from events.errors import MalformedEvent, UnknownEventType
from events.event import Meta
from events.plain_problem import plain_problem
from events.stored_event import StoredEvent

SOURCE_PREFIX: Final = "/tocsin/"
SEQUENCE: Final = "ce_sequence"
BEGINS_AT: Final = "tocsin_begins_at"
"""The header of a marker, which is no event: the partition begins at this seq, because everything
below was trimmed."""
CONTENT_TYPE: Final = ("content-type", b"application/json")
_SPEC_VERSION: Final = ("ce_specversion", b"1.0")
_TRUE: Final = b"true"

Header = tuple[str, bytes]

_OURS: Final = frozenset(
    {
        SEQUENCE, "content-type", "ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time",
        "ce_subject", "ce_dataschema", "ce_streamversion", "ce_recordedtime", "ce_correlationid",
        "ce_causationid", "ce_actor", "ce_actorrole", "ce_imported", "traceparent",
    }
)  # fmt: skip
_encode = msgspec.json.Encoder().encode


class CloudEventHeaders(msgspec.Struct, frozen=True, gc=False):
    """What is read of an event's headers.

    Its sequence, its type, when it happened and when it was recorded (in UTC), and unknown headers.
    """

    source: str
    seq: int
    stream: str
    version: int
    event_id: UUID
    ce_type: str
    occurred_at: datetime
    recorded_at: datetime
    meta: Meta
    others: Mapping[str, str]


def read_headers(headers: Sequence[Header]) -> CloudEventHeaders:
    """Read an event's headers. Raises MalformedEvent if one is missing or malformed."""
    by_name = dict(headers)
    try:
        return CloudEventHeaders(
            by_name["ce_source"].decode().removeprefix(SOURCE_PREFIX),
            int(by_name[SEQUENCE]),
            by_name["ce_subject"].decode(),
            int(by_name["ce_streamversion"]),
            msgspec.convert(by_name["ce_id"].decode(), UUID),
            by_name["ce_type"].decode(),
            _instant(by_name["ce_time"]),
            _instant(by_name["ce_recordedtime"]),
            _meta(by_name),
            # Nearly always there are no others, and this is done for every record.
            {}
            if by_name.keys() <= _OURS
            else {name: by_name[name].decode() for name in by_name.keys() - _OURS},
        )
    except KeyError as missing:
        raise MalformedEvent(f"the header {missing} is missing") from None
    except ValueError as problem:
        raise MalformedEvent(
            f"a header is not what it should be: {plain_problem(problem)}"
        ) from problem


def sequence_in(headers: Sequence[Header]) -> int | None:
    """Return a record's seq without reading anything else; None if it has none."""
    for name, value in headers:
        if name == SEQUENCE:
            return int(value) if value.isdigit() else None
    return None


def begins_at_in(headers: Sequence[Header]) -> int | None:
    """Return where a partition begins, according to a marker; None for any other record."""
    for name, value in headers:
        if name == BEGINS_AT:
            return int(value) if value.isdigit() else None
    return None


def headers_of(stored: StoredEvent, source: str, meta: Meta) -> list[Header]:
    """Return the headers of a row of the event table, the sequence first, to be read quickly."""
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
    _add(headers, "ce_actorrole", meta.role)
    _add(headers, "traceparent", meta.traceparent)
    if meta.imported:
        headers.append(("ce_imported", _TRUE))
    return headers


# Bounded: a record from outside may name any type.
@lru_cache(maxsize=1024)
def type_of(ce_type: str) -> tuple[str, int]:
    """Return the catalogue's name and version in a type. Raises UnknownEventType if it has none."""
    name, _, version = ce_type.rpartition(".v")
    if not name or not version.isdecimal():
        raise UnknownEventType(f"{ce_type} is not in the catalogue")
    return name, int(version)


@lru_cache(maxsize=1024)
def _names(name: str, version: int, source: str) -> tuple[bytes, bytes, bytes]:
    ce_type = f"{name}.v{version}"
    return (
        ce_type.encode(),
        f"/schemas/{ce_type}.json".encode(),
        f"{SOURCE_PREFIX}{source}".encode(),
    )


def _add(headers: list[Header], name: str, text: str | None) -> None:
    if text is not None:
        headers.append((name, text.encode()))


def _rfc3339(instant: datetime) -> bytes:
    """Return the instant in UTC, with as many digits of a second as it has."""
    return _encode(instant if instant.tzinfo is UTC else instant.astimezone(UTC))[1:-1]


def _instant(text: bytes) -> datetime:
    instant = datetime.fromisoformat(text.decode())
    if instant.tzinfo is None:
        raise ValueError("a time has no zone")
    return instant if instant.tzinfo is UTC else instant.astimezone(UTC)


def _meta(by_name: Mapping[str, bytes]) -> Meta:
    return Meta(
        correlation_id=by_name["ce_correlationid"].decode(),
        causation_id=_text(by_name.get("ce_causationid")),
        traceparent=_text(by_name.get("traceparent")),
        actor=_text(by_name.get("ce_actor")),
        imported=by_name.get("ce_imported") == _TRUE,
        role=_text(by_name.get("ce_actorrole")),
    )


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()
