"""Lists a year's holidays as observed: one on a weekend moves to a weekday beside it."""

from collections.abc import Sequence, Set
from datetime import date, timedelta

import holidays
import msgspec

from careplans.calendar_files import OBSERVED, CalendarFile, names_in

# Near, since the neighbouring years have holidays of the same name.
_NEAR = timedelta(days=3)


def observed_holidays(calendar: CalendarFile, year: int) -> dict[date, str]:
    """Return the holidays on dates of `year`, in order.

    Their names are those of the library `holidays` (in English) or the file's own. New Year's Day
    of a year that begins on a Saturday is observed on 31 December of the year before, and is listed
    there.
    """
    # With its neighbours: a day after the last of December is in the next year.
    years = range(year - 1, year + 2)
    days = _national(calendar, years)
    # In the order of the file: `after` may name a holiday that was added before it.
    for added in calendar.added:
        days |= dict.fromkeys(added.dates(years, days), added.name)
    return {day: name for day, name in sorted(days.items()) if day.year == year}


def _national(calendar: CalendarFile, years: range) -> dict[date, str]:
    if calendar.holidays_of is None:
        return {}
    # The neighbouring years are asked for, too: a holiday of one may be observed in the other.
    known = holidays.country_holidays(
        calendar.holidays_of, years=range(years[0] - 1, years[-1] + 2), language="en_US"
    )
    moved = {
        (name.removesuffix(OBSERVED), day) for day, name in known.items() if name.endswith(OBSERVED)
    }
    return {
        day: name
        for day, name in known.items()
        if day.year in years and not _removed(name, calendar) and not _is_moved(name, day, moved)
    }


def _is_moved(name: str, day: date, moved: Set[tuple[str, date]]) -> bool:
    """Return whether the holiday is observed on a day near this one instead."""
    return any(name == other and abs(observed - day) <= _NEAR for other, observed in moved)


def _removed(name: str, calendar: CalendarFile) -> bool:
    return name.removesuffix(OBSERVED) in calendar.removed


def last_known_year(calendar: CalendarFile) -> int | None:
    """Return the last year whose holidays are known; None where all of them are the file's own.

    The library would have none in a later year, as if all of its days were working days.
    """
    if calendar.holidays_of is None:
        return None
    return holidays.country_holidays(calendar.holidays_of).end_year


def unknown_names(calendar: CalendarFile, names: Sequence[str], years: range) -> list[str]:
    """Return those names that no holiday has in any year of the range, though the file uses them.

    They are most likely typing mistakes.
    """
    if not names:
        return []
    # With nothing removed: a name that the file removes would otherwise be found in no year.
    kept = msgspec.structs.replace(calendar, removed=())
    known = {
        one
        for year in years
        for name in observed_holidays(kept, year).values()
        for one in names_in(name)
    }
    return [name for name in names if name not in known]
