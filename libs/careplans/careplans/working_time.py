"""Cuts time into what counts and what does not: the pieces that every deadline is made of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from careplans.calendars import Calendar, Span
from careplans.pauses import FOREVER, Stretch
from careplans.target import Counts
from careplans.zone_offsets import instant_of, microseconds

_NOTHING, _SECOND = timedelta(0), timedelta(seconds=1)
SegmentKind = Literal["counted", "weekend", "holiday", "closed", "paused", "excused"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one kind, in UTC, `end` exclusive; `name` is the holiday's or the closure's.

    `closed` are hours of a working day in which nobody works. `paused` and `excused` are working
    time that a pause took; a pause over a weekend took nothing, and is shown as weekend.

    `counted_s` are the whole seconds of it that count against the target: all of them, or none. A
    start or a pause has microseconds, so each segment has the seconds that are full at its end and
    were not at its start, counted from the first segment on (`in_whole_seconds`): whatever is cut,
    they add up to the whole seconds counted, and so to the budget.
    """

    start: datetime
    end: datetime
    kind: SegmentKind
    name: str | None = None
    counted_s: int = 0

    @property
    def length(self) -> timedelta:
        """The time from its start to its end."""
        return self.end - self.start


def pieces_from(
    start: datetime, counts: Counts, calendar: Calendar, stretches: Sequence[Stretch]
) -> Iterator[Segment]:
    """Return contiguous pieces from `start` on, without end.

    A piece under an open pause ends FOREVER and is the last.
    """
    # Around the clock, a calendar is not asked: its years have an end.
    spans = (Span(start, FOREVER, "working"),) if counts == "always" else calendar.spans_from(start)
    return _cut(start, spans, stretches)


def first_working_instant(instant: datetime, calendar: Calendar) -> datetime:
    """Return the instant if it is working time, else the next working time's first (CP-24)."""
    return instant_of(calendar.working_time.first_counted(microseconds(instant)))


def is_end_of_working_time(instant: datetime, calendar: Calendar) -> bool:
    """Return whether working time counts up to the instant and not from it on."""
    return calendar.working_time.is_end(microseconds(instant))


def merged(pieces: Iterable[Segment]) -> tuple[Segment, ...]:
    """Return the same time in as few segments as possible: equal neighbours are joined."""
    segments: list[Segment] = []
    for piece in pieces:
        last = segments[-1] if segments else None
        if last is not None and (last.kind, last.name) == (piece.kind, piece.name):
            segments[-1] = Segment(last.start, piece.end, piece.kind, piece.name)
        else:
            segments.append(piece)
    return tuple(segments)


def in_whole_seconds(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """Return the segments with the whole seconds that count in each, which add up exactly.

    1.5 s, a weekend and 2.5 s are 1 s, 0 s and 3 s: 4 s of counted time are 4 s.
    """
    counted, given = _NOTHING, 0
    whole: list[Segment] = []
    for one in segments:
        if one.kind == "counted":
            counted += one.length
        full = counted // _SECOND
        whole.append(Segment(one.start, one.end, one.kind, one.name, full - given))
        given = full
    return tuple(whole)


def _cut(start: datetime, spans: Iterable[Span], stretches: Sequence[Stretch]) -> Iterator[Segment]:
    position = 0
    for span in spans:
        at = max(start, span.start)
        if at >= span.end:
            continue
        if span.kind != "working":
            yield Segment(at, span.end, span.kind, span.name)
            continue
        while at < span.end:
            # Both are in order of time, so a stretch that was passed is not looked at again.
            while position < len(stretches) and stretches[position].end <= at:
                position += 1
            piece = _next_piece(
                at, span.end, stretches[position] if position < len(stretches) else None
            )
            yield piece
            if piece.end == FOREVER:
                return
            at = piece.end


def _next_piece(at: datetime, end: datetime, stretch: Stretch | None) -> Segment:
    if stretch is None:
        return Segment(at, end, "counted")
    if stretch.start > at:
        return Segment(at, min(end, stretch.start), "counted")
    return Segment(at, FOREVER if stretch.end == FOREVER else min(end, stretch.end), stretch.kind)
