"""Somebody adds to a case; that is no answer in the sense of CP-28."""

from dataclasses import dataclass

from events.catalogue.case_events import CaseCommented, MessageText
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentOnCase:
    """Add `text`, whoever the author is."""

    author_id: str
    text: str


def decide(command: CommentOnCase, case: Case | None) -> list[CaseCommented]:
    """Record the comment, unless the case is closed."""
    found = ready_for("comment", case)
    return [CaseCommented(case_id=found.case_id, author_id=command.author_id, personal=MessageText(text=command.text))]
