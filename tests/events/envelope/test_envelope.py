"""An event comes out of its record as it went in, and what is no event of ours is named as such."""

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from events.broker.broker import IncomingRecord, OutgoingRecord
from events.catalogue.case_events import CaseCommented, MessageText
from events.catalogue.registry import CATALOGUE
from events.ce_headers import sequence_in
from events.envelope import from_incoming
from events.errors import MalformedEvent, UnknownEventType
from events.event import Meta, Recorded
from events.stored_event import decode_meta
from tests.support.event_stores import NOON
from tests.support.sent_records import to_outgoing

EVENT_ID = UUID("11111111-1111-4111-8111-111111111111")
RECORDED = Recorded(
    source="intake",
    shard=3,
    seq=17,
    stream="case-ö",
    version=2,
    key="ö",
    event_id=EVENT_ID,
    data=CaseCommented(case_id="ö", author_id="a", personal=MessageText(text="☎ \x00")),
    meta=Meta(
        correlation_id="r-1",
        causation_id="cause",
        traceparent="00-a-b-01",
        actor="eve",
        role="agent",
        imported=True,
    ),
    occurred_at=NOON,
    recorded_at=NOON + timedelta(microseconds=7),
)


def arrived(record: OutgoingRecord) -> IncomingRecord:
    """Return the record as a consumer gets it."""
    return IncomingRecord(
        topic="intake.events",
        partition=record.partition,
        offset=16,
        key=record.key,
        value=record.value,
        headers=record.headers,
    )


def without(name: str) -> IncomingRecord:
    """Return the record without one header."""
    record = arrived(to_outgoing(RECORDED, CATALOGUE))
    return replace(record, headers=[header for header in record.headers if header[0] != name])


def with_header(name: str, value: bytes) -> IncomingRecord:
    """Return the record with one header more, or another one."""
    return replace(without(name), headers=[*without(name).headers, (name, value)])


def test_an_event_comes_out_as_it_went_in() -> None:
    assert from_incoming(arrived(to_outgoing(RECORDED, CATALOGUE)), CATALOGUE) == RECORDED


def test_what_is_not_known_of_an_event_stays_unknown() -> None:
    plain = replace(RECORDED, meta=Meta(correlation_id="r-1"))
    assert from_incoming(arrived(to_outgoing(plain, CATALOGUE)), CATALOGUE) == plain


def test_the_record_is_a_cloud_event_in_binary_mode() -> None:
    record = to_outgoing(RECORDED, CATALOGUE)
    assert dict(record.headers) == {
        "ce_specversion": b"1.0",
        "content-type": b"application/json",
        "ce_id": str(EVENT_ID).encode(),
        "ce_type": b"intake.case.commented.v3",
        "ce_source": b"/tocsin/intake",
        "ce_time": b"2026-03-02T12:00:00Z",
        "ce_subject": "case-ö".encode(),
        "ce_dataschema": b"/schemas/intake.case.commented.v3.json",
        "ce_sequence": b"17",
        "ce_streamversion": b"2",
        "ce_recordedtime": b"2026-03-02T12:00:00.000007Z",
        "ce_correlationid": b"r-1",
        "ce_causationid": b"cause",
        "ce_actor": b"eve",
        "ce_actorrole": b"agent",
        "traceparent": b"00-a-b-01",
        "ce_imported": b"true",
    }
    assert (record.partition, record.key) == (3, "ö".encode())


def test_what_was_recorded_before_roles_were_is_read_without_one() -> None:
    stored = '{"correlation_id":"r-1","causation_id":null,"actor":"eve","imported":false}'
    assert decode_meta(stored) == Meta(correlation_id="r-1", actor="eve")
    assert from_incoming(without("ce_actorrole"), CATALOGUE).meta.role is None


def test_headers_of_others_are_handed_on() -> None:
    assert from_incoming(with_header("x-other", b"1"), CATALOGUE).headers == {"x-other": "1"}


def test_the_sequence_is_read_without_decoding_the_rest() -> None:
    record = replace(arrived(to_outgoing(RECORDED, CATALOGUE)), value=b"\xff")
    assert sequence_in(record.headers) == 17


@pytest.mark.parametrize(
    "name", ["ce_id", "ce_type", "ce_sequence", "ce_subject", "ce_recordedtime", "ce_correlationid"]
)
def test_a_record_without_a_header_that_it_needs_is_malformed(name: str) -> None:
    with pytest.raises(MalformedEvent, match=name):
        from_incoming(without(name), CATALOGUE)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ce_id", b"no uuid"),
        ("ce_sequence", b"first"),
        ("ce_streamversion", b""),
        ("ce_time", b"yesterday"),
        ("ce_recordedtime", b"2026-03-02T12:00:00"),
        ("ce_subject", b"\xff"),
    ],
)
def test_a_record_with_a_header_that_is_not_what_it_says_is_malformed(
    name: str, value: bytes
) -> None:
    with pytest.raises(MalformedEvent):
        from_incoming(with_header(name, value), CATALOGUE)


@pytest.mark.parametrize("value", [None, b"", b"{", b"[]", b'{"case_id": 1}'])
def test_a_record_whose_value_does_not_fit_the_catalogue_is_malformed(value: bytes | None) -> None:
    with pytest.raises(MalformedEvent):
        from_incoming(replace(arrived(to_outgoing(RECORDED, CATALOGUE)), value=value), CATALOGUE)


def test_a_record_without_a_key_or_with_one_that_is_no_text_is_malformed() -> None:
    for key in (None, b"\xff"):
        with pytest.raises(MalformedEvent):
            from_incoming(replace(arrived(to_outgoing(RECORDED, CATALOGUE)), key=key), CATALOGUE)


@pytest.mark.parametrize(
    "ce_type",
    [b"intake.case.commented.v5", b"intake.case.sung.v1", b"intake.case.commented", b".v1"],
)
def test_a_type_or_version_that_the_catalogue_does_not_have_is_unknown(ce_type: bytes) -> None:
    with pytest.raises(UnknownEventType):
        from_incoming(with_header("ce_type", ce_type), CATALOGUE)


@pytest.mark.parametrize("record", [without("ce_sequence"), with_header("ce_sequence", b"first")])
def test_a_record_that_names_no_place_in_its_shard_is_malformed(record: IncomingRecord) -> None:
    assert sequence_in(record.headers) is None
    with pytest.raises(MalformedEvent):
        from_incoming(record, CATALOGUE)
