"""Changes the priority of a case; its clock follows the rule in its terms (CP-27a)."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import CasePriorityChanged
from events.catalogue.terms import Priority
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.errors import Conflicting


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePriority:
    """Change the priority to `priority`, for `reason`."""

    priority: Priority
    reason: str
    now: datetime


def decide(command: ChangePriority, case: Case | None) -> list[CasePriorityChanged]:
    """Change the priority. Raises Conflicting (`priority-unchanged`)."""
    case = ready_for("change-priority", case)
    if case.priority == command.priority:
        raise Conflicting("priority-unchanged", f"the case is {command.priority} already")
    return [
        CasePriorityChanged(
            case_id=case.case_id,
            old=case.priority,
            new=command.priority,
            changed_at=command.now,
            reason=command.reason,
        )
    ]
