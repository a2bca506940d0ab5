"""Picks the records that come next, in order and without a gap: what holds that nothing is skipped
and nothing applied twice."""

from collections.abc import Sequence

import msgspec

from events.broker.broker import IncomingRecord
from events.ce_headers import begins_at_in, sequence_in


class Numbered(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A record with its seq; None if it has none."""

    seq: int | None
    record: IncomingRecord


class Picked(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The records to apply, in order, without those seen before.

    `beyond` is the first seq above a missing one, if one is missing.
    """

    records: Sequence[Numbered]
    next_seq: int
    beyond: int | None


def pick(records: Sequence[IncomingRecord], next_seq: int) -> Picked:
    """Pick the records that follow without a gap from `next_seq`.

    A marker of the topic's beginning applies to nothing; one above `next_seq` shows that something
    is missing. Records beyond a gap are left out: the relay sends runs without gaps, so they come
    again behind what is missing.
    """
    picked: list[Numbered] = []
    beyond: int | None = None
    for record in records:
        seq = sequence_in(record.headers)
        if seq is None and (begins_at := begins_at_in(record.headers)) is not None:
            beyond = begins_at if begins_at > next_seq and beyond is None else beyond
        elif seq is None:
            # No event of ours. It is handed on, to become a dead letter.
            picked.append(Numbered(seq=None, record=record))
        elif seq == next_seq:
            picked.append(Numbered(seq=seq, record=record))
            # What was missing has come after all, since the relay sent the run again.
            next_seq, beyond = next_seq + 1, None
        elif seq > next_seq and beyond is None:
            # Whatever is left has a seq below: applied before, and read or sent again.
            beyond = seq
    return Picked(records=picked, next_seq=next_seq, beyond=beyond)
