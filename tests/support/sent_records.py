"""Records as the relay sends them, made one by one, and what a test reads of one."""

import msgspec

from events.broker.broker import IncomingRecord, OutgoingRecord
from events.catalogue.registry import Catalogue
from events.ce_headers import CONTENT_TYPE, sequence_in
from events.envelope import outgoing_of
from events.event import NewEvent, Recorded
from events.sealing.data_key import DataKey
from events.stored_event import StoredEvent, encode_meta
from events.watermark import Watermark


def stored_of(recorded: Recorded, catalogue: Catalogue) -> StoredEvent:
    """Return the row of an event, in today's version and plain."""
    entry = catalogue.entry_of(recorded.data)
    return StoredEvent(
        shard=recorded.shard,
        seq=recorded.seq,
        stream=recorded.stream,
        version=recorded.version,
        key=recorded.key,
        event_id=recorded.event_id,
        name=entry.name,
        schema_version=entry.version,
        data=catalogue.encode(recorded.data).decode(),
        meta=encode_meta(recorded.meta).decode(),
        occurred_at=recorded.occurred_at,
        recorded_at=recorded.recorded_at,
    )


def to_outgoing(recorded: Recorded, catalogue: Catalogue) -> OutgoingRecord:
    """Return the record that carries an event, to the partition of its shard."""
    return outgoing_of(stored_of(recorded, catalogue), recorded.source)


def sealed_outgoing(recorded: Recorded, catalogue: Catalogue, key: DataKey) -> OutgoingRecord:
    """Return the record that carries an event whose personal data are sealed by this key."""
    new = NewEvent(
        data=recorded.data,
        event_id=recorded.event_id,
        occurred_at=recorded.occurred_at,
        meta=recorded.meta,
    )
    person = catalogue.person_of(new)
    written = catalogue.write(new, {} if person is None else {person: key})
    stored = msgspec.structs.replace(
        stored_of(recorded, catalogue),
        schema_version=written.version,
        data=written.data.decode(),
    )
    return outgoing_of(stored, recorded.source)


def watermark_to_outgoing(watermark: Watermark) -> OutgoingRecord:
    """Return a record of version 1, which is read for ever: one shard's, for its partition."""
    key, value = str(watermark.shard).encode(), msgspec.json.encode(watermark)
    return OutgoingRecord(partition=watermark.shard, key=key, value=value, headers=[CONTENT_TYPE])


def sequence_of(record: IncomingRecord) -> int:
    """Return the record's place in its shard; fail where it names none."""
    seq = sequence_in(record.headers)
    assert seq is not None, f"{record.topic}[{record.partition}]@{record.offset} has no sequence"
    return seq
