"""Chains a shard's events by hash: a row that is changed, missing or swapped no longer fits its
neighbours.

A link is the sha256 over the hash before it (32 zero bytes before the first), then, big-endian:
shard (4 bytes), seq (8), version (4), recorded_at (8), occurred_at (8; both in microseconds since
1970, UTC), schema version (4), event id (16), the lengths in bytes of stream, key, type, data and
meta (4 each), and their UTF-8. All widths are fixed or come first: no two events are encoded alike.
"""

from datetime import UTC, datetime
from hashlib import sha256
from struct import Struct
from uuid import UUID

FIRST_LINK = bytes(32)
"""The hash before a shard's first event."""

Texts = tuple[bytes, bytes, bytes, bytes, bytes]
"""Stream, key, type, data and meta, as UTF-8."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_POSITION = Struct(">iqiq")
_FACT = Struct(">qi16s5I")


def encode_fact(occurred_at: datetime, schema_version: int, event_id: UUID, texts: Texts) -> bytes:
    """Return the part of a link that is known before the event has its seq."""
    lengths = map(len, texts)
    return b"".join(
        (_FACT.pack(_microseconds(occurred_at), schema_version, event_id.bytes, *lengths), *texts)
    )


def link(
    previous: bytes, shard: int, seq: int, version: int, recorded_at: datetime, fact: bytes
) -> bytes:
    """Return an event's hash (32 bytes), over the one before it, its position and `encode_fact`."""
    return sha256(
        previous + _POSITION.pack(shard, seq, version, _microseconds(recorded_at)) + fact
    ).digest()


def _microseconds(instant: datetime) -> int:
    since = instant - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
