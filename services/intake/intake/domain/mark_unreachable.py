"""Nobody at the customer can be reached about its P1: the vendor is excused meanwhile (CP-27)."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import ContactUnreachable
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.errors import Conflicting


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkUnreachable:
    """Who found nobody, and why it is so."""

    recorded_by: str
    reason: str
    now: datetime


def decide(command: MarkUnreachable, case: Case | None) -> list[ContactUnreachable]:
    """Begin the excused stretch. Raises Conflicting (`p1-only`, `already-unreachable`)."""
    found = ready_for("mark-unreachable", case)
    if found.priority != "P1":
        raise Conflicting(
            "p1-only", "only for a P1 must the customer be within reach around the clock"
        )
    if found.unreachable:
        raise Conflicting("already-unreachable", "the customer is marked unreachable already")
    return [
        ContactUnreachable(
            case_id=found.case_id,
            recorded_by=command.recorded_by,
            unreachable_at=command.now,
            reason=command.reason,
        )
    ]
