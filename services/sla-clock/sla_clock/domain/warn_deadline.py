"""Warns when part of the budget is used up without an answer, while there is still time."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.deadline_events import DeadlineWarned
from sla_clock.domain.deadline import Deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class WarnDeadline:
    """`fraction` of the budget was used up at `at`, noticed at `detected_at`."""

    fraction: float
    at: datetime
    detected_at: datetime


def decide(command: WarnDeadline, deadline: Deadline | None) -> list[DeadlineWarned]:
    """Warn once for each fraction, if the clock runs and has no verdict."""
    if (
        deadline is None
        or deadline.verdict
        or deadline.due_at is None
        or command.fraction in deadline.warned
    ):
        return []
    return [
        DeadlineWarned(
            case_id=deadline.case_id,
            customer_id=deadline.customer_id,
            number=deadline.number,
            goal=deadline.goal,
            priority=deadline.priority,
            plan=deadline.promise.plan,
            fraction=command.fraction,
            warned_at=command.at,
            detected_at=command.detected_at,
            due_at=deadline.due_at,
            warns_at=tuple(sorted(deadline.warns_at)),
        )
    ]
