"""Assigns a case to an engineer."""

from dataclasses import dataclass

from events.catalogue.case_events import CaseAssigned
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.check_engineer import check_engineer


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignCase:
    """Give the case to `engineer_id`. `exists`: there is such an engineer, as far as is known."""

    engineer_id: str
    exists: bool = True


def decide(command: AssignCase, case: Case | None) -> list[CaseAssigned]:
    """Assign the case, unless the engineer has it already. Raises Invalid (`unknown-engineer`)."""
    case = ready_for("assign", case)
    check_engineer(command.engineer_id, exists=command.exists)
    if case.has_engineer and case.engineer_id == command.engineer_id:
        return []
    return [CaseAssigned(case_id=case.case_id, engineer_id=command.engineer_id)]
