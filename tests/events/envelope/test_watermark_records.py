"""Watermarks travel together in one record, and a record of the first version is still read."""

import pytest

from events.broker.broker import IncomingRecord, OutgoingRecord
from events.errors import MalformedEvent
from events.watermark import Watermark
from events.watermark_records import Watermarks, watermarks_from_incoming, watermarks_to_outgoing
from tests.support.event_stores import NOON
from tests.support.sent_records import watermark_to_outgoing

PROMISES = (Watermark(shard=3, at=NOON, next_seq=18), Watermark(shard=5, at=NOON, next_seq=1))


def arrived(record: OutgoingRecord, value: bytes | None = None) -> IncomingRecord:
    """Return the record as a reader gets it."""
    return IncomingRecord(
        topic="intake.watermarks",
        partition=record.partition,
        offset=0,
        key=record.key,
        value=record.value if value is None else value,
        headers=record.headers,
    )


def test_the_promises_of_all_shards_are_one_record_in_the_first_partition() -> None:
    record = watermarks_to_outgoing(12, PROMISES)
    assert record.partition == 0
    assert watermarks_from_incoming(arrived(record)) == Watermarks(shards=12, watermarks=PROMISES)


def test_a_record_of_the_first_version_is_the_watermark_of_one_shard() -> None:
    stored = b'{"shard":3,"at":"2026-11-23T12:00:00Z","next_seq":18}'
    record = watermark_to_outgoing(PROMISES[0])
    read = watermarks_from_incoming(arrived(record, stored))
    assert read == Watermarks(
        shards=None, watermarks=(Watermark(shard=3, at=read.watermarks[0].at, next_seq=18),)
    )
    assert watermarks_from_incoming(arrived(record)).watermarks == PROMISES[:1]


def test_a_stored_record_of_the_second_version_is_read_as_it_was_meant() -> None:
    stored = (
        b'{"version":2,"shards":12,"watermarks":'
        b'[{"shard":3,"at":"2026-11-23T12:00:00Z","next_seq":18}]}'
    )
    read = watermarks_from_incoming(arrived(watermarks_to_outgoing(12, ()), stored))
    assert (read.shards, read.watermarks[0].shard, read.watermarks[0].next_seq) == (12, 3, 18)


@pytest.mark.parametrize("value", [b"", b"{}", b"soon", b'{"watermarks":[{}]}'])
def test_what_is_no_watermark_is_malformed(value: bytes) -> None:
    with pytest.raises(MalformedEvent):
        watermarks_from_incoming(arrived(watermarks_to_outgoing(12, PROMISES), value))
