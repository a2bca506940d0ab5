"""When a promise is due: the one place where working time, holidays, clock changes and pauses meet (CP-23 to CP-25, CP-27).

The reading. (1) Counted time is real elapsed time on working days of the calendar's zone: a working day on which the clocks change counts
its 23 or 25 hours. (2) A target in seconds is due at the earliest instant at which the counted time reaches it. (3) A target in business
days starts at the start, or at the first instant of the next working day; it is due at the same local time of day that many working days
on, where a local time that is skipped moves later by the gap and of one that comes twice the first is taken. (4) Paused and excused
stretches do not count; a target in business days is then due once the working time from the start to (3) has been counted, and never before
(3). (5) A pause without an end that begins before the deadline is reached leaves it without a due time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from careplans.calendars import Calendar, aware_utc
from careplans.local_days import at_local_time
from careplans.pauses import FOREVER, Pause, in_order
from careplans.target import Target
from careplans.working_time import Segment, SegmentKind, first_working_instant, merged, pieces_from

__all__ = [
    "Deadline",
    "Pause",
    "Segment",
    "Target",
    "compute_deadline",
    "compute_warning",
    "counted_between",
    "segments_between",
]

_NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a promise is due, in UTC, and how that comes about.

    `segments` are contiguous from the start to `due_at`. `due_at` is None while an open pause holds the clock; they then end at
    `stands_from`, where the clock stopped. `budget_s` are the counted seconds promised: the target's, except that a target in business days
    counts what its days really last.
    """

    due_at: datetime | None
    segments: tuple[Segment, ...]
    budget_s: float
    stands_from: datetime | None = None

    def total_s(self, kind: SegmentKind) -> float:
        """Seconds of the segments of that kind."""
        return total_s(self.segments, kind)


def compute_deadline(start: datetime, target: Target, calendar: Calendar, pauses: Sequence[Pause] = ()) -> Deadline:
    """When the target is due, counted from `start`. Pure; the module says how it reads CP-23 to CP-27.

    Pauses may overlap and come in any order; what lies before `start` or after the due time does not matter. Raises ValueError for a time
    without a zone, for a pause that ends before it begins, and for a due time beyond the year 2200.
    """
    begin = aware_utc(start)
    if target.unit == "seconds":
        return _walk(begin, timedelta(seconds=target.amount), begin, target, calendar, pauses)
    due = _business_days_on(begin, target.amount, calendar)
    unpaused = segments_between(begin, due, target, calendar)
    if not pauses:
        return Deadline(due, unpaused, total_s(unpaused, "counted"))
    return _walk(begin, _counted(unpaused), due, target, calendar, pauses)


def compute_warning(
    start: datetime, target: Target, fraction: float, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """The earliest instant at which that part of the budget (0.75: three quarters) is used up; None while an open pause holds it."""
    begin = aware_utc(start)
    budget = timedelta(seconds=compute_deadline(begin, target, calendar).budget_s)
    return _walk(begin, budget * fraction, begin, target, calendar, pauses).due_at


def segments_between(
    start: datetime, end: datetime, target: Target, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> tuple[Segment, ...]:
    """What counted and what did not from `start` to `end`, contiguous; none where `end` is not after `start`."""
    begin, until = aware_utc(start), aware_utc(end)
    return merged(_until(until, pieces_from(begin, target.counts, calendar, in_order(pauses))))


def counted_between(
    start: datetime, end: datetime, target: Target, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> float:
    """Seconds of the target that are used up at `end`, when the clock began at `start`."""
    return total_s(segments_between(start, end, target, calendar, pauses), "counted")


def total_s(segments: Iterable[Segment], kind: SegmentKind) -> float:
    """Seconds of the segments of that kind."""
    return sum((segment.length for segment in segments if segment.kind == kind), _NOTHING).total_seconds()


def _walk(
    begin: datetime,
    budget: timedelta,
    not_before: datetime,
    target: Target,
    calendar: Calendar,
    pauses: Sequence[Pause],
) -> Deadline:
    left, pieces = budget, list[Segment]()
    for piece in pieces_from(begin, target.counts, calendar, in_order(pauses)):
        if piece.kind != "counted" and piece.end == FOREVER:
            return Deadline(None, merged(pieces), budget.total_seconds(), stands_from=piece.start)
        end = _end(piece, left, not_before)
        pieces.append(Segment(piece.start, end, piece.kind, piece.name))
        if piece.kind == "counted":
            left -= end - piece.start
        if not left and end >= not_before:
            break
    return Deadline(pieces[-1].end, merged(pieces), budget.total_seconds())


def _end(piece: Segment, left: timedelta, not_before: datetime) -> datetime:
    if piece.kind == "counted":
        return piece.start + left if piece.end - piece.start > left else piece.end
    return piece.end if left else min(piece.end, not_before)


def _until(end: datetime, pieces: Iterable[Segment]) -> Iterable[Segment]:
    for piece in pieces:
        if piece.start >= end:
            return
        yield Segment(piece.start, min(piece.end, end), piece.kind, piece.name)
        if piece.end >= end:
            return


def _business_days_on(begin: datetime, days: int, calendar: Calendar) -> datetime:
    local = first_working_instant(begin, calendar).astimezone(calendar.zone)
    return at_local_time(calendar.working_day_after(local.date(), days), local.time(), calendar.zone)


def _counted(segments: Iterable[Segment]) -> timedelta:
    return sum((segment.length for segment in segments if segment.kind == "counted"), _NOTHING)
