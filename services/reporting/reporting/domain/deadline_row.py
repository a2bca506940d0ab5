"""What reporting knows of a promise: where it stands, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from events.catalogue.terms import Plan, Priority

DeadlineState = Literal["running", "paused", "excused", "met", "breached", "cancelled"]
Verdict = Literal["met", "missed", "excused", "withdrawn"]
# The clock's own word for a withdrawn breach is met: the answer came in time after all (CP-27c).
_STATE_AFTER: dict[Verdict, DeadlineState] = {
    "met": "met",
    "missed": "breached",
    "excused": "cancelled",
    "withdrawn": "met",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRow:
    """A promise as its events so far tell it. Times are in UTC, lengths in seconds.

    A verdict falls once: met (when answered), missed (at `due_at`), or excused (when the promise
    was taken off: out of entitlement, or closed unanswered). `verdict_at` is that instant. A missed
    one may be withdrawn later (CP-27c); it stays in the period in which it fell due. `paused_s` and
    `excused_s` are as the verdict states them.

    `paused` and `excused` say that the clock stands for that reason now; there is no `due_at` then.
    `answered_at` is when the answer was given, as told; `answer_recorded_at` when the log learned
    of it after a breach. `answered_late_s` runs from `due_at` to `answered_at`: None where the
    answer is said to have been given in time. `late_reason_by` is the id of who wrote
    `late_reason`. `warned_fraction`: the last part of the budget that was warned of (0.9: nine
    tenths are used up), of the target that governs; `warned_at` is when that was so.
    """

    deadline_id: str
    case_id: str
    customer_id: str
    number: str
    goal: str
    plan: Plan
    priority: Priority
    terms_version: str
    started_at: datetime
    due_at: datetime | None
    budget_s: int
    paused: bool = False
    excused: bool = False
    moved: int = 0
    warned_at: datetime | None = None
    verdict: Verdict | None = None
    verdict_at: datetime | None = None
    detected_at: datetime | None = None
    detected_late_s: float | None = None
    answered_at: datetime | None = None
    answered_late_s: float | None = None
    late_reason: str | None = None
    answer_recorded_at: datetime | None = None
    claim_id: str | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    paused_s: int = 0
    excused_s: int = 0
    excused_reason: str | None = None
    late_reason_by: str | None = None
    warned_fraction: float | None = None

    @property
    def stands(self) -> bool:
        """Return whether the clock stands now, for whatever reason."""
        return self.verdict is None and (self.paused or self.excused)

    @property
    def claimed_in_time(self) -> bool:
        """Return whether an answer recorded after the breach is claimed to be in time (CP-27c)."""
        if self.answer_recorded_at is None or self.answered_at is None or self.due_at is None:
            return False
        return self.answered_at <= self.due_at

    def due_unjudged(self, at: datetime) -> bool:
        """Return whether it fell due by `at` and the clock has not judged it."""
        return (
            self.verdict is None
            and not self.stands
            and self.due_at is not None
            and self.due_at <= at
        )

    @property
    def state(self) -> DeadlineState:
        """Return the promise's state, in the words of the sla-clock."""
        if self.verdict is not None:
            return _STATE_AFTER[self.verdict]
        # Both may hold at once: the excuse is named, as the rarer of the two (CP-27).
        return "excused" if self.excused else "paused" if self.paused else "running"
