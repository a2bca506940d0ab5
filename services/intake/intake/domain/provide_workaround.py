"""A temporary repair or workaround is in place: from here a P1 is worked with diligence, no longer
around the clock (CP-26).
"""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import CaseResponded, MessageText, WorkaroundProvided
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.respond_to_case import first_answer_in


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvideWorkaround:
    """What to do until it is mended, in `text`, by an engineer."""

    engineer_id: str
    text: str
    now: datetime


def decide(
    command: ProvideWorkaround, case: Case | None
) -> list[CaseResponded | WorkaroundProvided]:
    """Record the workaround, which is an answer, too, where nobody had answered before (CP-28)."""
    found = ready_for("provide-workaround", case)
    provided = WorkaroundProvided(
        case_id=found.case_id, provided_at=command.now, personal=MessageText(text=command.text)
    )
    return [*first_answer_in(found, command.engineer_id, command.text, command.now), provided]
