"""Makes a deadline that belongs to no case, for the calculator to explain."""

from datetime import datetime

from events.catalogue.terms import Priority, Promise
from sla_clock.domain import set_deadline
from sla_clock.domain.deadline import Deadline, evolve
from sla_clock.domain.set_deadline import SetDeadline


def supposed_deadline(promise: Promise, priority: Priority, start: datetime) -> Deadline:
    """Return the deadline that a case of this priority would have if opened at `start`."""
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
