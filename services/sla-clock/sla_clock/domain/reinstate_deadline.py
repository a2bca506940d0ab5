"""Takes a cancellation back when the exclusion that caused it was a mistake (CP-18 to CP-20).

A further goal that a lower priority dropped holds again likewise, once the priority is raised
(CP-27a).
"""

from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from events.catalogue.deadline_events import DeadlineReinstated
from sla_clock.domain.deadline import Deadline
from sla_clock.domain.ledger import all_closed
from sla_clock.domain.project_due import project


@dataclass(frozen=True, slots=True, kw_only=True)
class ReinstateDeadline:
    """Let the promise hold again from `at` on."""

    at: datetime


def decide(command: ReinstateDeadline, deadline: Deadline | None) -> list[DeadlineReinstated]:
    """Reinstate what an exclusion or a lower priority cancelled; a verdict before it stays.

    It is due as if that had never been: the time in between counts.
    """
    if deadline is None or deadline.cancel_reason not in ("case-excluded", "priority-lowered"):
        return []
    assert deadline.cancelled_at is not None, "what was cancelled was cancelled at an instant"
    return [_reinstated(command, deadline, deadline.cancelled_at)]


def _reinstated(
    command: ReinstateDeadline, deadline: Deadline, cancelled_at: datetime
) -> DeadlineReinstated:
    excluded = deadline.cancel_reason == "case-excluded"
    ledger = all_closed(deadline.ledger, cancelled_at) if excluded else deadline.ledger
    projection = project(replace(deadline, ledger=ledger), command.at)
    return DeadlineReinstated(
        case_id=deadline.case_id,
        goal=deadline.goal,
        cancelled_at=cancelled_at,
        reinstated_at=command.at,
        due_at=projection.due_at,
        budget_s=projection.budget_s,
        counting_from=projection.claim.since,
    )
