"""Tells when the telephone is staffed (CP-15)."""

from datetime import datetime

from careplans.calendars import Calendar, aware_utc
from careplans.terms import Terms
from events.catalogue.terms import Priority


def is_staffed(instant: datetime, priority: Priority, terms: Terms, calendar: Calendar) -> bool:
    """Return whether somebody answers the telephone.

    For P1 at every hour, else in business hours of the vendor's working days.
    """
    local = aware_utc(instant).astimezone(calendar.zone)
    # At `closes` nobody answers any more.
    in_hours = terms.telephone.opens <= local.time() < terms.telephone.closes
    return priority in terms.telephone.always_for or (
        in_hours and calendar.is_working_day(local.date())
    )
