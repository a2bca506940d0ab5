"""Turns quarters, months and years of the vendor's calendar into instants.

A period is divided into the weeks or months that its chart shows.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from careplans.local_days import start_of_day
from reporting.domain.errors import PeriodUnreadable

_NAME = re.compile(r"(?P<year>[0-9]{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """A week or month within a period, cut at the period's own ends.

    `start` inclusive, `end` exclusive, in UTC; `starts_on` is local.
    """

    label: str
    starts_on: date
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Period:
    """From `first`'s midnight (inclusive) to that of `after` (exclusive), in the vendor's zone.

    `months` is 1, 3 or 12.
    """

    name: str
    label: str
    first: date
    after: date
    months: int
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """Return the first instant, in UTC."""
        return start_of_day(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """Return the first instant after the period, in UTC."""
        return start_of_day(self.after, self.zone)

    @property
    def year_start(self) -> datetime:
        """Return the first instant of its year, in UTC: where 'the year so far' begins."""
        return start_of_day(self.first.replace(month=1, day=1), self.zone)

    @property
    def unit(self) -> str:
        """Return what its chart is divided into: the months of a year, else weeks."""
        return "month" if self.months == 12 else "week"

    def holds(self, instant: datetime | None) -> bool:
        """Return whether an instant falls in the period; None does not."""
        return instant is not None and self.start <= instant < self.end

    def slices(self) -> tuple[Slice, ...]:
        """Return its months, or its weeks from Monday, in order and without gaps.

        The first and the last week may be short.
        """
        days = [self.first]
        while (following := self._next_cut(days[-1])) < self.after:
            days.append(following)
        return tuple(self._slice(day, end) for day, end in pairwise([*days, self.after]))

    def _next_cut(self, day: date) -> date:
        return month_after(day) if self.unit == "month" else day + timedelta(days=7 - day.weekday())

    def _slice(self, day: date, end: date) -> Slice:
        label = (
            _MONTHS[day.month - 1][:3]
            if self.unit == "month"
            else f"{_MONTHS[day.month - 1][:3]} {day.day}"
        )
        return Slice(
            label=label,
            starts_on=day,
            start=start_of_day(day, self.zone),
            end=start_of_day(end, self.zone),
        )


def month_after(day: date) -> date:
    """Return the first day of the month after the one that holds `day`."""
    # In months, since no number of days is right for all of them; December's next is in a new year.
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def read_period(name: str, zone: ZoneInfo) -> Period:
    """Return the period of that name: `2026-Q3`, `2026-09` or `2026` (CP-29).

    Raises PeriodUnreadable.
    """
    match = _NAME.fullmatch(name)
    # A period ends at the midnight after it, and Python has no day after 9999.
    if match is None or not 1970 <= int(match["year"]) <= 9998:
        raise PeriodUnreadable(name)
    year = int(match["year"])
    if match["quarter"]:
        return _period(
            name,
            f"{_ordinal(int(match['quarter']))} quarter {year}",
            year,
            int(match["quarter"]) * 3 - 2,
            3,
            zone,
        )
    if match["month"]:
        return _period(
            name, f"{_MONTHS[int(match['month']) - 1]} {year}", year, int(match["month"]), 1, zone
        )
    return _period(name, f"Year {year}", year, 1, 12, zone)


def quarter_of(instant: datetime, zone: ZoneInfo) -> str:
    """Return the name of the quarter that an instant falls in: `2026-Q3`."""
    day = instant.astimezone(zone)
    return f"{day.year}-Q{(day.month + 2) // 3}"


def neighbours(period: Period) -> tuple[str, str]:
    """Return the names of the periods of the same length before and after."""
    before = period.first - date.resolution
    return _name_of(before, period.months), _name_of(period.after, period.months)


def _name_of(day: date, months: int) -> str:
    return {1: f"{day:%Y-%m}", 3: f"{day.year:04}-Q{(day.month + 2) // 3}", 12: f"{day.year:04}"}[
        months
    ]


def _period(name: str, label: str, year: int, month: int, months: int, zone: ZoneInfo) -> Period:
    first = after = date(year, month, 1)
    for _ in range(months):
        after = month_after(after)
    return Period(name, label, first, after, months, zone)


def _ordinal(number: int) -> str:
    return {1: "First", 2: "Second", 3: "Third", 4: "Fourth"}[number]
