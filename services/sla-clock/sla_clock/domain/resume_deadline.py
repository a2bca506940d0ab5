"""Closes the stretch when a reason to stand is gone; the time that it took moves `due_at`."""

from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from events.catalogue.deadline_events import DeadlineResumed
from sla_clock.domain.deadline import Deadline
from sla_clock.domain.ledger import Kind, closed
from sla_clock.domain.project_due import project


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeDeadline:
    """End the open stretch of this kind at `at`."""

    kind: Kind
    at: datetime


def decide(command: ResumeDeadline, deadline: Deadline | None) -> list[DeadlineResumed]:
    """Resume the deadline, unless it has its verdict or does not stand for this reason."""
    if deadline is None or not deadline.may_stand or not deadline.is_open(command.kind):
        return []
    return [_resumed(command, deadline)]


def _resumed(command: ResumeDeadline, deadline: Deadline) -> DeadlineResumed:
    after = replace(deadline, ledger=closed(deadline.ledger, command.kind, command.at))
    ends = [
        before.end or now.end
        for before, now in zip(deadline.ledger, after.ledger, strict=True)
        if before != now
    ]
    # Not `command.at`: a stretch ends no earlier than it began.
    resumed_at = max(end for end in ends if end is not None)
    projection = project(after, resumed_at)
    return DeadlineResumed(
        case_id=deadline.case_id,
        goal=deadline.goal,
        kind=command.kind,
        resumed_at=resumed_at,
        due_at=projection.due_at,
        still_standing=after.paused_by is not None,
        budget_s=projection.budget_s,
        counting_from=projection.claim.since,
    )
