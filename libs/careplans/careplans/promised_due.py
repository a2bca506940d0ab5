"""When a case is due by the promise that it was opened with, as long as nothing has moved it (CP-22 to CP-25)."""

from datetime import datetime

from careplans.calendars import Calendar, load_calendar
from careplans.compute_deadline import compute_deadline
from careplans.reading import reading_of
from events.catalogue.terms import CalendarRef, Priority, Promise


def calendar_of(ref: CalendarRef) -> Calendar:
    """Return the calendar that a promise counts by, in the version it was given under (CP-25)."""
    return load_calendar(ref.calendar_id, ref.version)


def due_as_promised(promise: Promise, priority: Priority, opened_at: datetime) -> datetime:
    """Return the due time, in UTC, of a case of that priority opened at that instant.

    Raises UnknownCalendar, and ValueError for a time without a zone.
    """
    target, calendar = promise.targets[priority], calendar_of(promise.calendar)
    deadline = compute_deadline(opened_at, target, calendar, (), reading_of(promise))
    assert deadline.due_at is not None, "without a pause the clock always gets there"
    return deadline.due_at
