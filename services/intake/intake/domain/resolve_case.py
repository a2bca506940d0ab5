"""Records the solution of a case."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import CaseResolved, CaseResponded, MessageText
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.respond_to_case import first_answer_in


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveCase:
    """Record the solution, in the `text` of an engineer."""

    engineer_id: str
    text: str
    now: datetime


def decide(command: ResolveCase, case: Case | None) -> list[CaseResponded | CaseResolved]:
    """Record the solution; if nobody has answered yet, it is an answer, too (CP-28)."""
    case = ready_for("resolve", case)
    resolved = CaseResolved(
        case_id=case.case_id, resolved_at=command.now, personal=MessageText(text=command.text)
    )
    # The answer first: it names who answered. The clock would otherwise take the event after it for
    # the answer, which names nobody.
    return [*first_answer_in(case, command.engineer_id, command.text, command.now), resolved]
