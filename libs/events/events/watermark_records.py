"""How watermarks travel: those of all shards of a store in one record, in one partition."""

from collections.abc import Sequence

import msgspec

from events.broker.broker import IncomingRecord, OutgoingRecord
from events.ce_headers import CONTENT_TYPE
from events.errors import MalformedEvent
from events.watermark import Watermark

PARTITION = 0
"""The partition of records of version 2. A topic that still has more keeps the others empty."""


class Watermarks(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The watermarks of one record.

    `shards` is how many shards the store has; None in a record of version 1, which does not say. A
    shard that was being appended to when the record was made is not among the `watermarks`.
    """

    shards: int | None
    watermarks: tuple[Watermark, ...]


class _Version2(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    version: int
    shards: int
    watermarks: tuple[Watermark, ...]


_V1 = msgspec.json.Decoder(Watermark)
_V2 = msgspec.json.Decoder(_Version2)


def watermarks_to_outgoing(shards: int, watermarks: Sequence[Watermark]) -> OutgoingRecord:
    """Make the record with the watermarks of a store of so many shards (version 2)."""
    value = msgspec.json.encode(_Version2(version=2, shards=shards, watermarks=tuple(watermarks)))
    return OutgoingRecord(
        partition=PARTITION, key=b"watermarks", value=value, headers=[CONTENT_TYPE]
    )


def watermarks_from_incoming(record: IncomingRecord) -> Watermarks:
    """Read the watermarks of a record of version 1 or 2. Raises MalformedEvent."""
    try:
        if b'"watermarks"' in (record.value or b""):
            decoded = _V2.decode(record.value or b"")
            return Watermarks(shards=decoded.shards, watermarks=decoded.watermarks)
        return Watermarks(shards=None, watermarks=(_V1.decode(record.value or b""),))
    except msgspec.MsgspecError as problem:
        raise MalformedEvent(f"no watermark: {problem}") from problem
