"""Finds the version of a calendar that counts for a new case under some terms (CP-25)."""

from careplans.calendars import Calendar, latest_calendar, load_calendar
from careplans.terms import Terms


def calendar_in_use(terms: Terms) -> Calendar:
    """Return the version that the terms name; the newest that is known where they follow it.

    Raises UnknownCalendar.
    """
    if terms.calendar.follow:
        return latest_calendar(terms.calendar_id)
    return load_calendar(terms.calendar_id, terms.calendar_version)
