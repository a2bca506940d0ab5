"""What reporting knows of a promise: where it stands, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from events.catalogue.terms import Plan, Priority

DeadlineState = Literal["running", "paused", "excused", "met", "breached", "cancelled"]
Verdict = Literal["met", "missed", "excused"]
VERDICTS: tuple[Verdict, ...] = ("met", "missed", "excused")
_STATE_AFTER: dict[Verdict, DeadlineState] = {"met": "met", "missed": "breached", "excused": "cancelled"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRow:
    """A promise as its events so far tell it. Times are in UTC, lengths in seconds.

    A verdict falls once: met (when answered), missed (at `due_at`), or excused (when the promise was taken off: out of entitlement, or
    closed unanswered). `verdict_at` is that instant. `paused_s` and `excused_s` are as the verdict states them. `paused` and `excused`
    say that the clock stands for that reason now.
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
    due_at: datetime
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
    paused_s: int = 0
    excused_s: int = 0
    excused_reason: str | None = None

    @property
    def state(self) -> DeadlineState:
        """Where the promise stands, in the words of the sla-clock."""
        if self.verdict is not None:
            return _STATE_AFTER[self.verdict]
        return "excused" if self.excused else "paused" if self.paused else "running"
