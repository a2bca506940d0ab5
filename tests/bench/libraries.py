"""Other libraries that count working time, on the same starts as the arithmetic of deadlines.

They run by a Python of their own. Wherever one answers otherwise, the start tells why: what such
starts have in common is written down here, and any other difference fails the measure.
"""

import asyncio
import os
import random
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import msgspec

from careplans.calendars import Calendar, load_calendar
from careplans.compute_deadline import compute_deadline
from events.catalogue.terms import Target
from tests.bench.figures import Figure
from tests.bench.peer import PeerMissing
from tests.bench.workbench import Workbench

_SCRIPT = Path(__file__).with_name("libraries_script.py")
_CALENDAR = load_calendar("us-federal", 1)
_YEARS = range(2023, 2028)
_FIRST = datetime(2024, 1, 1, tzinfo=UTC)
_SPREAD_S = 3 * 365 * 86_400
_DAY = Target(amount=86_400, unit="seconds", counts="working-time")
_FIVE_DAYS = Target(amount=5, unit="business-days", counts="working-time")
MayDiffer = Callable[[datetime], bool]


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """A library's answer to each start: due times in ISO 8601, and how many it found a second."""

    name: str
    rate: float
    due: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a library is compared with, by the name of our own figure, how exactly, and which starts
    may differ."""

    target: Target
    ours: str
    dates_only: bool
    may_differ: MayDiffer


def _outside_working_time(start: datetime) -> bool:
    return not _CALENDAR.is_working_day(start.astimezone(_CALENDAR.zone).date())


def _at_a_days_edge(start: datetime) -> bool:
    """Outside of working time, or at its first instant, from where the last day ends at 24:00."""
    return _outside_working_time(start) or start.astimezone(_CALENDAR.zone).time() == time()


# pandas and numpy roll such a start to the next working day, and count from there on: pandas keeps
# its time of day, numpy knows none. The terms begin to count at that day's first instant, so that
# the last of the days is used up at its end (CP-24). The days of businesstimedelta end a
# microsecond before midnight: what is used up at a day's end it finds in the next one that counts,
# which is another one before a weekend or a holiday.
COMPARED: Mapping[str, Comparison] = {
    "businesstimedelta, 24 working hours": Comparison(
        target=_DAY,
        ours="deadline: 24 working hours",
        dates_only=False,
        may_differ=_outside_working_time,
    ),
    "pandas CustomBusinessDay(5), one by one": Comparison(
        target=_FIVE_DAYS,
        ours="deadline: 5 business days",
        dates_only=False,
        may_differ=_at_a_days_edge,
    ),
    "numpy busday_offset(5), all at once": Comparison(
        target=_FIVE_DAYS,
        ours="deadline: 5 business days",
        dates_only=True,
        may_differ=_at_a_days_edge,
    ),
}


async def measure(bench: Workbench) -> Sequence[Figure]:
    """Ask each library about the same starts; its rate is the best of three by its CPU time."""
    if bench.peer_python is None:
        raise PeerMissing(
            "other libraries that count working time are not installed: `python -m tests.bench "
            "--with-peer` (needs a network, once)"
        )
    dice = random.Random(1)
    starts = [_FIRST + timedelta(seconds=dice.randrange(_SPREAD_S)) for _ in range(bench.sizes.due)]
    answered = await asyncio.to_thread(_ask, bench.peer_python, starts)
    return [_figure(one, starts) for one in answered]


def _ask(python: str, starts: Sequence[datetime]) -> Sequence[Answers]:
    question = {
        "zone": _CALENDAR.zone_name,
        "holidays": _holidays(_CALENDAR),
        "starts": [start.isoformat() for start in starts],
    }
    done = subprocess.run(
        [python, str(_SCRIPT)],
        check=True,
        input=msgspec.json.encode(question),
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": ""},
    )
    return msgspec.json.decode(done.stdout, type=list[Answers])


def _holidays(calendar: Calendar) -> list[str]:
    return [day.isoformat() for year in _YEARS for day in calendar.holidays(year)]


def _figure(answers: Answers, starts: Sequence[datetime]) -> Figure:
    compared = COMPARED[answers.name]
    other = [
        start
        for start, due in zip(starts, answers.due, strict=True)
        if not _same(start, datetime.fromisoformat(due), compared)
    ]
    unexplained = [start for start in other if not compared.may_differ(start)]
    assert not unexplained, f"{answers.name}: {len(unexplained)} answers differ: {unexplained[0]}"
    name = f"{answers.name}; {len(other):,} of {len(starts):,} answers differ"
    return Figure(name=name, rate=answers.rate, against=(compared.ours,), yardstick=True)


def _same(start: datetime, answered: datetime, compared: Comparison) -> bool:
    due = compute_deadline(start, compared.target, _CALENDAR).due_at
    assert due is not None, "nothing is paused"
    if not compared.dates_only:
        return answered == due
    # At a day's very end the due time is the next day's 00:00.
    last = (due - timedelta.resolution).astimezone(_CALENDAR.zone).date()
    return answered.date() == last
