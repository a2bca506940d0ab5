"""Reads what a vendor promises from its own folder: terms, and the calendars that they count by.

Intake, the clock, reporting and the check read it here, so that what one of them finds, all find.
"""

from importlib.resources.abc import Traversable

from careplans.calendars import load_calendar, take_calendars
from careplans.errors import InvalidCatalogue, UnknownCalendar, within_part
from careplans.terms import TermsCatalogue, load_terms, read_terms


def read_vendors_folder(folder: Traversable | None) -> TermsCatalogue:
    """Return the terms in a vendor's folder, or those of the package; its calendars are known then.

    The folder holds `calendars`, and terms as `read_terms` finds them. Raises InvalidCatalogue for
    the first mistake, also for terms that name a calendar that neither the folder nor the package
    has.
    """
    if folder is None:
        return load_terms()
    take_calendars(folder / "calendars")
    terms = read_terms(folder)
    for version in terms.versions:
        try:
            load_calendar(version.calendar_id, version.calendar_version)
        except UnknownCalendar as error:
            with within_part("terms"):
                raise InvalidCatalogue(terms.file_of(version), "calendar", str(error)) from error
    return terms
