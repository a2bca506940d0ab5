"""Defines what a calendar's TOML file may say (CP-25), and finds the mistakes in one."""

from calendar import isleap
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from importlib.resources.abc import Traversable
from zoneinfo import ZoneInfo

import holidays
import msgspec

from careplans.data_files import read_toml, toml_files
from careplans.errors import InvalidCatalogue, within_part
from careplans.opening_hours import WHOLE_DAY, Hours, WeekdayName, check_hours, number_of

OBSERVED = " (observed)"
"""What a holiday's name ends with on a day beside the one that it falls on."""

# A year in which 02-29 is a date.
_LEAP_YEAR = 2000


class DateRule(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """A date of the vendor's own, under a name.

    Once (`on`), each year (`every`, MM-DD; 02-29 in leap years), or the day `after` or `before` a
    holiday.
    """

    name: str
    on: date | None = None
    every: str | None = None
    after: str | None = None
    before: str | None = None

    def __post_init__(self) -> None:
        given = (self.on, self.every, self.after, self.before)
        if sum(one is not None for one in given) != 1:
            raise ValueError(f"'{self.name}' needs one of 'on', 'every', 'after' and 'before'")
        if self.every is not None:
            _month_and_day(self.every)

    def dates(self, years: range, known: Mapping[date, str]) -> list[date]:
        """Return its dates in those years; `known` are the holidays of theirs found so far.

        `after` means the day after the one on which the other holiday is observed, `before` the one
        before it; of a holiday of several days, after the last and before the first.
        """
        if self.on is not None:
            return [self.on] if self.on.year in years else []
        if self.every is not None:
            month, day = _month_and_day(self.every)
            return [
                date(year, month, day) for year in years if (month, day) != (2, 29) or isleap(year)
            ]
        named = {day for day, name in known.items() if self.beside in names_in(name)}
        step = timedelta(days=1 if self.before is None else -1)
        return [day for day in (day + step for day in named) if day not in named]

    @property
    def beside(self) -> str | None:
        """The holiday that it is the day after, or before."""
        return self.before if self.after is None else self.after


class AddedHoliday(DateRule, frozen=True, kw_only=True):
    """A holiday of the vendor's own."""


class DayWithHours(DateRule, frozen=True, kw_only=True):
    """A day with hours of its own, such as `["09:00-12:00"]`."""

    hours: Hours

    def __post_init__(self) -> None:
        super().__post_init__()
        check_hours(self.hours, "hours")


class Closure(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Once nobody works from `since` to `until`: local times without a zone, to the minute."""

    name: str
    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        for at in (self.since, self.until):
            if at.tzinfo is not None or at.second or at.microsecond:
                raise ValueError(f"'{self.name}' needs local times, to the minute, without a zone")
        if self.until <= self.since:
            raise ValueError(f"'{self.name}' ends before it begins")


class CalendarFile(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """One version of a calendar.

    `weekdays` are ISO (1 is Monday); `holidays_of` is a country's ISO code, without which only the
    added holidays count. `hours` are worked on each of these days (all 24, unless given), where
    `hours_on` (`friday = ["09:00-12:00"]`) names no others. `half_days` have fewer, where they are
    working days; `open_days` are worked though they are holidays or outside of the working week.
    """

    id: str
    version: int
    zone: str
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)
    holidays_of: str | None = None
    removed: tuple[str, ...] = ()
    added: tuple[AddedHoliday, ...] = ()
    hours: Hours = WHOLE_DAY
    hours_on: dict[WeekdayName, Hours] = {}
    half_days: tuple[DayWithHours, ...] = ()
    open_days: tuple[DayWithHours, ...] = ()
    closures: tuple[Closure, ...] = ()

    def __post_init__(self) -> None:
        if not self.id.strip():
            raise ValueError("id must not be empty")
        if self.version < 1:
            raise ValueError("version must be 1 or more")
        if not self.weekdays or any(not 1 <= weekday <= 7 for weekday in self.weekdays):
            raise ValueError("weekdays needs at least one number of 1 (Monday) to 7")
        if len(set(self.weekdays)) < len(self.weekdays):
            raise ValueError("weekdays names a day twice")
        if (
            self.holidays_of is not None
            and self.holidays_of not in holidays.list_supported_countries()
        ):
            raise ValueError(f"holidays_of: no country '{self.holidays_of}'")
        check_hours(self.hours, "hours")
        for weekday, hours in self.hours_on.items():
            check_hours(hours, f"hours_on.{weekday}")
            if number_of(weekday) not in self.weekdays:
                raise ValueError(f"hours_on: {weekday} is not among the weekdays")
        try:
            ZoneInfo(self.zone)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"zone: no time zone '{self.zone}'") from None


def read_calendar_files(folder: Traversable) -> Mapping[str, CalendarFile]:
    """Return the calendars in a folder by their files' names.

    Raises InvalidCatalogue for the first mistake.
    """
    with within_part("calendars"):
        return _read_each(folder)


def _read_each(folder: Traversable) -> Mapping[str, CalendarFile]:
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
