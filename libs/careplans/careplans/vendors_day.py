"""Tells which day it is for the vendor.

Terms come into force by the vendor's calendar, not by the caller's (CP-2).
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from careplans.calendar_in_use import calendar_in_use
from careplans.calendars import aware_utc
from careplans.terms import Terms, TermsCatalogue


def vendors_zone(terms: TermsCatalogue) -> ZoneInfo:
    """Return the zone of the calendar that the newest terms name. Raises UnknownCalendar."""
    newest = terms.versions[-1]
    return calendar_in_use(newest).zone


def vendors_day(instant: datetime, terms: TermsCatalogue) -> date:
    """Return the day in the vendor's zone at that instant.

    Raises ValueError for a time without a zone.
    """
    return aware_utc(instant).astimezone(vendors_zone(terms)).date()


def terms_in_force_at(instant: datetime, terms: TermsCatalogue) -> Terms:
    """Return the terms on sale at that instant. Raises UnknownTerms before the first version."""
    return terms.in_force(vendors_day(instant, terms))
