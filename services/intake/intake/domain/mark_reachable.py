"""Ends the excused stretch: somebody at the customer can be reached again (CP-27)."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import ContactReachable
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.errors import Conflicting


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkReachable:
    """Record that `recorded_by` reached somebody at `now`."""

    recorded_by: str
    now: datetime


def decide(command: MarkReachable, case: Case | None) -> list[ContactReachable]:
    """End the excused stretch. Raises Conflicting (`not-unreachable`).

    Only a P1 is ever unreachable: lowering the priority ended the stretch, too (CP-27a).
    """
    case = ready_for("mark-reachable", case)
    if not case.unreachable:
        raise Conflicting("not-unreachable", "the customer is not marked unreachable")
    return [
        ContactReachable(
            case_id=case.case_id, recorded_by=command.recorded_by, reachable_at=command.now
        )
    ]
