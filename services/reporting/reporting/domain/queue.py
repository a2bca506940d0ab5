"""Which open case comes first: whose promise is broken or about to be, and otherwise the queue order of the plans (CP-21)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from events.catalogue.terms import Plan
from reporting.domain.case_row import CaseRow
from reporting.domain.deadline_row import DeadlineRow

PLAN_RANK: Mapping[Plan, int] = {"platinum": 1, "gold": 2, "silver": 3}
_FAR = datetime.max.replace(tzinfo=UTC)
_STATE_RANK = {"breached": 0, "running": 1, "excused": 2, "paused": 3}
_ANSWERED = 4
_RUNS_OUT = frozenset({"running", "excused", "paused"})


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open case and its promise, where the clock has told of one."""

    case: CaseRow
    promise: DeadlineRow | None

    @property
    def clock(self) -> str:
        """What to show of the clock: breached (and unanswered), running, excused, paused, or answered when nothing runs any more."""
        row = self.promise
        if row is None or (row.verdict is not None and (row.verdict != "missed" or row.answered_at is not None)):
            return "answered"
        return row.state


def in_order(cases: Iterable[CaseRow], promises: Mapping[str, DeadlineRow]) -> list[Waiting]:
    """Broken promises first, by priority; then running clocks by what is due soonest, then clocks that stand, then answered cases.

    Among equals: by priority, then Platinum before Gold before Silver (CP-21), then by what was due or opened first.
    """
    return sorted((Waiting(row, promises.get(row.case_id)) for row in cases if not row.over), key=_rank)


def _rank(waiting: Waiting) -> tuple[int, datetime, str, int, datetime, str]:
    row, promise = waiting.case, waiting.promise
    place = _STATE_RANK.get(waiting.clock, _ANSWERED)
    soonest = promise.due_at if promise and waiting.clock in _RUNS_OUT else _FAR
    oldest = promise.due_at if promise else row.opened_at
    return place, soonest, row.priority, PLAN_RANK[row.plan], oldest, row.number
