"""Says in one sentence why a deadline is where it is, down to the holiday that moved it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from careplans.calendars import Calendar
from careplans.compute_deadline import Deadline
from careplans.say_length import say_length
from careplans.say_time import say_due
from careplans.target import write_target
from careplans.working_time import Segment
from events.catalogue.terms import Target

CLOSED = "the hours in which nobody works"
"""What is said of hours of working days that a calendar leaves out."""


def say_why_due(start: datetime, target: Target, calendar: Calendar, deadline: Deadline) -> str:
    """Return one sentence in plain words, in the calendar's zone.

    `Due Mon 30 Nov 2026 17:00 EST: 48 working hours from Wed 25 Nov 17:00; Thu 26 Nov (Thanksgiving
    Day) and the weekend did not count.`
    """
    begin = start.astimezone(calendar.zone)
    promised = (
        f"{write_target(target)} from {_moment(begin, _year_matters(begin, deadline, calendar))}"
    )
    return f"{_headline(deadline, calendar)}: {promised}{_not_counted(deadline, calendar)}."


def _headline(deadline: Deadline, calendar: Calendar) -> str:
    if deadline.due_at is None:
        assert deadline.stands_from is not None
        since = deadline.stands_from.astimezone(calendar.zone)
        stands = f"since {_moment(since, with_year=True)} {since:%Z}"
        return f"No due time while the clock stands ({stands})"
    return f"Due {say_due(deadline.due_at, calendar)}"


def _year_matters(begin: datetime, deadline: Deadline, calendar: Calendar) -> bool:
    end = deadline.due_at or deadline.stands_from
    return end is not None and end.astimezone(calendar.zone).year != begin.year


def _not_counted(deadline: Deadline, calendar: Calendar) -> str:
    # Each reason once, in the order in which it came up first; a set would lose the order.
    reasons = list(dict.fromkeys(_reasons(deadline.segments, calendar)))
    return f"; {_listed(reasons)} did not count" if reasons else ""


def _reasons(segments: Sequence[Segment], calendar: Calendar) -> list[str]:
    weekends = sum(segment.kind == "weekend" for segment in segments)
    names = {
        "weekend": "the weekend" if weekends == 1 else f"{weekends} weekends",
        "closed": CLOSED,
    }
    for kind in ("paused", "excused"):
        length = sum((segment.length for segment in segments if segment.kind == kind), timedelta())
        names[kind] = (
            f"{say_length(length)} {'waiting for the customer' if kind == 'paused' else 'excused'}"
        )
    return [
        _holiday(segment, calendar) if segment.name else names[segment.kind]
        for segment in segments
        if segment.kind != "counted"
    ]


def _holiday(segment: Segment, calendar: Calendar) -> str:
    first = segment.start.astimezone(calendar.zone)
    last = (segment.end - timedelta.resolution).astimezone(calendar.zone)
    days = _day(first) if first.date() == last.date() else f"{_day(first)} to {_day(last)}"
    return f"{days} ({segment.name})"


def _listed(reasons: Sequence[str]) -> str:
    return reasons[0] if len(reasons) == 1 else f"{', '.join(reasons[:-1])} and {reasons[-1]}"


def _moment(local: datetime, with_year: bool) -> str:
    seconds = f":{local:%S}" if local.second else ""
    year = f" {local.year}" if with_year else ""
    return f"{_day(local)}{year} {local:%H:%M}{seconds}"


def _day(local: datetime) -> str:
    return f"{local:%a} {local.day} {local:%b}"
