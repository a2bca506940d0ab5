"""Defines what a calendar's TOML file may say (CP-25), and finds the mistakes in one."""

from calendar import isleap
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from importlib.resources.abc import Traversable
from zoneinfo import ZoneInfo

import holidays
import msgspec

from careplans.data_files import read_toml, toml_files
from careplans.errors import InvalidCatalogue

# A year in which 02-29 is a date.
_LEAP_YEAR = 2000


class AddedHoliday(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A holiday of the vendor's own.

    On one date (`on`), each year (`every`, MM-DD; 02-29 in leap years), or the day `after` another
    one.
    """

    name: str
    on: date | None = None
    every: str | None = None
    after: str | None = None

    def __post_init__(self) -> None:
        if sum(given is not None for given in (self.on, self.every, self.after)) != 1:
            raise ValueError(f"'{self.name}' needs one of 'on', 'every' and 'after'")
        if self.every is not None:
            _month_and_day(self.every)

    def in_year(self, year: int, known: Mapping[date, str]) -> date | None:
        """Return its date in that year, or None; `known` are the year's holidays found so far."""
        if self.on is not None:
            return self.on if self.on.year == year else None
        if self.every is not None:
            month, day = _month_and_day(self.every)
            return None if (month, day) == (2, 29) and not isleap(year) else date(year, month, day)
        before = next((day for day, name in known.items() if name == self.after), None)
        return None if before is None else before + timedelta(days=1)


class CalendarFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of a calendar.

    `weekdays` are ISO (1 is Monday); `holidays_of` is a country's ISO code, without which only the
    added holidays count.
    """

    id: str
    version: int
    zone: str
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)
    holidays_of: str | None = None
    removed: tuple[str, ...] = ()
    added: tuple[AddedHoliday, ...] = ()

    def __post_init__(self) -> None:
        if not self.weekdays or any(not 1 <= weekday <= 7 for weekday in self.weekdays):
            raise ValueError("weekdays needs at least one number of 1 (Monday) to 7")
        if (
            self.holidays_of is not None
            and self.holidays_of not in holidays.list_supported_countries()
        ):
            raise ValueError(f"holidays_of: no country '{self.holidays_of}'")
        try:
            ZoneInfo(self.zone)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"zone: no time zone '{self.zone}'") from None


def read_calendar_files(folder: Traversable) -> Sequence[CalendarFile]:
    """Return the calendars in a folder. Raises InvalidCatalogue for the first mistake."""
    known: dict[tuple[str, int], CalendarFile] = {}
    for file in toml_files(folder):
        calendar = read_toml(file, CalendarFile)
        if (calendar.id, calendar.version) in known:
            raise InvalidCatalogue(
                file.name,
                "version",
                f"'{calendar.id}' version {calendar.version} stands in another file, too",
            )
        known[calendar.id, calendar.version] = calendar
    return tuple(known.values())


def _month_and_day(text: str) -> tuple[int, int]:
    try:
        parsed = date.fromisoformat(f"{_LEAP_YEAR}-{text}")
    except ValueError:
        raise ValueError(f"'every' must be MM-DD, got '{text}'") from None
    return parsed.month, parsed.day
