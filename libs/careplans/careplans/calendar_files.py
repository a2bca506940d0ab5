"""Defines what a calendar's TOML file may say (CP-25), and finds the mistakes in one."""

from calendar import isleap
from collections.abc import Mapping
from datetime import date, timedelta
from importlib.resources.abc import Traversable
from zoneinfo import ZoneInfo

import holidays
import msgspec

from careplans.data_files import read_toml, toml_files
from careplans.errors import InvalidCatalogue

OBSERVED = " (observed)"
"""What a holiday's name ends with on a day beside the one that it falls on."""

# A year in which 02-29 is a date.
_LEAP_YEAR = 2000


class AddedHoliday(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
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

    def dates(self, years: range, known: Mapping[date, str]) -> list[date]:
        """Return its dates in those years; `known` are the holidays of theirs found so far.

        `after` means the day after the one on which the other holiday is observed.
        """
        if self.on is not None:
            return [self.on] if self.on.year in years else []
        if self.every is not None:
            month, day = _month_and_day(self.every)
            return [
                date(year, month, day) for year in years if (month, day) != (2, 29) or isleap(year)
            ]
        named = {day for day, name in known.items() if self.after in names_in(name)}
        # Of a holiday of several days it is the day after the last.
        return [day for day in (day + timedelta(days=1) for day in named) if day not in named]


class CalendarFile(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
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


def read_calendar_files(folder: Traversable) -> Mapping[str, CalendarFile]:
    """Return the calendars in a folder by their files' names.

    Raises InvalidCatalogue for the first mistake.
    """
    calendars: dict[str, CalendarFile] = {}
    for file in toml_files(folder):
        calendar = read_toml(file, CalendarFile)
        if (calendar.id, calendar.version) in {(one.id, one.version) for one in calendars.values()}:
            raise InvalidCatalogue(
                file.name,
                "version",
                f"'{calendar.id}' version {calendar.version} stands in another file, too",
            )
        calendars[file.name] = calendar
    return calendars


def names_in(name: str) -> list[str]:
    """Return the holidays that a name stands for, without what says that they are moved."""
    # Two holidays of one day are one entry of the library, with both names.
    return [one.removesuffix(OBSERVED) for one in name.split("; ")]


def _month_and_day(text: str) -> tuple[int, int]:
    try:
        parsed = date.fromisoformat(f"{_LEAP_YEAR}-{text}")
    except ValueError:
        raise ValueError(f"'every' must be MM-DD, got '{text}'") from None
    return parsed.month, parsed.day
