"""The priority changed before the first response.

The deadline follows the rules frozen in its promise (CP-27a).
"""

from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from events.catalogue.deadline_events import DeadlineMoved, DeadlineResumed
from events.catalogue.terms import Priority
from sla_clock.domain import resume_deadline
from sla_clock.domain.deadline import Deadline, claims_after, evolve
from sla_clock.domain.project_due import project
from sla_clock.domain.resume_deadline import ResumeDeadline


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveDeadline:
    """The case has the priority `priority` from `at` on."""

    priority: Priority
    at: datetime


def decide(
    command: MoveDeadline, deadline: Deadline | None
) -> list[DeadlineMoved | DeadlineResumed]:
    """Move the deadline, unless it has its verdict or that priority.

    Excused time ends when the case is no longer a P1 (CP-27).
    """
    if deadline is None or deadline.verdict or deadline.priority == command.priority:
        return []
    # The excuse ends first: the new due time is projected from a ledger in which it is closed.
    resumed = _no_longer_excused(command, deadline)
    for event in resumed:
        deadline = evolve(deadline, event)
    return [*resumed, _moved(command, deadline)]


def _no_longer_excused(command: MoveDeadline, deadline: Deadline) -> list[DeadlineResumed]:
    if deadline.priority != "P1":
        return []
    return resume_deadline.decide(ResumeDeadline(kind="excused", at=command.at), deadline)


def _moved(command: MoveDeadline, deadline: Deadline) -> DeadlineMoved:
    at = max(command.at, deadline.started_at)
    after = replace(deadline, claims=claims_after(deadline, command.priority, at))
    projection = project(after, at)
    return DeadlineMoved(
        case_id=deadline.case_id,
        goal=deadline.goal,
        priority=command.priority,
        target=deadline.targets[command.priority],
        moved_at=at,
        due_at=projection.due_at,
        budget_s=projection.budget_s,
        reason="priority-raised" if command.priority < deadline.priority else "priority-lowered",
    )
