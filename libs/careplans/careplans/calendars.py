"""Which days count as working days in the vendor's zone, as versioned data (CP-25)."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources.abc import Traversable
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from careplans.calendar_files import CalendarFile, read_calendar_files
from careplans.data_files import PACKAGED
from careplans.errors import UnknownCalendar
from careplans.local_days import start_of_day
from careplans.observed_holidays import observed_holidays
from events.catalogue.terms import CalendarRef

DayKind = Literal["working", "weekend", "holiday"]
LAST_YEAR = 2200
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Consecutive days of one kind as instants in UTC, `end` exclusive; `name` is the holiday's."""

    start: datetime
    end: datetime
    kind: DayKind
    name: str | None = None


@dataclass(frozen=True, slots=True)
class ObservedHoliday:
    """A day of the working week on which no time counts, and its name."""

    day: date
    name: str


class Calendar:
    """One version of a calendar.

    Two with the same id and version are the same. It keeps what it has computed about a year.
    """

    def __init__(self, source: CalendarFile) -> None:
        self.calendar_id = source.id
        self.version = source.version
        self.zone = ZoneInfo(source.zone)
        self.zone_name = source.zone
        self.weekdays = frozenset(source.weekdays)
        self._source = source
        self._holidays: dict[int, dict[date, str]] = {}
        self._spans: dict[int, tuple[list[datetime], list[Span]]] = {}
        self._working_days: dict[int, list[date]] = {}

    def __repr__(self) -> str:
        return f"Calendar({self.calendar_id!r}, version {self.version}, {self.zone_name})"

    def holiday_on(self, day: date) -> str | None:
        """Return the name of the holiday observed on that day, or None.

        Days outside the working week have no holiday: they do not count anyway.
        """
        return self.holidays(day.year).get(day)

    def is_working_day(self, day: date) -> bool:
        """Return whether time counts on that day (CP-24)."""
        return day.isoweekday() in self.weekdays and self.holiday_on(day) is None

    def holidays(self, year: int) -> dict[date, str]:
        """Return the holidays on days of the working week of that year, in order."""
        if year not in self._holidays:
            days = observed_holidays(self._source, year)
            self._holidays[year] = {
                day: name for day, name in days.items() if day.isoweekday() in self.weekdays
            }
        return self._holidays[year]

    def preview(self, year: int) -> Sequence[ObservedHoliday]:
        """Return the year's holidays, for a plan manager to check before using a version."""
        return tuple(ObservedHoliday(day, name) for day, name in self.holidays(year).items())

    def working_days(self, year: int) -> Sequence[date]:
        """Return the working days of a year, in order."""
        if year not in self._working_days:
            self._working_days[year] = [day for day in _days_of(year) if self.is_working_day(day)]
        return self._working_days[year]

    def working_day_after(self, day: date, steps: int) -> date:
        """Return the working day that is `steps` (1 or more) working days after `day`.

        Raises ValueError beyond the year 2200.
        """
        year, days = day.year, self.working_days(day.year)
        # By position in the year's list: a day that is no working day itself is not counted.
        position = bisect_right(days, day) + steps - 1
        while position >= len(days):
            position -= len(days)
            year += 1
            days = self.working_days(self._in_range(year))
        return days[position]

    def spans_from(self, instant: datetime) -> Iterator[Span]:
        """Yield the spans without end, starting with the one that holds `instant`.

        Raises ValueError beyond the year 2200.
        """
        year = instant.astimezone(self.zone).year
        starts, spans = self._spans_of(year)
        # Of a day that the zone skipped, start and end are one instant: the span after it is meant.
        yield from spans[max(bisect_right(starts, instant) - 1, 0) :]
        while True:
            year += 1
            yield from self._spans_of(year)[1]

    def _in_range(self, year: int) -> int:
        if year > LAST_YEAR:
            raise ValueError(f"{self!r} does not reach beyond the year {LAST_YEAR}")
        return year

    def _spans_of(self, year: int) -> tuple[list[datetime], list[Span]]:
        if year not in self._spans:
            days = groupby(_days_of(self._in_range(year)), self._kind)
            spans = [self._span(list(run), kind, name) for (kind, name), run in days]
            self._spans[year] = [span.start for span in spans], spans
        return self._spans[year]

    def _kind(self, day: date) -> tuple[DayKind, str | None]:
        # First, since a holiday on a weekend takes no working time: it is shown as weekend.
        if day.isoweekday() not in self.weekdays:
            return "weekend", None
        name = self.holiday_on(day)
        return ("working", None) if name is None else ("holiday", name)

    def _span(self, days: Sequence[date], kind: DayKind, name: str | None) -> Span:
        return Span(
            start_of_day(days[0], self.zone),
            start_of_day(days[-1] + _ONE_DAY, self.zone),
            kind,
            name,
        )


def read_calendars(folder: Traversable) -> dict[tuple[str, int], Calendar]:
    """Return the calendars in a folder of TOML files, by id and version.

    Raises InvalidCatalogue for the first mistake.
    """
    return {(source.id, source.version): Calendar(source) for source in read_calendar_files(folder)}


@cache
def load_calendars() -> dict[tuple[str, int], Calendar]:
    """Return the calendars that come with the package, by id and version."""
    return read_calendars(PACKAGED / "calendars")


def load_calendar(calendar_id: str, version: int) -> Calendar:
    """Return a calendar that comes with the package. Raises UnknownCalendar."""
    try:
        return load_calendars()[calendar_id, version]
    except KeyError:
        raise UnknownCalendar(f"no calendar '{calendar_id}' in version {version}") from None


def calendar_of(ref: CalendarRef) -> Calendar:
    """Return the calendar that a promise counts by, in the version it was given under (CP-25).

    Raises UnknownCalendar.
    """
    return load_calendar(ref.calendar_id, ref.version)


def latest_calendar(calendar_id: str) -> Calendar:
    """Return the highest version of a calendar in the package. Raises UnknownCalendar."""
    versions = [version for known, version in load_calendars() if known == calendar_id]
    if not versions:
        raise UnknownCalendar(f"no calendar '{calendar_id}'")
    return load_calendar(calendar_id, max(versions))


def aware_utc(instant: datetime) -> datetime:
    """Return the instant in UTC. Raises ValueError for a time without a zone."""
    # A zone may give no offset, and the time is then as naive as one without a zone.
    if instant.utcoffset() is None:
        raise ValueError(f"{instant.isoformat()} has no zone")
    return instant.astimezone(UTC)


def _days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += _ONE_DAY
