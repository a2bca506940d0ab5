"""Opens a resolved case again."""

from dataclasses import dataclass
from datetime import datetime

from careplans.entitlements import Refusal
from events.catalogue.case_events import CaseReopened, MessageText
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.plan_rules import refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenCase:
    """Open the case again, for `reason`.

    `no_access`: why the customer has no access to support today, if its terms do not let it reopen
    cases then.
    """

    reason: str
    now: datetime
    no_access: Refusal | None = None


def decide(command: ReopenCase, case: Case | None) -> list[CaseReopened]:
    """Open the case again. Its first response was given, so there is no new target.

    Raises NotEntitled for a customer without access to support (CP-4, CP-6).
    """
    case = ready_for("reopen", case)
    refuse(command.no_access)
    why = MessageText(text=command.reason)
    return [CaseReopened(case_id=case.case_id, reopened_at=command.now, personal=why)]
