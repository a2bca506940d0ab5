"""A case is given to an engineer."""

from dataclasses import dataclass

from events.catalogue.case_events import CaseAssigned
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignCase:
    """Give the case to `engineer_id`."""

    engineer_id: str


def decide(command: AssignCase, case: Case | None) -> list[CaseAssigned]:
    """Assign it; nothing happens where the engineer has it already."""
    found = ready_for("assign", case)
    if found.engineer_id == command.engineer_id:
        return []
    return [CaseAssigned(case_id=found.case_id, engineer_id=command.engineer_id)]
