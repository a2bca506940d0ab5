"""A person answered (CP-28): in time if it was recorded at or before `due_at`, and late if the breach had been said."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.deadline_events import DeadlineAnsweredLate, DeadlineMet
from sla_clock.domain.deadline import Deadline
from sla_clock.domain.project_due import counted_s, project, stood_s


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetDeadline:
    """The answer was given at `answered_at` and recorded at `recorded_at`; `late_reason`: why it was recorded later."""

    answered_at: datetime
    recorded_at: datetime
    late_reason: str | None = None


def meet_deadline(command: MeetDeadline, deadline: Deadline | None) -> list[DeadlineMet | DeadlineAnsweredLate]:
    """Meet it while it has no verdict; say how late the first answer came after a breach; nothing otherwise.

    Instants that passed before the answer was recorded have fired before it (`fire_instants.py`): no verdict means in time.
    """
    if deadline is None:
        return []
    if deadline.verdict is None:
        return [_met(command, deadline)]
    if deadline.verdict == "breached" and deadline.answered_at is None:
        return [_answered_late(command, deadline)]
    return []


def _met(command: MeetDeadline, deadline: Deadline) -> DeadlineMet:
    met_at = max(command.answered_at, deadline.started_at)
    return DeadlineMet(
        case_id=deadline.case_id,
        goal=deadline.goal,
        met_at=met_at,
        due_at=deadline.due_at or project(deadline, met_at).due_at,
        counted_s=counted_s(deadline, met_at),
        paused_s=stood_s(deadline, "paused", met_at),
        excused_s=stood_s(deadline, "excused", met_at),
    )


def _answered_late(command: MeetDeadline, deadline: Deadline) -> DeadlineAnsweredLate:
    assert deadline.due_at is not None, "a breach has its instant"
    return DeadlineAnsweredLate(
        case_id=deadline.case_id,
        goal=deadline.goal,
        answered_at=command.answered_at,
        recorded_at=command.recorded_at,
        due_at=deadline.due_at,
        late_by_s=(command.recorded_at - deadline.due_at).total_seconds(),
        late_reason=command.late_reason,
    )
