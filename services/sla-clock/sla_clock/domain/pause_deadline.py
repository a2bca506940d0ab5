"""Stops the clock while the case waits for the customer, or nobody there can be reached (CP-27)."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.deadline_events import DeadlinePaused
from sla_clock.domain.deadline import Deadline
from sla_clock.domain.ledger import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseDeadline:
    """Let the clock stand from `at` on; `reason` and `recorded_by` are kept with the stretch."""

    kind: Kind
    at: datetime
    reason: str
    recorded_by: str | None = None


def decide(command: PauseDeadline, deadline: Deadline | None) -> list[DeadlinePaused]:
    """Pause the deadline, unless it has its verdict or stands for this reason already.

    Excused time is for P1 only (CP-27).
    """
    if deadline is None or not deadline.may_stand or deadline.is_open(command.kind):
        return []
    if command.kind == "excused" and deadline.priority != "P1":
        return []
    return [_paused(command, deadline)]


def _paused(command: PauseDeadline, deadline: Deadline) -> DeadlinePaused:
    return DeadlinePaused(
        case_id=deadline.case_id,
        goal=deadline.goal,
        kind=command.kind,
        # A wait recorded for a time before the case was opened takes nothing from before it.
        paused_at=max(command.at, deadline.started_at),
        reason=command.reason,
        recorded_by=command.recorded_by,
    )
