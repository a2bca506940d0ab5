"""Finds what is wrong with a shard, from its rows alone: gaps, versions, times and the chain of
hashes. Pure."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from events.operations.explain_broken_links import BrokenLink, explain
from events.operations.terminal import Finding
from events.store.chain_hash import FIRST_LINK
from events.store.event_table import ChainedEvent, Head, hash_of
from events.stored_event import StoredEvent

Anchors = Mapping[int, Set[bytes]]
"""Hashes that a shard is known to have had, by seq; several if earlier outputs disagree."""


@dataclass(frozen=True, slots=True)
class ShardEnd:
    """What es_shard says about the end of a shard."""

    next: int
    last_at: datetime
    last_hash: bytes


class ShardCheck:
    """Takes the rows of one shard in the order of seq, then its end, and collects findings.

    After a row that does not fit, its stored hash is believed, so that one change is one finding.
    The row after a missing one cannot be proved, since the hash before it is gone.
    """

    def __init__(self, shard: int, anchors: Anchors | None = None) -> None:
        self.shard, self.next = shard, 1
        self.versions: dict[str, int] = {}
        self._anchors: Anchors = anchors or {}
        self._out_of_turn: dict[str, int] = {}
        self._last: bytes | None = FIRST_LINK
        self._last_at: datetime | None = None
        self._findings: list[Finding] = []
        self._broken: list[BrokenLink] = []

    @property
    def head(self) -> Head:
        """Return where the chain ends, as far as rows were taken."""
        return Head(self.shard, self.next - 1, self._last or b"")

    @property
    def is_clean(self) -> bool:
        """Return whether there is no finding yet."""
        return not self._findings and not self._broken

    def take(self, event: ChainedEvent) -> None:
        """Check the next row; rows come with rising seq."""
        stored = event.stored
        if stored.seq < 1:
            self._find(stored.seq, "no seq is below 1: this row was put in")
            return
        if stored.seq != self.next:
            self._miss(stored.seq - 1)
        self._check_link(event)
        self._check_version(stored)
        self._check_time(stored)
        self._check_anchor(stored.seq, event.hash)
        self.next, self._last, self._last_at = stored.seq + 1, event.hash, stored.recorded_at

    def end(self, end: ShardEnd) -> None:
        """Check what es_shard says of the shard's end."""
        if end.next > self.next:
            self._miss(end.next - 1)
        elif end.next < self.next:
            self._find(end.next, f"stands beyond the shard's end: es_shard.next is {end.next}")
        else:
            self._check_end(end)
        for seq in sorted(self._anchors):
            if seq >= self.next:
                self._find(seq, "the anchor has this event, and the store has not")

    def lacks_its_shard(self) -> None:
        """Note that es_shard has no row for this shard."""
        self._find(None, "es_shard has no row for it")

    def compare_streams(self, versions: Mapping[str, int]) -> None:
        """Check what es_stream says of the streams of this shard."""
        for stream in sorted(versions.keys() | self.versions.keys()):
            stated, actual = versions.get(stream, 0), self.versions.get(stream, 0)
            if stated != actual:
                self._find(
                    None, f"stream {stream} ends at version {actual}, es_stream says {stated}"
                )

    def findings(self) -> Sequence[Finding]:
        """Return the findings, by seq."""
        everything = [*self._findings, *explain(self.shard, self._broken)]
        return sorted(everything, key=lambda finding: (finding.seq is None, finding.seq or 0))

    def _check_link(self, event: ChainedEvent) -> None:
        if self._last is not None and hash_of(self._last, event.stored) != event.hash:
            self._broken.append(BrokenLink(self._last, event))

    def _check_version(self, stored: StoredEvent) -> None:
        """Check a row's version.

        After an out-of-order version, the next row may continue either from the expected or from
        the stored version.
        """
        stream, expected = stored.stream, self.versions.get(stored.stream, 0) + 1
        if stored.version in (expected, self._out_of_turn.pop(stream, None)):
            self.versions[stream] = stored.version
        else:
            self._find(
                stored.seq,
                f"version {stored.version} of stream {stream} stands where {expected} should",
            )
            self.versions[stream], self._out_of_turn[stream] = expected, stored.version + 1

    def _check_time(self, stored: StoredEvent) -> None:
        """Check the order of times, only while the hashes fit.

        Otherwise a swapped row would make its neighbours look wrong.
        """
        if self._last_at is not None and stored.recorded_at < self._last_at and not self._broken:
            self._find(stored.seq, "was recorded before the event that it follows")

    def _check_anchor(self, seq: int, actual: bytes) -> None:
        if self._anchors.get(seq, {actual}) != {actual}:
            self._find(seq, "changed since the anchor was printed: it or an event before it")

    def _check_end(self, end: ShardEnd) -> None:
        if self._last is not None and end.last_hash != self._last:
            self._find(self.next - 1, "the last event's hash is not the one that es_shard has")
        if self._last_at is not None and end.last_at != self._last_at:
            self._find(self.next - 1, "the last event's time is not the one that es_shard has")

    def _miss(self, last: int) -> None:
        which = "missing" if last == self.next else f"missing, and all up to seq {last}"
        self._find(self.next, which)
        # The hash went with the row, so the next row's link cannot be judged.
        self.next, self._last = last + 1, None

    def _find(self, seq: int | None, problem: str) -> None:
        self._findings.append(Finding(self.shard, seq, problem))
