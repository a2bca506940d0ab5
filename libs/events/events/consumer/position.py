"""The consumer's position in one partition, in memory.

The checkpoint in Postgres is the truth; this is what was last known of it.
"""

from dataclasses import dataclass, field, replace
from typing import Literal

from events.broker.broker import TopicPartition
from events.consumer.checkpoints import Checkpoint
from events.errors import Retryable

State = Literal["unknown", "reading", "stopped"]

_FIRST_DELAY_S = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A missing sequence number.

    It counts as lost once the topic is read to `judged_at`, where it ended when the gap was seen.
    """

    actual: int
    judged_at: int


@dataclass(slots=True, kw_only=True)
class Position:
    """A partition of the present assignment.

    `unknown`: the checkpoint must be loaded and sought before anything is applied, but not before
    `load_at` (monotonic seconds; None: never). `from_beginning`: the offset did not help, so the
    topic is read from its beginning.
    """

    partition: TopicPartition
    assignment: int
    state: State = "unknown"
    checkpoint: Checkpoint = field(
        default_factory=lambda: Checkpoint(
            next_seq=1, next_offset=0, revision=0, parked=frozenset()
        )
    )
    next_offset: int = 0
    load_at: float | None = 0.0
    failures: int = 0
    from_beginning: bool = False
    gap: Gap | None = None
    problem: str | None = None

    @property
    def next_seq(self) -> int:
        """Return the next sequence number to apply."""
        return self.checkpoint.next_seq

    def start_reading(self, checkpoint: Checkpoint, offset: int) -> None:
        """Begin to read: the checkpoint is loaded, and the partition sought."""
        self.checkpoint, self.next_offset = checkpoint, offset
        self.state, self.gap, self.load_at = "reading", None, None

    def moved_to(self, checkpoint: Checkpoint) -> None:
        """Note that something was applied."""
        self.checkpoint = checkpoint
        self.failures, self.from_beginning, self.problem, self.gap = 0, False, None, None

    def went_well(self) -> None:
        """Note that more time has passed here: whatever the trouble was, it is over."""
        self.failures, self.problem = 0, None

    def read_to(self, offset: int) -> None:
        """Note that all records before this offset were handled."""
        self.next_offset = max(self.next_offset, offset)

    def reload(self, now: float, *, from_beginning: bool = False) -> None:
        """Load the checkpoint again, at once."""
        self.state, self.load_at = "unknown", now
        # Kept until something was applied: otherwise an offset that does not help would be tried in
        # turn with the beginning, again and again.
        self.from_beginning = self.from_beginning or from_beginning

    def back_off(
        self, now: float, problem: str, *, longest_s: float = Retryable.longest_pause_s
    ) -> None:
        """Try again: at once after the first failure, later after pauses that grow."""
        self.failures += 1
        # Most trouble, like a connection that was cut, is over at the second try.
        delay = (
            0.0
            if self.failures == 1
            else min(longest_s, _FIRST_DELAY_S * 2 ** min(self.failures - 2, 10))
        )
        self.state, self.load_at, self.problem = "unknown", now + delay, problem

    def stop(self, problem: str, look_again_at: float | None = None) -> None:
        """Apply nothing more until the next assignment, or until `look_again_at`."""
        self.state, self.problem, self.load_at, self.from_beginning = (
            "stopped",
            problem,
            look_again_at,
            False,
        )

    def may_load(self, now: float) -> bool:
        """Return whether the checkpoint should be loaded now."""
        return self.load_at is not None and self.load_at <= now

    def notice_gap(self, beyond: int | None, known_end: int) -> Gap | None:
        """Remember a missing sequence number; return it once it counts as lost.

        That is when the topic was read to where it ended when the gap was noticed.
        """
        if beyond is not None and self.gap is None:
            self.gap = Gap(actual=beyond, judged_at=max(known_end, self.next_offset))
        if self.gap is None or self.next_offset < self.gap.judged_at:
            return None
        return self.gap

    def after(self, next_seq: int, next_offset: int, parked: frozenset[str]) -> Checkpoint:
        """Return the checkpoint as it will be once the records are committed."""
        everything = self.checkpoint.parked | parked
        return replace(
            self.checkpoint, next_seq=next_seq, next_offset=next_offset, parked=everything
        )
