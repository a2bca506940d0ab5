"""Adds a comment to a case; it does not count as an answer (CP-28)."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import CaseCommented, InformationProvided, MessageText
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.provide_information import end_of_wait


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentOnCase:
    """Add `text` at `now`. `by_customer`: the author is one of the customer's people."""

    author_id: str
    text: str
    by_customer: bool
    now: datetime


def decide(command: CommentOnCase, case: Case | None) -> list[CaseCommented | InformationProvided]:
    """Record the comment. The customer's own words end the wait for the customer."""
    case = ready_for("comment", case)
    text = MessageText(text=command.text)
    comment = CaseCommented(
        case_id=case.case_id,
        author_id=command.author_id,
        by_customer=command.by_customer,
        personal=text,
    )
    if command.by_customer and case.status == "waiting-on-customer":
        return [comment, end_of_wait(case, command.now)]
    return [comment]
