"""Puts a case that was moved ahead back to where its plan and age put it (CP-21, CP-31)."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import CaseMovedBack, MessageText
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveBack:
    """Move the case back, for `reason`."""

    moved_by: str
    reason: str
    now: datetime


def decide(command: MoveBack, case: Case | None) -> list[CaseMovedBack]:
    """Move it back, unless it is no longer ahead. Raises NotAllowedInState."""
    case = ready_for("move-back", case)
    # At `until` itself it is ahead no more, in the queue as here.
    if case.moved_ahead is None or case.moved_ahead.until <= command.now:
        return []
    return [
        CaseMovedBack(
            case_id=case.case_id,
            moved_by=command.moved_by,
            moved_at=command.now,
            personal=MessageText(text=command.reason),
        )
    ]
