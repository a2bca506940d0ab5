"""Freezes all that a plan's terms promise, for a case to be opened with (CP-2, CP-22, CP-25)."""

from careplans.calendar_in_use import calendar_in_use
from careplans.terms import Terms
from events.catalogue.terms import CalendarRef, Plan, Promise


def promise_from(terms: Terms, plan: Plan) -> Promise:
    """Return the promise of that plan, with the version and zone of the calendar that counts.

    Raises UnknownCalendar.
    """
    calendar = calendar_in_use(terms)
    return Promise(
        plan=plan,
        terms_version=terms.version,
        targets=terms.targets(plan),
        calendar=CalendarRef(
            calendar_id=calendar.calendar_id, version=calendar.version, zone=calendar.zone_name
        ),
        warn_at_fractions=terms.warn_at_fractions,
        when_raised=terms.when_raised,
        when_lowered=terms.when_lowered,
        when_due=terms.clock.when_due,
        at_due=terms.clock.at_due,
        when_warned=terms.clock.when_warned,
        cover=terms.cover.promise() if terms.cover else None,
        follows_calendar=terms.calendar.follow,
        goals=terms.goal_promises(plan),
    )
