"""Somebody at the customer can be reached again: the excused stretch ends (CP-27)."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import ContactReachable
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.errors import Conflicting


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkReachable:
    """Who reached somebody."""

    recorded_by: str
    now: datetime


def decide(command: MarkReachable, case: Case | None) -> list[ContactReachable]:
    """End the excused stretch. Raises Conflicting (`not-unreachable`).

    "Unreachable" is a P1's: where the case is no P1 any more, it ended with the lowering (CP-27a).
    """
    found = ready_for("mark-reachable", case)
    if not found.unreachable:
        raise Conflicting("not-unreachable", "the customer is not marked unreachable")
    return [
        ContactReachable(
            case_id=found.case_id, recorded_by=command.recorded_by, reachable_at=command.now
        )
    ]
