"""Excuses the vendor while nobody at the customer can be reached about its P1 (CP-27)."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import ContactUnreachable, TriedContact, TriedContacts
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.errors import Conflicting, Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkUnreachable:
    """Record that `recorded_by` reached nobody at `now`, why, and who was `tried`."""

    recorded_by: str
    reason: str
    now: datetime
    tried: tuple[TriedContact, ...] = ()


def decide(command: MarkUnreachable, case: Case | None) -> list[ContactUnreachable]:
    """Begin the excused stretch. Raises Conflicting (`p1-only`, `already-unreachable`).

    Raises Invalid (`tried-in-the-future`), too.
    """
    case = ready_for("mark-unreachable", case)
    # Only a P1 counts at all hours, also when nobody is at work over there (CP-27).
    if case.priority != "P1":
        raise Conflicting(
            "p1-only", "only for a P1 must the customer be within reach around the clock"
        )
    if case.unreachable:
        raise Conflicting("already-unreachable", "the customer is marked unreachable already")
    if any(attempt.at > command.now for attempt in command.tried):
        raise Invalid("tried-in-the-future", "nobody can have been tried in the future")
    return [
        ContactUnreachable(
            case_id=case.case_id,
            recorded_by=command.recorded_by,
            unreachable_at=command.now,
            reason=command.reason,
            personal=TriedContacts(tried=command.tried) if command.tried else None,
        )
    ]
