"""A case turns out to be outside of what the plan covers: no target holds for it (CP-18 to CP-20)."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import CaseExcluded
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcludeCase:
    """Why the case is out of entitlement."""

    reason: str
    now: datetime


def decide(command: ExcludeCase, case: Case | None) -> list[CaseExcluded]:
    """Exclude it, and keep the reason."""
    found = ready_for("exclude", case)
    return [CaseExcluded(case_id=found.case_id, reason=command.reason, excluded_at=command.now)]
