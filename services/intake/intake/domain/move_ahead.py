"""Moves a case ahead of the others of its priority, as agreed on a call to the TAM (CP-31)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import CaseMovedAhead, MessageText
from events.catalogue.terms import Promise
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.errors import Invalid, NotEntitled


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveAhead:
    """Move the case ahead until `until`, for `reason`.

    `gives_tam_calls`: whether a promise's plan lets its customer call a TAM.
    """

    moved_by: str
    reason: str
    until: datetime
    now: datetime
    gives_tam_calls: Callable[[Promise], bool]


def decide(command: MoveAhead, case: Case | None) -> list[CaseMovedAhead]:
    """Move it, or move it for another time. Raises NotAllowedInState, NotEntitled and Invalid."""
    case = ready_for("move-ahead", case)
    if not command.gives_tam_calls(case.promise):
        raise NotEntitled("plan-without-tam-calls", "the case's plan has no calls to a TAM")
    if command.until <= command.now:
        raise Invalid("until-in-the-past", "until is not later than now")
    return [
        CaseMovedAhead(
            case_id=case.case_id,
            moved_by=command.moved_by,
            moved_at=command.now,
            until=command.until,
            personal=MessageText(text=command.reason),
        )
    ]
