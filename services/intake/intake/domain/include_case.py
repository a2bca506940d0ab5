"""Takes an exclusion back: what was promised for the case holds again (CP-18 to CP-20)."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import CaseIncluded, MessageText
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class IncludeCase:
    """Take the exclusion back, for `reason`."""

    reason: str
    now: datetime


def decide(command: IncludeCase, case: Case | None) -> list[CaseIncluded]:
    """Include the case again. Its clock goes on as if it had run all the time."""
    case = ready_for("include", case)
    return [
        CaseIncluded(
            case_id=case.case_id,
            included_at=command.now,
            answered=case.first_responded_at is not None,
            personal=MessageText(text=command.reason),
        )
    ]
