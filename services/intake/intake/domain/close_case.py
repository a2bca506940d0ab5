"""Closes a case: it is solved, excluded, or withdrawn by its customer."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import CaseClosed, CaseCommented, MessageText
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCase:
    """Close the case; `text`, if any, is kept as a last comment by `author_id`."""

    author_id: str
    text: str | None
    now: datetime


def decide(command: CloseCase, case: Case | None) -> list[CaseCommented | CaseClosed]:
    """Close the case for good."""
    case = ready_for("close", case)
    closed = CaseClosed(case_id=case.case_id, closed_at=command.now)
    if not command.text:
        return [closed]
    last_word = MessageText(text=command.text)
    # The comment first: a closed case takes none.
    return [
        CaseCommented(case_id=case.case_id, author_id=command.author_id, personal=last_word),
        closed,
    ]
