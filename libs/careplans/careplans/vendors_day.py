"""Which day it is for the vendor.

Terms come into force by its calendar, not by that of whoever asks (CP-2).
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from careplans.calendars import aware_utc, load_calendar
from careplans.terms import Terms, TermsCatalogue


def vendors_zone(terms: TermsCatalogue) -> ZoneInfo:
    """The zone of the calendar that the newest terms name. Raises UnknownCalendar."""
    newest = terms.versions[-1]
    return load_calendar(newest.calendar_id, newest.calendar_version).zone


def vendors_day(instant: datetime, terms: TermsCatalogue) -> date:
    """The day that the instant is of in the vendor's zone.

    Raises ValueError for a time without one.
    """
    return aware_utc(instant).astimezone(vendors_zone(terms)).date()


def terms_in_force_at(instant: datetime, terms: TermsCatalogue) -> Terms:
    """The terms that are sold at that instant. Raises UnknownTerms before the first version."""
    return terms.in_force(vendors_day(instant, terms))
