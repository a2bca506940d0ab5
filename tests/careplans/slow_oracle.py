"""A second opinion on deadlines.

Walks the zone's clock minute by minute, and works out the holidays by rule. Slow, and shares no
code.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stop:
    """A pause as the oracle sees it; `until` None: without end."""

    since: datetime
    until: datetime | None
    kind: str

    def holds_at(self, instant: datetime) -> bool:
        return self.since <= instant and (self.until is None or instant < self.until)


@dataclass(frozen=True)
class SlowCalendar:
    """Working weekdays (ISO) in a zone, with the US federal holidays or without."""

    zone: ZoneInfo
    weekdays: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    federal: bool = True
    stops: Sequence[Stop] = field(default=())

    def works_on(self, day: date) -> bool:
        return day.isoweekday() in self.weekdays and not (
            self.federal and day in observed_federal(day.year)
        )

    def kind_at(self, instant: datetime, *, always: bool = False) -> str:
        day = instant.astimezone(self.zone).date()
        if not always and day.isoweekday() not in self.weekdays:
            return "weekend"
        if not always and not self.works_on(day):
            return "holiday"
        kinds = {stop.kind for stop in self.stops if stop.holds_at(instant)}
        return "excused" if "excused" in kinds else "paused" if kinds else "counted"

    def may_be_due_at(self, instant: datetime, *, always: bool = False) -> bool:
        """CP-24, CP-27b: on working time or in the minute that follows it, and not while it
        stands.
        """
        if any(stop.holds_at(instant) for stop in self.stops):
            return False
        return always or any(
            self.works_on(minute.astimezone(self.zone).date())
            for minute in (instant, instant - MINUTE)
        )


def minutes_from(start: datetime) -> Iterator[datetime]:
    instant = start.astimezone(UTC)
    while True:
        yield instant
        instant += MINUTE


def kinds_until_spent(
    calendar: SlowCalendar,
    start: datetime,
    minutes: int,
    *,
    always: bool = False,
    first_reading: bool = False,
) -> list[str] | None:
    """What each minute from the start was until so many counted.

    None if a pause without end comes first.
    """
    kinds: list[str] = []
    counted = 0
    for instant in minutes_from(start):
        if counted == minutes and (first_reading or calendar.may_be_due_at(instant, always=always)):
            return kinds
        kind = calendar.kind_at(instant, always=always)
        if kind in {"paused", "excused"} and any(
            stop.until is None and stop.holds_at(instant) for stop in calendar.stops
        ):
            return None
        counted += kind == "counted"
        kinds.append(kind)
    raise AssertionError("minutes do not run out")


def kinds_until_business_days(
    calendar: SlowCalendar, start: datetime, days: int, *, first_reading: bool = False
) -> list[str] | None:
    """The same for a target in business days.

    Its minutes are those that count up to that local time of day.

    In the first reading it is never due before that time of day, though all its minutes are used
    up.
    """
    unstopped = SlowCalendar(calendar.zone, calendar.weekdays, calendar.federal)
    due = _same_time_of_day(unstopped, start, days)
    plain = [unstopped.kind_at(instant) for instant in _minutes_between(start, due)]
    kinds = kinds_until_spent(calendar, start, plain.count("counted"), first_reading=first_reading)
    if not first_reading or kinds is None or len(kinds) >= len(plain):
        return kinds
    return kinds + [
        calendar.kind_at(instant) for instant in _minutes_between(start + len(kinds) * MINUTE, due)
    ]


def _minutes_between(start: datetime, end: datetime) -> Iterator[datetime]:
    for instant in minutes_from(start):
        if instant >= end:
            return
        yield instant


def _same_time_of_day(calendar: SlowCalendar, start: datetime, days: int) -> datetime:
    moved = next(
        instant for instant in minutes_from(start) if calendar.kind_at(instant) == "counted"
    ).astimezone(calendar.zone)
    day = moved.date()
    for _ in range(days):
        day += DAY
        while not (calendar.works_on(day) and is_lived(day, calendar.zone)):
            day += DAY
    return _instant_of(datetime.combine(day, moved.time()), calendar.zone)


def _instant_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first minute that reads `wall`.

    If the clock jumps over it, as long after the jump as `wall` is after the last time before it.
    """
    before = None
    for instant in minutes_from(wall.replace(tzinfo=UTC) - DAY):
        shown = instant.astimezone(zone).replace(tzinfo=None)
        if shown == wall:
            return instant
        if before is not None and before < wall < shown:
            return instant + (wall - before - MINUTE)
        before = shown
    raise AssertionError("minutes do not run out")


@cache
def is_lived(day: date, zone: ZoneInfo) -> bool:
    """Whether any minute of the zone's clock shows that date."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    around = _minutes_between(midnight - DAY, midnight + 2 * DAY)
    return any(instant.astimezone(zone).date() == day for instant in around)


@cache
def observed_federal(year: int) -> frozenset[date]:
    """The federal holidays observed on weekdays of the year."""
    days = {_observed(day) for of in (year, year + 1) for day in _fixed(of)} | set(_floating(year))
    return frozenset(day for day in days if day.year == year)


def _fixed(year: int) -> list[date]:
    juneteenth = [date(year, 6, 19)] if year >= 2021 else []
    return [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25), *juneteenth]


def _observed(day: date) -> date:
    return day - DAY if day.isoweekday() == 6 else day + DAY if day.isoweekday() == 7 else day


def _floating(year: int) -> list[date]:
    last_of_may = date(year, 5, 31)
    return [
        _nth(year, 1, 1, 3),
        _nth(year, 2, 1, 3),
        last_of_may - timedelta(days=last_of_may.isoweekday() - 1),
        _nth(year, 9, 1, 1),
        _nth(year, 10, 1, 2),
        _nth(year, 11, 4, 4),
    ]


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (nth - 1))
