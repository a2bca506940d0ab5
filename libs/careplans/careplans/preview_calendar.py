"""Shows a year of a calendar before anybody is promised anything by it (CP-25)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import get_args

from careplans.calendars import Calendar, known_calendars
from careplans.day_pieces import Piece
from careplans.opening_hours import Hours, WeekdayName
from careplans.zone_offsets import EPOCH, instant_of, microseconds, parted_from

_WEEKDAYS: tuple[WeekdayName, ...] = get_args(WeekdayName)
# Of so many days that change alike in a year, one line says it: it is the usual week that changed.
_ALIKE = 10


@dataclass(frozen=True, slots=True)
class WorkedDay:
    """A day on which other hours are worked than on others of its weekday, and why."""

    day: date
    name: str
    hours: Hours


def usual_hours(calendar: Calendar) -> Mapping[WeekdayName, Hours]:
    """Return what is worked on each day of the working week."""
    source = calendar.source
    return {
        name: source.hours_on.get(name, source.hours)
        for number, name in enumerate(_WEEKDAYS, start=1)
        if number in calendar.weekdays
    }


def days_with_other_hours(calendar: Calendar, year: int) -> Sequence[WorkedDay]:
    """Return the half days, open days and days that are closed in part. Raises BeyondCalendar."""
    usual = usual_hours(calendar)
    return tuple(
        WorkedDay(day, _name(calendar, day), hours)
        for day in calendar.working_days(year)
        if (hours := _hours(calendar.pieces(day))) != usual.get(_WEEKDAYS[day.weekday()])
    )


def version_before(calendar: Calendar) -> Calendar | None:
    """Return the next lower version of the calendar that is known; None for the first."""
    versions = [
        other
        for other in known_calendars().values()
        if other.calendar_id == calendar.calendar_id and other.version < calendar.version
    ]
    return max(versions, key=lambda other: other.version, default=None)


def changes_in(year: int, old: Calendar, new: Calendar) -> Sequence[str]:
    """Return what the newer version changes in that year, a line each. Raises BeyondCalendar."""
    lines = []
    if old.zone_name != new.zone_name:
        lines.append(f"zone: {new.zone_name}, before {old.zone_name}")
    elif at := _clock_parted(year, old, new):
        lines.append(f"zone: the clock of {new.zone_name} differs from {at:%Y-%m-%dT%H:%M:%SZ} on")
    alike: dict[tuple[WeekdayName, str, str], list[date]] = defaultdict(list)
    for day in _days_of(year):
        was, becomes = (_text_of(one.pieces(day)) for one in (old, new))
        if was != becomes:
            alike[_WEEKDAYS[day.weekday()], was, becomes].append(day)
    return (*lines, *_lines(alike))


def _clock_parted(year: int, old: Calendar, new: Calendar) -> datetime | None:
    start, end = (microseconds(EPOCH.replace(year=one)) for one in (year, year + 1))
    at = parted_from(start, end, old.zone, new.zone)
    return None if at is None else instant_of(at)


def _lines(alike: Mapping[tuple[WeekdayName, str, str], list[date]]) -> Iterator[str]:
    single = list[tuple[date, str]]()
    for (weekday, was, becomes), days in alike.items():
        if len(days) >= _ALIKE:
            yield f"every {weekday.title()} ({len(days)} days): {becomes}, before {was}"
        else:
            single += [(day, f"{becomes}, before {was}") for day in days]
    for day, change in sorted(single):
        yield f"{day:%a} {day.isoformat()}: {change}"


def _text_of(pieces: Sequence[Piece]) -> str:
    if hours := _hours(pieces):
        return "all day" if hours == ("00:00-24:00",) else ", ".join(hours)
    return next((name for *_, name in pieces if name), pieces[0][2])


def _hours(pieces: Sequence[Piece]) -> Hours:
    return tuple(
        f"{_clock(start)}-{_clock(end)}" for start, end, kind, _ in pieces if kind == "working"
    )


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _name(calendar: Calendar, day: date) -> str:
    names = dict.fromkeys(name for *_, name in calendar.pieces(day) if name)
    return ", ".join(names) or "open"


def _days_of(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    return (first + timedelta(days=step) for step in range((date(year + 1, 1, 1) - first).days))
