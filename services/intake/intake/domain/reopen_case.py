"""A case that was solved is open again."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import CaseReopened, MessageText
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenCase:
    """Why it is not solved after all."""

    reason: str
    now: datetime


def decide(command: ReopenCase, case: Case | None) -> list[CaseReopened]:
    """Open it again. Its first response was given before, so no new target comes of it."""
    found = ready_for("reopen", case)
    why = MessageText(text=command.reason)
    return [CaseReopened(case_id=found.case_id, reopened_at=command.now, personal=why)]
