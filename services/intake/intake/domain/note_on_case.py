"""Adds an internal note to a case, which the customer never reads."""

from dataclasses import dataclass

from events.catalogue.case_events import CaseNoted, MessageText
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteOnCase:
    """Keep the `text` of `author_id`, who works for the vendor."""

    author_id: str
    text: str


def decide(command: NoteOnCase, case: Case | None) -> list[CaseNoted]:
    """Record the note in any state of the case, since support learns afterwards, too."""
    case = ready_for("note", case)
    note = MessageText(text=command.text)
    return [CaseNoted(case_id=case.case_id, author_id=command.author_id, personal=note)]
