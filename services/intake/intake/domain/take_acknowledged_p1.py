"""Gives a P1 to the engineer who acknowledged its page: who has the page has the case (CP-26)."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import CaseAssigned
from intake.domain.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeAcknowledgedP1:
    """`engineer_id` acknowledged a page about the case at `acknowledged_at`.

    `given_at`: when the case was last assigned, handed over, let go of or reopened; None: never.
    """

    engineer_id: str
    acknowledged_at: datetime
    given_at: datetime | None


def decide(command: TakeAcknowledgedP1, case: Case | None) -> list[CaseAssigned]:
    """Assign the case, unless it needs no cover, or the engineer or somebody since has it."""
    # Nothing is refused: an acknowledgement is a fact, and the case may have moved on since.
    if case is None or not case.needs_cover:
        return []
    if case.has_engineer and case.engineer_id == command.engineer_id:
        return []
    # Read late, or again, an old acknowledgement takes the case from nobody who got it since.
    if command.given_at is not None and command.given_at >= command.acknowledged_at:
        return []
    return [CaseAssigned(case_id=case.case_id, engineer_id=command.engineer_id)]
