"""Cover of a case passes from one engineer to the next: handed over, never dropped (CP-26)."""

from dataclasses import dataclass

from events.catalogue.case_events import CaseHandedOver, MessageText
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.errors import Conflicting


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverCase:
    """Pass the case to `to_engineer_id`, who learns from `summary` where it stands."""

    to_engineer_id: str
    summary: str


def decide(command: HandOverCase, case: Case | None) -> list[CaseHandedOver]:
    """Hand it over. Raises Conflicting (`already-covered`) where that engineer has it."""
    found = ready_for("hand-over", case)
    if found.engineer_id == command.to_engineer_id:
        raise Conflicting("already-covered", "that engineer has the case already")
    return [
        CaseHandedOver(
            case_id=found.case_id,
            from_engineer_id=found.engineer_id,
            to_engineer_id=command.to_engineer_id,
            personal=MessageText(text=command.summary),
        )
    ]
