"""Asks the customer something: from then on the case waits.

A question does not count as an answer (CP-28).
"""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import InformationRequested, MessageText
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestInformation:
    """Ask the customer, in `text`."""

    text: str
    now: datetime


def decide(command: RequestInformation, case: Case | None) -> list[InformationRequested]:
    """Let the case wait for its customer, unless it waits already."""
    case = ready_for("request-information", case)
    return [
        InformationRequested(
            case_id=case.case_id, requested_at=command.now, personal=MessageText(text=command.text)
        )
    ]
