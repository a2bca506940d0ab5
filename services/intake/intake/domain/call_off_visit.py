"""Calls off the TAM's visit, or says that it was not held after all (CP-31)."""

from dataclasses import dataclass

from events.catalogue.care_events import VisitCalledOff
from events.catalogue.case_events import MessageText
from intake.domain.care import Care, visit_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOffVisit:
    """Call it off, for `reason`."""

    customer_id: str
    visit_id: str
    reason: str
    called_off_by: str


def decide(command: CallOffVisit, care: Care) -> list[VisitCalledOff]:
    """Call it off, unless it is. Raises Unknown (`unknown-visit`)."""
    if visit_of(care, command.visit_id).state == "called-off":
        return []
    return [
        VisitCalledOff(
            customer_id=command.customer_id,
            visit_id=command.visit_id,
            called_off_by=command.called_off_by,
            personal=MessageText(text=command.reason),
        )
    ]
