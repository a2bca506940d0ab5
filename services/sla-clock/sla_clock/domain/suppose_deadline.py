"""A deadline that nobody has: what the calculator explains."""

from datetime import datetime

from events.catalogue.terms import Priority, Promise
from sla_clock.domain import set_deadline
from sla_clock.domain.deadline import Deadline, evolve
from sla_clock.domain.set_deadline import SetDeadline


def supposed_deadline(promise: Promise, priority: Priority, start: datetime) -> Deadline:
    """The deadline that a case of this priority would have, opened at `start`."""
    command = SetDeadline(
        case_id="supposed",
        customer_id="supposed",
        number="A case",
        goal="first_response",
        priority=priority,
        promise=promise,
        started_at=start,
    )
    (started,) = set_deadline.decide(command, None)
    return evolve(None, started)
