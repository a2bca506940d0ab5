"""Tells swapped rows from changed ones: a row that was only moved still fits another seq. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from events.operations.terminal import Finding
from events.store.event_table import ChainedEvent, hash_of

_TRIED = 16
"""For how many broken links all seqs are tried: the work grows with the cube."""


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A row whose hash does not follow from `previous`, the hash before it."""

    previous: bytes
    event: ChainedEvent


def explain(shard: int, broken: Sequence[BrokenLink]) -> Sequence[Finding]:
    """Return a finding for each broken link.

    Except for a row that was not touched itself: only its predecessor was moved.
    """
    original_seqs = {link: _original_seq(link, broken[:_TRIED]) for link in broken[:_TRIED]}
    some_moved = any(
        original_seq not in (None, link.event.stored.seq)
        for link, original_seq in original_seqs.items()
    )
    findings: list[Finding] = []
    for link in broken:
        seq, original_seq = link.event.stored.seq, original_seqs.get(link)
        if original_seq is not None and original_seq != seq:
            findings.append(
                Finding(
                    shard,
                    seq,
                    f"swapped: here stands the event that was recorded as seq {original_seq}",
                )
            )
        elif original_seq is None or not some_moved:
            findings.append(
                Finding(shard, seq, "changed: its hash does not fit it and what stands before it")
            )
    return findings


def _original_seq(link: BrokenLink, broken: Sequence[BrokenLink]) -> int | None:
    """Return the seq, among those of the broken links, under which this row was hashed; or None."""
    hashes = {other.event.hash for other in broken}
    before = hashes | {other.previous for other in broken}
    for original_seq in sorted({other.event.stored.seq for other in broken}):
        row = msgspec.structs.replace(link.event.stored, seq=original_seq)
        if any(hash_of(previous, row) in hashes for previous in before):
            return original_seq
    return None
