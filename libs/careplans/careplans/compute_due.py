"""Finds the instant at which a promised length is used up, by bisecting the counted time.

`compute_deadline` says how the rules are read; here is the path for those who want the due time
alone. Instants and lengths are whole microseconds, instants since 1970 in UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from careplans.calendars import Calendar, aware_utc
from careplans.counted_time import AllTime, CountedTime
from careplans.first_free_instant import first_free_instant
from careplans.local_days import at_local_time
from careplans.pauses import FOREVER, Pause, Stretch, in_order
from careplans.reading import READING, Reading
from careplans.target import check_target
from careplans.zone_offsets import instant_of, microseconds
from events.catalogue.terms import Target

_ALL_TIME = AllTime()
_FOREVER = microseconds(FOREVER)
_SECOND = 1_000_000
_MICROSECOND = timedelta.resolution


@dataclass(slots=True)
class PromisedTime:
    """A length promised from `begin` on: `budget` of the time that counts.

    `not_before`: no due time is earlier, though the budget may be used up.
    """

    begin: int
    budget: int
    counted: CountedTime
    not_before: int

    def part(self, fraction: float) -> "PromisedTime":
        """Return that part of the budget (0.75: three quarters), due as soon as it is used up."""
        budget = timedelta(microseconds=self.budget) * fraction // _MICROSECOND
        return PromisedTime(self.begin, budget, self.counted, self.begin)


def compute_due(
    start: datetime,
    target: Target,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
    reading: Reading = READING,
) -> datetime | None:
    """Return when the target is due, as `compute_deadline` does; None while a pause holds it.

    Raises ValueError as that does.
    """
    check_target(target)
    begin = microseconds(aware_utc(start))
    promised = promised_time(begin, target, calendar, reading)
    due = find_due(promised, in_order(pauses) if pauses else (), reading)
    return None if due is None else instant_of(due)


def promised_time(begin: int, target: Target, calendar: Calendar, reading: Reading) -> PromisedTime:
    """Return what the target promises from `begin` on, pauses aside: they move the due time only.

    Business days last to the same local time of day so many working days on (CP-24).
    """
    if target.unit == "seconds":
        counted = _ALL_TIME if target.counts == "always" else calendar.working_time
        return PromisedTime(begin, target.amount * _SECOND, counted, begin)
    working = calendar.working_time
    last = _business_days_on(begin, target.amount, calendar)
    not_before = begin if reading.when_due == "earliest-instant" else last
    return PromisedTime(
        begin, working.total_at(last) - working.total_at(begin), working, not_before
    )


def find_due(promised: PromisedTime, stretches: Sequence[Stretch], reading: Reading) -> int | None:
    """Return the earliest instant at which the budget is used up; None while a stretch is open.

    `stretches` are disjoint and in order.
    """
    counted, begin = promised.counted, promised.begin
    total = counted.total_at(begin) + promised.budget
    due = counted.first_at(total)
    for stretch in stretches:
        since = microseconds(stretch.start)
        if since >= due:
            break
        if stretch.end == FOREVER:
            return None
        until = microseconds(stretch.end)
        if until > begin:
            total += counted.total_at(until) - counted.total_at(max(since, begin))
            due = counted.first_at(total)
    if stretches and reading.at_due == "wait-has-begun":
        due = first_free_instant(due, counted, stretches)
        if due == _FOREVER:
            return None
    return max(due, promised.not_before)


def stands_from(promised: PromisedTime, stretches: Sequence[Stretch]) -> int:
    """Return where an open stretch stops the clock: at counting time, or at its next beginning."""
    since = max(microseconds(stretches[-1].start), promised.begin)
    return promised.counted.first_counted(since)


def _business_days_on(begin: int, days: int, calendar: Calendar) -> int:
    first = instant_of(calendar.working_time.first_counted(begin)).astimezone(calendar.zone)
    day = calendar.working_day_after(first.date(), days)
    return microseconds(at_local_time(day, first.time(), calendar.zone))
