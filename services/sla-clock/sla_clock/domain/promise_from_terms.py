"""The promise that a plan's terms would make for a case opened now: what the calculator explains."""

from datetime import datetime

from careplans.calendars import load_calendar
from careplans.target import Target as CountedTarget
from careplans.terms import Terms
from events.catalogue.terms import CalendarRef, Plan, Priority, Promise, Target
from sla_clock.domain.deadline import Deadline, evolve
from sla_clock.domain.set_deadline import SetDeadline, set_deadline


def promise_from_terms(terms: Terms, plan: Plan) -> Promise:
    """All that these terms promise on that plan, with the calendar's version."""
    zone = load_calendar(terms.calendar_id, terms.calendar_version).zone_name
    return Promise(
        plan=plan,
        terms_version=terms.version,
        targets={priority: _target(target) for priority, target in terms.targets(plan).items()},
        calendar=CalendarRef(
            calendar_id=terms.calendar_id, version=terms.calendar_version, zone=zone
        ),
        warn_at_fractions=terms.warn_at_fractions,
        when_raised=terms.when_raised,
        when_lowered=terms.when_lowered,
        when_due=terms.clock.when_due,
        at_due=terms.clock.at_due,
        when_warned=terms.clock.when_warned,
    )


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
    (started,) = set_deadline(command, None)
    return evolve(None, started)


def _target(target: CountedTarget) -> Target:
    return Target(amount=target.amount, unit=target.unit, counts=target.counts)
