"""Records a temporary repair or workaround.

From then on a P1 is worked on with diligence, and no longer around the clock (CP-26).
"""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import CaseResponded, MessageText, WorkaroundProvided
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.respond_to_case import first_answer_in


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvideWorkaround:
    """Record what to do until it is mended, in the `text` of an engineer."""

    engineer_id: str
    text: str
    now: datetime


def decide(
    command: ProvideWorkaround, case: Case | None
) -> list[CaseResponded | WorkaroundProvided]:
    """Record the workaround; if nobody has answered yet, it is an answer, too (CP-28)."""
    case = ready_for("provide-workaround", case)
    provided = WorkaroundProvided(
        case_id=case.case_id, provided_at=command.now, personal=MessageText(text=command.text)
    )
    # The answer first: it names who answered. The clock would otherwise take the event after it for
    # the answer, which names nobody.
    return [*first_answer_in(case, command.engineer_id, command.text, command.now), provided]
