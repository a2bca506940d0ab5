"""Gives a P1 to the engineer who acknowledged its page: who has the page has the case (CP-26)."""

from dataclasses import dataclass

from events.catalogue.case_events import CaseAssigned
from intake.domain.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeAcknowledgedP1:
    """`engineer_id` acknowledged a page about the case."""

    engineer_id: str


def decide(command: TakeAcknowledgedP1, case: Case | None) -> list[CaseAssigned]:
    """Assign the case, unless it needs no cover any more, or the engineer has it already."""
    # Nothing is refused: an acknowledgement is a fact, and the case may have moved on since.
    if case is None or not case.needs_cover or case.engineer_id == command.engineer_id:
        return []
    return [CaseAssigned(case_id=case.case_id, engineer_id=command.engineer_id)]
