"""The arithmetic of deadlines beside a plain bisect over midnights, on the same starts.

The yardstick knows one calendar of whole days, one target at a time, and neither pauses nor
readings; it answers the same, or the measure fails.
"""

import random
import resource
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate

from careplans.calendars import load_calendar
from careplans.compute_deadline import Pause, compute_deadline, compute_due, compute_warning
from careplans.local_days import at_local_time, start_of_day
from events.catalogue.terms import Target
from tests.bench.figures import Figure
from tests.bench.workbench import Workbench

_CALENDAR = load_calendar("us-federal", 1)
_YEARS = range(2023, 2028)
_FIRST = datetime(2024, 1, 1, tzinfo=UTC)
_SPREAD_S = 3 * 365 * 86_400
_BEST_OF = 5
_HOUR = Target(amount=3_600, unit="seconds", counts="always")
_DAY = Target(amount=86_400, unit="seconds", counts="working-time")
_FIVE_DAYS = Target(amount=5, unit="business-days", counts="working-time")
_DAYS = [day for year in _YEARS for day in _CALENDAR.working_days(year)]
_STARTS = [start_of_day(day, _CALENDAR.zone) for day in _DAYS]
_ENDS = [start_of_day(day + timedelta(days=1), _CALENDAR.zone) for day in _DAYS]
_AFTER = [*accumulate(end - start for start, end in zip(_STARTS, _ENDS, strict=True))]
_BISECT_DAY, _BISECT_DAYS = "plain bisect, 24 working hours", "plain bisect, 5 business days"
Due = Callable[[datetime], datetime | None]


async def measure(bench: Workbench) -> Sequence[Figure]:
    """Count each way for the same starts; a rate is the best of five by the process's CPU time."""
    dice = random.Random(1)
    starts = [_FIRST + timedelta(seconds=dice.randrange(_SPREAD_S)) for _ in range(bench.sizes.due)]
    _warm_up_and_compare(starts)
    timed = partial(_figure, starts, bench.sizes.slack)
    return [
        timed("deadline: 1 hour around the clock", _deadline_of(_HOUR), at_most_us=5),
        timed("deadline: 24 working hours", _deadline_of(_DAY), (_BISECT_DAY,), at_most_us=5),
        timed("due time alone: 24 working hours", _due_of(_DAY), (_BISECT_DAY,)),
        timed("warning at 75 % of 24 working hours", _warning, (_BISECT_DAY,)),
        timed("deadline: 5 business days", _deadline_of(_FIVE_DAYS), (_BISECT_DAYS,), at_most_us=8),
        timed("due time alone: 5 business days", _due_of(_FIVE_DAYS), (_BISECT_DAYS,)),
        timed("deadline: 24 working hours, 2 pauses", _with_pauses(starts), at_most_us=12),
        timed("deadline and its segments: 24 working hours", _explained),
        timed(_BISECT_DAY, _bisect_day, yardstick=True),
        timed(_BISECT_DAYS, _bisect_days, yardstick=True),
    ]


def _warm_up_and_compare(starts: Sequence[datetime]) -> None:
    for product, plain in ((_due_of(_DAY), _bisect_day), (_due_of(_FIVE_DAYS), _bisect_days)):
        differ = [start for start in starts if product(start) != plain(start)]
        assert not differ, f"{len(differ)} answers differ from the plain bisect's: {differ[0]}"


def _figure(  # the starts and the slack of a run, and what is timed
    starts: Sequence[datetime],
    slack: float,
    name: str,
    due: Due,
    against: tuple[str, ...] = (),
    *,
    at_most_us: float | None = None,
    yardstick: bool = False,
) -> Figure:
    """Return how many a second, of which `at_most_us` times the slack makes the fewest allowed."""
    best = min(_seconds(due, starts) for _ in range(_BEST_OF))
    at_least = None if at_most_us is None else 1_000_000 / (at_most_us * slack)
    rate = len(starts) / best
    return Figure(name=name, rate=rate, against=against, at_least=at_least, yardstick=yardstick)


def _seconds(due: Due, starts: Sequence[datetime]) -> float:
    # Not by the clock: whatever else the machine does would be in the rate of one of them.
    began = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    for start in starts:
        due(start)
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime - began


def _deadline_of(target: Target) -> Due:
    return lambda start: compute_deadline(start, target, _CALENDAR).due_at


def _due_of(target: Target) -> Due:
    return lambda start: compute_due(start, target, _CALENDAR)


def _warning(start: datetime) -> datetime | None:
    return compute_warning(start, _DAY, 0.75, _CALENDAR)


def _explained(start: datetime) -> datetime | None:
    return compute_deadline(start, _DAY, _CALENDAR).segments[-1].end


def _with_pauses(starts: Sequence[datetime]) -> Due:
    pauses = {start: _pauses(start) for start in starts}
    return lambda start: compute_deadline(start, _DAY, _CALENDAR, pauses[start]).due_at


def _pauses(start: datetime) -> list[Pause]:
    hours = [start + timedelta(hours=hour) for hour in (2, 5, 9, 11)]
    return [Pause(hours[0], hours[1]), Pause(hours[2], hours[3], "excused")]


def _bisect_day(start: datetime) -> datetime:
    return _reached(_passed_at(start) + timedelta(days=1))


def _bisect_days(start: datetime) -> datetime:
    position = bisect_right(_ENDS, start)
    local = max(start, _STARTS[position]).astimezone(_CALENDAR.zone)
    last = at_local_time(_DAYS[position + 5], local.time(), _CALENDAR.zone)
    return _reached(_passed_at(last))


def _passed_at(instant: datetime) -> timedelta:
    position = bisect_right(_STARTS, instant) - 1
    return _AFTER[position] - max(_ENDS[position] - instant, timedelta(0))


def _reached(passed: timedelta) -> datetime:
    position = bisect_left(_AFTER, passed)
    return _ENDS[position] - (_AFTER[position] - passed)
