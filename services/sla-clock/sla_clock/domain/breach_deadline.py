"""Decides what is recorded when `due_at` passes without an answer.

The event holds both instants: when it was due, and when that was noticed.
"""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.deadline_events import DeadlineBreached
from sla_clock.domain.deadline import Deadline
from sla_clock.domain.project_due import stood_s


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachDeadline:
    """It is certain that nothing recorded at or before `due_at` answered the case.

    Noticed at `detected_at`.
    """

    detected_at: datetime


def decide(command: BreachDeadline, deadline: Deadline | None) -> list[DeadlineBreached]:
    """Breach a clock that runs and has no verdict."""
    if deadline is None or deadline.verdict or deadline.due_at is None:
        return []
    return [_breached(command, deadline, deadline.due_at)]


def _breached(command: BreachDeadline, deadline: Deadline, due_at: datetime) -> DeadlineBreached:
    return DeadlineBreached(
        case_id=deadline.case_id,
        customer_id=deadline.customer_id,
        number=deadline.number,
        goal=deadline.goal,
        priority=deadline.priority,
        plan=deadline.promise.plan,
        due_at=due_at,
        # When it was noticed is no part of the verdict, or a clock that was down would change it.
        breached_at=due_at,
        detected_at=max(command.detected_at, due_at),
        late_by_s=max(0.0, (command.detected_at - due_at).total_seconds()),
        paused_s=stood_s(deadline, "paused", due_at),
        excused_s=stood_s(deadline, "excused", due_at),
        late_because="exclusion-undone" if was_excluded_at(deadline, due_at) else None,
    )


def was_excluded_at(deadline: Deadline, due_at: datetime) -> bool:
    """Tell whether the case stood excluded at the due time, so that nobody could see the breach."""
    # The due time may lie before the exclusion, if what is recorded later moved it there (CP-27a).
    if deadline.excluded_at is None or deadline.reinstated_at is None:
        return False
    return deadline.excluded_at <= due_at < deadline.reinstated_at
