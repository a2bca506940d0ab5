"""Lays out a deadline as a bar of its stretches, in per cents of its width, so that it needs no
script and fits any screen.

Time runs evenly from where the target began to count to the due time, or to now while the clock
stands, and on to the answer, or to now, where that came later: but no further than half of the bar,
which says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from reporting.domain.explained_goal import ExplainedGoal, Stretch, StretchKind

PieceKind = Literal["used", "ahead", "waited", "excused", "off", "late"]
MarkKind = Literal[
    "opened", "warned", "warning", "due", "now", "met", "missed", "claimed", "dropped"
]
MOST_PIECES, MOST_ROWS = 60, 12
_KINDS: dict[StretchKind, PieceKind] = {
    "counted": "used",
    "weekend": "off",
    "holiday": "off",
    "closed": "off",
    "paused": "waited",
    "excused": "excused",
}
_STEPS = [timedelta(minutes=each) for each in (5, 15, 60, 180, 360)]
_DAY, _MOST_TICKS = timedelta(days=1), 8
_EVERY_DAYS = (1, 7, 28, 91, 364)
# A label of 13 px has some 0.75 % of the bar to a letter, where the bar is 55 rem wide.
_PERCENT_A_LETTER, _ROWS_OF_MARKS = 0.8, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of the bar from `x` on, in per cents; `name` is that of a day off, or of several."""

    kind: PieceKind
    start: datetime
    end: datetime
    name: str | None
    x: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An instant on the bar; its label stands in `row`, 0 nearest to the bar, anchored at `x`."""

    kind: MarkKind
    at: datetime
    x: float
    row: int
    anchor: Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Where an hour begins, a day, or, where there are many, only some of the days."""

    at: datetime
    x: float
    by: Literal["hour", "day", "days"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineBar:
    """`rows` are the same pieces for a narrow screen, fewer of them.

    `late_s`: how late it is, in seconds; `cut`: so much that the bar ends before.
    """

    pieces: Sequence[Piece]
    rows: Sequence[Piece]
    marks: Sequence[Mark]
    ticks: Sequence[Tick]
    late_s: float
    cut: bool


@dataclass(frozen=True, slots=True)
class _Scale:
    start: datetime
    end: datetime

    def x(self, at: datetime) -> float:
        """Return where an instant is, in per cents."""
        share = (at - self.start) / (self.end - self.start)
        return round(100 * min(1.0, max(0.0, share)), 3)


def deadline_bar(goal: ExplainedGoal, zone: ZoneInfo) -> DeadlineBar | None:
    """Return the bar of a goal, with days in `zone`; None while there is no time to show."""
    if not goal.stretches:
        return None
    ends = goal.stretches[-1].end
    late_until = _late_until(goal)
    shown_until = (
        ends if late_until is None else min(late_until, ends + (ends - goal.counting_from))
    )
    scale = _Scale(goal.counting_from, shown_until)
    parts = [*_parts(goal), *_late(ends, late_until, shown_until)]
    return DeadlineBar(
        pieces=_pieces(_thinned(parts, MOST_PIECES), scale),
        rows=_pieces(_thinned(parts, MOST_ROWS), scale),
        marks=_marks(goal, scale),
        ticks=_ticks(scale, zone),
        late_s=(late_until - ends).total_seconds() if late_until else 0.0,
        cut=late_until is not None and late_until > shown_until,
    )


@dataclass(frozen=True, slots=True)
class _Part:
    kind: PieceKind
    start: datetime
    end: datetime
    name: str | None = None


def _late_until(goal: ExplainedGoal) -> datetime | None:
    """Return up to when it is late; None if it is not."""
    if goal.due_at is None:
        return None
    late = goal.state == "breached" or goal.due_not_judged
    until = goal.recorded_at or goal.now
    return until if late and until > goal.due_at else None


def _late(ends: datetime, late_until: datetime | None, shown: datetime) -> Iterable[_Part]:
    if late_until is not None:
        yield _Part("late", ends, shown)


def _parts(goal: ExplainedGoal) -> Iterable[_Part]:
    for one in goal.stretches:
        kind = _KINDS[one.kind]
        # What is counted is used up to now; after that, it is still to count.
        if kind != "used" or not goal.is_open or one.end <= goal.now:
            yield _Part(kind, one.start, one.end, _name(one))
        elif one.start >= goal.now:
            yield _Part("ahead", one.start, one.end)
        else:
            yield _Part("used", one.start, goal.now)
            yield _Part("ahead", goal.now, one.end)


def _name(stretch: Stretch) -> str | None:
    return "Weekend" if stretch.kind == "weekend" else stretch.name


def _thinned(parts: Sequence[_Part], most: int) -> Sequence[_Part]:
    """Return at most so many parts: first without days off, then without what is shortest."""
    if len(parts) <= most:
        return parts
    thin = _joined(_without_days_off(parts))
    while len(thin) > most:
        shortest = min(range(1, len(thin)), key=lambda at: thin[at].end - thin[at].start)
        before = thin[shortest - 1]
        longer = _Part(before.kind, before.start, thin[shortest].end)
        thin = _joined([*thin[: shortest - 1], longer, *thin[shortest + 1 :]])
    return thin


def _without_days_off(parts: Sequence[_Part]) -> Sequence[_Part]:
    """Let each day off be part of what goes before it; at the beginning it stays."""
    kept = [parts[0]]
    for one in parts[1:]:
        kind = kept[-1].kind if one.kind == "off" else one.kind
        kept.append(_Part(kind, one.start, one.end))
    return kept


def _joined(parts: Sequence[_Part]) -> list[_Part]:
    joined = list[_Part]()
    for kind, group in groupby(parts, key=lambda one: one.kind):
        of_kind = list(group)
        joined.append(_Part(kind, of_kind[0].start, of_kind[-1].end))
    return joined


def _pieces(parts: Iterable[_Part], scale: _Scale) -> Sequence[Piece]:
    return [
        Piece(
            kind=one.kind,
            start=one.start,
            end=one.end,
            name=one.name,
            x=scale.x(one.start),
            width=round(scale.x(one.end) - scale.x(one.start), 3),
        )
        for one in parts
    ]


def _marks(goal: ExplainedGoal, scale: _Scale) -> Sequence[Mark]:
    instants: list[tuple[MarkKind, datetime]] = [("opened", goal.counting_from)]
    if goal.due_at is not None:
        instants.append(("due", goal.due_at))
    if goal.is_open:
        instants.append(("now", goal.now))
    if goal.state == "breached" and goal.recorded_at is not None:
        instants.append(("missed", goal.recorded_at))
    elif goal.answered_at is not None and goal.state != "breached":
        instants.append(("met", goal.answered_at))
    if goal.claimed_at is not None:
        instants.append(("claimed", goal.claimed_at))
    if goal.cancelled_at is not None:
        instants.append(("dropped", goal.cancelled_at))
    instants += [("warned" if one.given else "warning", one.at) for one in goal.warnings]
    return _in_rows([one for one in instants if scale.start <= one[1] <= scale.end], scale)


def _in_rows(instants: Iterable[tuple[MarkKind, datetime]], scale: _Scale) -> Sequence[Mark]:
    """Put each label into the first row in which it covers no other; warnings have none."""
    taken: list[list[tuple[float, float]]] = [[] for _ in range(_ROWS_OF_MARKS)]
    marks = list[Mark]()
    for kind, at in instants:
        x = scale.x(at)
        anchor, space = _space(x, 25 * _PERCENT_A_LETTER)
        row = 0
        if kind not in ("warned", "warning"):
            row = next(
                (index for index, row in enumerate(taken) if not _covers(row, space)),
                _ROWS_OF_MARKS - 1,
            )
            taken[row].append(space)
        marks.append(Mark(kind=kind, at=at, x=x, row=row, anchor=anchor))
    return marks


def _space(x: float, width: float) -> tuple[Literal["start", "middle", "end"], tuple[float, float]]:
    if x < width / 2:
        return "start", (x, x + width)
    if x > 100 - width / 2:
        return "end", (x - width, x)
    return "middle", (x - width / 2, x + width / 2)


def _covers(row: Iterable[tuple[float, float]], space: tuple[float, float]) -> bool:
    return any(start < space[1] and space[0] < end for start, end in row)


def _ticks(scale: _Scale, zone: ZoneInfo) -> Sequence[Tick]:
    length = scale.end - scale.start
    step = next((one for one in _STEPS if length <= _MOST_TICKS * one), None)
    instants = _days(scale, zone) if step is None else _hours(scale, zone, step)
    by_days: Literal["day", "days"] = "day" if length <= _MOST_TICKS * _DAY else "days"
    return [
        Tick(at=at, x=scale.x(at), by=by_days if step is None else "hour")
        for at in instants
        if scale.start < at < scale.end
    ]


def _hours(scale: _Scale, zone: ZoneInfo, step: timedelta) -> Iterable[datetime]:
    at = datetime.combine(scale.start.astimezone(zone).date(), time(), zone).astimezone(
        scale.start.tzinfo
    )
    while at < scale.end:
        yield at
        at += step


def _days(scale: _Scale, zone: ZoneInfo) -> Iterable[datetime]:
    first, last = (at.astimezone(zone).date() for at in (scale.start, scale.end))
    number = (last - first).days
    every = next((one for one in _EVERY_DAYS if number <= _MOST_TICKS * one), number)
    for after in range(every, number + 1, every):
        yield datetime.combine(first + after * _DAY, time(), zone)
