"""Support notes something on a case for itself: a customer never hears of it."""

from dataclasses import dataclass

from events.catalogue.case_events import CaseNoted, MessageText
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteOnCase:
    """Keep `text` of `author_id`, who works for the vendor."""

    author_id: str
    text: str


def decide(command: NoteOnCase, case: Case | None) -> list[CaseNoted]:
    """Record the note, whatever the state of the case: what was learnt afterwards counts, too."""
    found = ready_for("note", case)
    note = MessageText(text=command.text)
    return [CaseNoted(case_id=found.case_id, author_id=command.author_id, personal=note)]
