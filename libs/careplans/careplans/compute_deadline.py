"""Computes when a promise is due, from working time, holidays, clock changes and pauses.

It implements CP-23 to CP-25 and CP-27.

The reading. (1) Counted time is real elapsed time on working days of the calendar's zone: a working
day on which the clocks change counts its 23 or 25 hours. (2) A target is due at the earliest
instant at which the counted time reaches it, so on working time or at its very end. (3) A target in
business days starts at the start, or at the first instant of the next working day; it lasts to the
same local time of day that many working days on, where a local time that is skipped moves later by
the gap and of one that comes twice the first is taken. The counted time up to there is its length;
where there is a working day's 00:00, it is used up at the 24:00 of the working day before. (4)
Paused and excused stretches do not count. (5) A pause without an end that begins before the
deadline is reached leaves it without a due time. (6) One that begins at the very instant of the due
time has begun in time: due is its end, or the first working instant after it (CP-27b).

The first reading (`FIRST_READING`, of terms that name none) differs in (3): due is that local time
itself, never before it, be it a Monday's 00:00; and in (6): such a pause takes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from careplans.calendars import Calendar, aware_utc
from careplans.first_free_instant import first_free_instant
from careplans.local_days import at_local_time
from careplans.pauses import FOREVER, Pause, Stretch, in_order
from careplans.reading import FIRST_READING, READING, Reading
from careplans.target import check_target
from careplans.working_time import (
    Segment,
    SegmentKind,
    first_working_instant,
    merged,
    pieces_from,
)
from events.catalogue.terms import Target

__all__ = [
    "FIRST_READING",
    "READING",
    "Deadline",
    "Pause",
    "Reading",
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

    `segments` are contiguous from the start to `due_at`. `due_at` is None while an open pause holds
    the clock; they then end at `stands_from`, where the clock stopped. `budget_s` are the counted
    seconds promised: the target's, except that a target in business days counts what its days
    really last.
    """

    due_at: datetime | None
    segments: tuple[Segment, ...]
    budget_s: float
    stands_from: datetime | None = None

    def total_s(self, kind: SegmentKind) -> float:
        """Return the seconds of the segments of that kind."""
        return total_s(self.segments, kind)


def compute_deadline(
    start: datetime,
    target: Target,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
    reading: Reading = READING,
) -> Deadline:
    """Return when the target is due, counted from `start`.

    Pure; the module says how it reads CP-23 to CP-27. Pauses may overlap and come in any order;
    those before `start` or after the due time do not matter. Raises ValueError for a time without a
    zone, for a pause that ends before it begins, and for a due time beyond the year 2200.
    """
    check_target(target)
    begin = aware_utc(start)
    walk = _Walk(begin, target, calendar, pauses, reading)
    if target.unit == "seconds":
        return walk.deadline(timedelta(seconds=target.amount), begin)
    # Days first and seconds from them: a working day on which clocks change has 23 or 25 hours.
    last = _business_days_on(begin, target.amount, calendar)
    # Without the pauses: they move the due time, and never what was promised.
    unpaused = segments_between(begin, last, target, calendar)
    if reading.when_due == "earliest-instant":
        return walk.deadline(_counted(unpaused), begin)
    return walk.deadline(_counted(unpaused), last)


def compute_warning(  # a target, its calendar, its pauses and the part asked for
    start: datetime,
    target: Target,
    fraction: float,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
    reading: Reading = READING,
) -> datetime | None:
    """Return the earliest instant at which that part of the budget (0.75: three quarters) is used.

    None while an open pause holds it.
    """
    begin = aware_utc(start)
    budget = timedelta(seconds=compute_deadline(begin, target, calendar, (), reading).budget_s)
    return _Walk(begin, target, calendar, pauses, reading).deadline(budget * fraction, begin).due_at


def segments_between(
    start: datetime, end: datetime, target: Target, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> tuple[Segment, ...]:
    """Return what counted and what did not from `start` to `end`, contiguous.

    Empty if `end` is not after `start`.
    """
    begin, until = aware_utc(start), aware_utc(end)
    return merged(_until(until, pieces_from(begin, target.counts, calendar, in_order(pauses))))


def counted_between(
    start: datetime, end: datetime, target: Target, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> float:
    """Return the seconds of the target that are used up at `end`, if its clock began at `start`."""
    return total_s(segments_between(start, end, target, calendar, pauses), "counted")


def total_s(segments: Iterable[Segment], kind: SegmentKind) -> float:
    """Seconds of the segments of that kind."""
    return sum(
        (segment.length for segment in segments if segment.kind == kind), _NOTHING
    ).total_seconds()


@dataclass(frozen=True, slots=True)
class _Walk:
    """A walk along the pieces of time from `begin` on, until a budget is used up."""

    begin: datetime
    target: Target
    calendar: Calendar
    pauses: Sequence[Pause]
    reading: Reading

    def deadline(self, budget: timedelta, not_before: datetime) -> Deadline:
        """Return the deadline of that budget, which is not due before `not_before`."""
        left, until, pieces = budget, not_before, list[Segment]()
        stretches = in_order(self.pauses)
        following = pieces_from(self.begin, self.target.counts, self.calendar, stretches)
        for piece in following:  # pragma: no branch - pieces go on without end
            # Not every endless piece holds the clock: around the clock, counted time has no end.
            if piece.kind != "counted" and piece.end == FOREVER:
                return Deadline(
                    None, merged(pieces), budget.total_seconds(), stands_from=piece.start
                )
            end = _end(piece, left, until)
            pieces.append(Segment(piece.start, end, piece.kind, piece.name))
            if piece.kind == "counted":
                left -= end - piece.start
                if not left:
                    # A pause may begin at the very instant at which the budget is used up (6).
                    until = max(until, self._free_from(end, stretches))
            if not left and end >= until:
                break
        return Deadline(pieces[-1].end, merged(pieces), budget.total_seconds())

    def _free_from(self, end: datetime, stretches: Sequence[Stretch]) -> datetime:
        if self.reading.at_due == "wait-takes-nothing":
            return end
        return first_free_instant(end, self.target.counts, self.calendar, stretches)


def _end(piece: Segment, left: timedelta, not_before: datetime) -> datetime:
    if piece.kind == "counted":
        return min(piece.start + left, piece.end)
    # The time is used up, and the end has still to be reached: the first reading's local time, or
    # the end of a wait that began at the very due time.
    return piece.end if left else min(piece.end, not_before)


def _until(end: datetime, pieces: Iterable[Segment]) -> Iterable[Segment]:
    for piece in pieces:  # pragma: no branch - pieces go on without end
        if piece.start >= end:
            return
        yield Segment(piece.start, min(piece.end, end), piece.kind, piece.name)
        if piece.end >= end:
            return


def _business_days_on(begin: datetime, days: int, calendar: Calendar) -> datetime:
    local = first_working_instant(begin, calendar).astimezone(calendar.zone)
    return at_local_time(
        calendar.working_day_after(local.date(), days), local.time(), calendar.zone
    )


def _counted(segments: Iterable[Segment]) -> timedelta:
    return sum((segment.length for segment in segments if segment.kind == "counted"), _NOTHING)
