"""Records whether a case could be reproduced on an unmodified product (CP-17)."""

from dataclasses import dataclass

from events.catalogue.case_events import CaseReproduced
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class ReproduceCase:
    """Record the outcome of an attempt on `on_version`."""

    reproduced: bool
    on_version: str


def decide(command: ReproduceCase, case: Case | None) -> list[CaseReproduced]:
    """Record the attempt."""
    case = ready_for("reproduce", case)
    return [
        CaseReproduced(
            case_id=case.case_id, reproduced=command.reproduced, on_version=command.on_version
        )
    ]
