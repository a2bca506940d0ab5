"""What the clock says of one goal of a case: its sentence, and every stretch of its time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

StretchKind = Literal["counted", "weekend", "holiday", "closed", "paused", "excused"]
GoalState = Literal["running", "paused", "excused", "met", "breached", "withdrawn", "cancelled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of one kind, `end` exclusive, with the whole seconds of it that count."""

    start: datetime
    end: datetime
    kind: StretchKind
    name: str | None
    counted_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningMark:
    """When a part of the budget is used up; `given`: it was warned of."""

    fraction: float
    at: datetime
    given: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedGoal:
    """A goal as the clock explains it as of `now` (UTC).

    `stretches` are contiguous from where its target began to count. `sentence_there` says the same
    as `sentence` in the customer's zone, `zone_there`; both are None where that is the vendor's.
    `recorded_at` is when an answer was recorded that came after the due time, `answered_at` when it
    was given, as told.
    """

    goal: str
    state: GoalState
    sentence: str
    stretches: Sequence[Stretch]
    counting_from: datetime
    due_at: datetime | None
    answered_at: datetime | None
    recorded_at: datetime | None
    cancelled_at: datetime | None
    now: datetime
    budget_s: int
    counted_s: int
    terms_version: str
    calendar_id: str
    calendar_version: int
    warnings: Sequence[WarningMark] = ()
    due_not_judged: bool = False
    zone_there: str | None = None
    sentence_there: str | None = None

    @property
    def is_open(self) -> bool:
        """Return whether it has no verdict yet."""
        return self.state in ("running", "paused", "excused")

    @property
    def claimed_at(self) -> datetime | None:
        """Return when it is said to have been answered in time, after a breach (CP-27c)."""
        if self.state != "breached" or self.answered_at is None or self.due_at is None:
            return None
        return self.answered_at if self.answered_at <= self.due_at else None
