"""Computes when a promise is due, from working time, holidays, clock changes and pauses.

It implements CP-23 to CP-25 and CP-27.

The reading. (1) Counted time is real elapsed time in the working hours of the calendar's zone,
which are all hours of a working day unless the calendar says others. An instant counts by its own
local date and time: a working day on which the clocks change counts its 23 or 25 hours. (2) A
target is due at the earliest instant at which the counted time reaches it, so on working time or at
its very end. (3) A target in business days starts at the start, or at the first instant of the next
working time; it lasts to the same local time of day that many working days on, where a local time
that is skipped moves later by the gap and of one that comes twice the first is taken. The counted
time up to there is its length; where that is outside of working hours or a working day's 00:00, it
is used up where working time ended before. (4) Paused and excused stretches do not count. (5) A
pause without an end that begins before the deadline is reached leaves it without a due time. (6)
One that begins at the very instant of the due time has begun in time: due is its end, or the first
working instant after it (CP-27b).

The first reading (`FIRST_READING`, of terms that name none) differs in (3): due is that local time
itself, never before it, be it a Monday's 00:00; and in (6): such a pause takes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from careplans.calendars import Calendar, aware_utc
from careplans.compute_due import compute_due, find_due, promised_time, stands_from
from careplans.pauses import Pause, Stretch, in_order
from careplans.reading import FIRST_READING, READING, Reading
from careplans.target import Counts, check_target
from careplans.working_time import (
    Segment,
    SegmentKind,
    in_whole_seconds,
    merged,
    pieces_from,
)
from careplans.zone_offsets import instant_of, microseconds
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
    "compute_due",
    "compute_warning",
    "counted_between",
    "segments_between",
]

_NOTHING = timedelta(0)


@dataclass(frozen=True)
class Deadline:
    """When a promise is due, in UTC, and how that comes about.

    `due_at` is None while an open pause holds the clock, which stands at `stands_from`. `budget_s`
    are the counted seconds promised: the target's, except that a target in business days counts
    what its days really last.
    """

    due_at: datetime | None
    budget_s: float
    stands_from: datetime | None = None
    _made_of: tuple[datetime, Counts, Calendar, Sequence[Stretch]] = field(
        kw_only=True, compare=False, repr=False
    )

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """What counted and what did not, contiguous from the start to `due_at` or `stands_from`.

        They are made when they are first asked for.
        """
        end = self.due_at or self.stands_from
        assert end is not None, "a clock that is not due stands"
        begin, counts, calendar, stretches = self._made_of
        return _cut(begin, end, counts, calendar, stretches)

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
    those before `start` or after the due time do not matter. Whoever wants the due time alone asks
    `compute_due`. Raises ValueError for a time without a zone and for a pause that ends before it
    begins, and BeyondCalendar (a ValueError) for a due time after the years that are known.
    """
    check_target(target)
    begin = aware_utc(start)
    stretches = in_order(pauses) if pauses else ()
    promised = promised_time(microseconds(begin), target, calendar, reading)
    due = find_due(promised, stretches, reading)
    return Deadline(
        None if due is None else instant_of(due),
        promised.budget / 1_000_000,
        instant_of(stands_from(promised, stretches)) if due is None else None,
        _made_of=(begin, target.counts, calendar, stretches),
    )


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
    check_target(target)
    begin = microseconds(aware_utc(start))
    promised = promised_time(begin, target, calendar, reading).part(fraction)
    due = find_due(promised, in_order(pauses) if pauses else (), reading)
    return None if due is None else instant_of(due)


def segments_between(
    start: datetime, end: datetime, target: Target, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> tuple[Segment, ...]:
    """Return what counted and what did not from `start` to `end`, contiguous.

    Empty if `end` is not after `start`.
    """
    return _cut(aware_utc(start), aware_utc(end), target.counts, calendar, in_order(pauses))


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


def _cut(
    begin: datetime,
    end: datetime,
    counts: Counts,
    calendar: Calendar,
    stretches: Sequence[Stretch],
) -> tuple[Segment, ...]:
    pieces = _until(end, pieces_from(begin, counts, calendar, stretches))
    return in_whole_seconds(merged(pieces))


def _until(end: datetime, pieces: Iterable[Segment]) -> Iterable[Segment]:
    for piece in pieces:  # pragma: no branch - pieces go on without end
        if piece.start >= end:
            return
        yield Segment(piece.start, min(piece.end, end), piece.kind, piece.name)
        if piece.end >= end:
            return
