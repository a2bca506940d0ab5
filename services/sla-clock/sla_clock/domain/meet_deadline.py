"""A person answered (CP-28).

In time if it was recorded at or before `due_at`, and late if the breach had been said.
"""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.deadline_events import DeadlineAnsweredLate, DeadlineMet
from sla_clock.domain.deadline import Deadline
from sla_clock.domain.project_due import counted_s, project, stood_s


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetDeadline:
    """The answer was given at `answered_at` and recorded at `recorded_at`.

    `late_reason`: why it was recorded later.

    `claim_id` names the claim that it is where it comes after a breach and is said to have been in
    time; `claimed_by` says so, `recorded_by` recorded it (CP-27c).
    """

    answered_at: datetime
    recorded_at: datetime
    late_reason: str | None = None
    claim_id: str | None = None
    claimed_by: str | None = None
    recorded_by: str | None = None


def decide(
    command: MeetDeadline, deadline: Deadline | None
) -> list[DeadlineMet | DeadlineAnsweredLate]:
    """Meet the deadline while it has no verdict; after a breach, record how late the answer came.

    After a breach, record the first answer, and any later one that is said to have been in time: it
    is a claim, too, until the breach is withdrawn.
    """
    if deadline is None:
        return []
    # Whatever passed before the answer was recorded has fired already (`fold_batch.py`), so no
    # verdict means in time, and the instants need not be compared here.
    if deadline.verdict is None:
        return [_met(command, deadline)]
    if deadline.verdict == "breached" and (
        deadline.answered_at is None or _claims(command, deadline)
    ):
        return [_answered_late(command, deadline)]
    return []


def _claims(command: MeetDeadline, deadline: Deadline) -> bool:
    assert deadline.due_at is not None, "a breach has its instant"
    in_time = command.claim_id is not None and command.answered_at <= deadline.due_at
    return in_time and deadline.withdrawal is None


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
        claim_id=command.claim_id,
        claimed_by=command.claimed_by,
        recorded_by=command.recorded_by,
    )
