"""Assigns a case to an engineer."""

from dataclasses import dataclass

from events.catalogue.case_events import CaseAssigned
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignCase:
    """Give the case to `engineer_id`."""

    engineer_id: str


def decide(command: AssignCase, case: Case | None) -> list[CaseAssigned]:
    """Assign the case, unless the engineer has it already."""
    case = ready_for("assign", case)
    if case.engineer_id == command.engineer_id:
        return []
    return [CaseAssigned(case_id=case.case_id, engineer_id=command.engineer_id)]
