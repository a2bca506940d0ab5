"""The priority of a case changes; its clock follows the rule in its terms (CP-27a)."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import CasePriorityChanged
from events.catalogue.terms import Priority
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.errors import Conflicting


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePriority:
    """Make it `priority`, for `reason`."""

    priority: Priority
    reason: str
    now: datetime


def decide(command: ChangePriority, case: Case | None) -> list[CasePriorityChanged]:
    """Change it; a case that is no P1 any more is marked unreachable no more (CP-27a).

    Raises Conflicting (`priority-unchanged`) where it is that already.
    """
    found = ready_for("change-priority", case)
    if found.priority == command.priority:
        raise Conflicting("priority-unchanged", f"the case is {command.priority} already")
    return [
        CasePriorityChanged(
            case_id=found.case_id,
            old=found.priority,
            new=command.priority,
            changed_at=command.now,
            reason=command.reason,
        )
    ]
