"""Cuts a local day into what is worked and what is not, by what a calendar's file says (CP-24).

Of what it says of a day, the first of these holds: an open day, the weekend, a holiday, a half day,
the hours of that weekday. What is closed once is taken off.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Literal

from careplans.calendar_files import CalendarFile, Closure, DayWithHours
from careplans.opening_hours import DAY_MINUTES, Hours, minutes_of, number_of

DayKind = Literal["working", "weekend", "holiday", "closed"]
Piece = tuple[int, int, DayKind, str | None]
"""From and until in minutes of the day, `until` exclusive, with the kind, and the name of what took
the time where it has one."""


class DayPieces:
    """Of one calendar; `holidays_of` gives a year's observed holidays, weekends included."""

    def __init__(
        self, source: CalendarFile, holidays_of: Callable[[int], Mapping[date, str]]
    ) -> None:
        self._source = source
        self._holidays_of = holidays_of
        own = {number_of(weekday): hours for weekday, hours in source.hours_on.items()}
        self._weekly = {
            weekday: _pieces(own.get(weekday, source.hours), None) for weekday in source.weekdays
        }
        self._special: dict[int, Mapping[date, DayWithHours]] = {}
        self._open: dict[int, Mapping[date, DayWithHours]] = {}

    def of(self, day: date) -> Sequence[Piece]:
        """Return the day's pieces, from 00:00 to 24:00 without gaps."""
        pieces = self._planned(day)
        for closure in self._source.closures:
            pieces = _closed(pieces, day, closure)
        return pieces

    def is_open(self, day: date) -> bool:
        """Return whether the day is worked whatever else is said of it."""
        return bool(self._source.open_days) and day in self._days_with_hours(day.year, open_=True)

    def _planned(self, day: date) -> Sequence[Piece]:
        source = self._source
        if self.is_open(day):
            opened = self._days_with_hours(day.year, open_=True)[day]
            return _pieces(opened.hours, opened.name)
        # Before holidays, since one on a weekend takes no working time: it is shown as weekend.
        if day.isoweekday() not in self._weekly:
            return [(0, DAY_MINUTES, "weekend", None)]
        if (name := self._holidays_of(day.year).get(day)) is not None:
            return [(0, DAY_MINUTES, "holiday", name)]
        if source.half_days and (half := self._days_with_hours(day.year).get(day)):
            return _pieces(half.hours, half.name)
        return self._weekly[day.isoweekday()]

    def _days_with_hours(self, year: int, *, open_: bool = False) -> Mapping[date, DayWithHours]:
        kept = self._open if open_ else self._special
        if year not in kept:
            years = range(year - 1, year + 2)
            known = {day: name for one in years for day, name in self._holidays_of(one).items()}
            rules = self._source.open_days if open_ else self._source.half_days
            kept[year] = {day: rule for rule in rules for day in rule.dates(years, known)}
        return kept[year]


def _pieces(hours: Hours, name: str | None) -> list[Piece]:
    pieces, at = list[Piece](), 0
    for start, end in minutes_of(hours):
        if at < start:
            pieces.append((at, start, "closed", name))
        pieces.append((start, end, "working", None))
        at = end
    if at < DAY_MINUTES:
        pieces.append((at, DAY_MINUTES, "closed", name))
    return pieces


def _closed(pieces: Sequence[Piece], day: date, closure: Closure) -> Sequence[Piece]:
    midnight = datetime.combine(day, time())
    since, until = (
        int((at - midnight).total_seconds()) // 60 for at in (closure.since, closure.until)
    )
    if until <= 0 or since >= DAY_MINUTES:
        return pieces
    return [part for piece in pieces for part in _without(piece, since, until, closure.name)]


def _without(piece: Piece, since: int, until: int, name: str) -> Iterator[Piece]:
    start, end, kind, _ = piece
    if kind != "working" or until <= start or end <= since:
        yield piece
        return
    if start < since:
        yield start, since, "working", None
    yield max(start, since), min(end, until), "closed", name
    if until < end:
        yield until, end, "working", None
