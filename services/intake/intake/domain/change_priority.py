"""Changes the priority of a case; its clock follows the rule in its terms (CP-27a)."""

from dataclasses import dataclass
from datetime import datetime

from careplans.entitlements import Refusal
from events.catalogue.case_events import CasePriorityChanged
from events.catalogue.terms import Priority
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.errors import Conflicting
from intake.domain.plan_rules import refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePriority:
    """Change the priority to `priority`, for `reason`.

    `no_access`: why the customer has no access to support today, if its terms do not let a case be
    raised to P1 then.
    """

    priority: Priority
    reason: str
    now: datetime
    no_access: Refusal | None = None


def decide(command: ChangePriority, case: Case | None) -> list[CasePriorityChanged]:
    """Change the priority. Raises Conflicting (`priority-unchanged`), and NotEntitled where a case
    would become a P1 of a customer without access to support (CP-4, CP-6).
    """
    case = ready_for("change-priority", case)
    if case.priority == command.priority:
        raise Conflicting("priority-unchanged", f"the case is {command.priority} already")
    # What was open is worked on; a P1 would call people out anew.
    if command.priority == "P1":
        refuse(command.no_access)
    return [
        CasePriorityChanged(
            case_id=case.case_id,
            old=case.priority,
            new=command.priority,
            changed_at=command.now,
            reason=command.reason,
        )
    ]
