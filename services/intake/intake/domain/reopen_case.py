"""Opens a resolved case again."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import CaseReopened, MessageText
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenCase:
    """Open the case again, for `reason`."""

    reason: str
    now: datetime


def decide(command: ReopenCase, case: Case | None) -> list[CaseReopened]:
    """Open the case again. Its first response was given, so there is no new target."""
    case = ready_for("reopen", case)
    why = MessageText(text=command.reason)
    return [CaseReopened(case_id=case.case_id, reopened_at=command.now, personal=why)]
