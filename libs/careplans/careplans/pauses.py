"""Puts the stretches in which a clock stands in order, however they were recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Literal

from careplans.calendars import aware_utc

PauseKind = Literal["paused", "excused"]
FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands from `start` to `end` (exclusive; None: until further notice), both aware.

    `paused`: the case waits for the customer. `excused`: nobody at the customer can be reached
    (CP-27).
    """

    start: datetime
    end: datetime | None
    kind: PauseKind = "paused"


@dataclass(frozen=True, slots=True)
class Stretch:
    """One of disjoint, ordered pauses, in UTC; `end` is FOREVER for one that is still open."""

    start: datetime
    end: datetime
    kind: PauseKind


def in_order(pauses: Sequence[Pause]) -> Sequence[Stretch]:
    """Return disjoint stretches in order; where both kinds overlap, excused is shown (CP-27).

    Raises ValueError for a time without a zone and for a pause that ends before it begins.
    """
    given = [_stretch(pause) for pause in pauses]
    if _are_in_order(given):
        return given
    changes = sorted(change for stretch in given for change in _changes(stretch))
    depth: dict[PauseKind, int] = {"paused": 0, "excused": 0}
    stretches: list[Stretch] = []
    # Never read as a start: nothing is open before the first change.
    since = FOREVER
    # All changes of one instant together: their order among themselves means nothing.
    for at, group in groupby(changes, key=lambda change: change[0]):
        _add(stretches, since, at, _shown(depth))
        for _, kind, step in group:
            depth[kind] += step
        since = at
    return stretches


def _stretch(pause: Pause) -> Stretch:
    start, end = aware_utc(pause.start), FOREVER if pause.end is None else aware_utc(pause.end)
    if end < start:
        raise ValueError(f"a pause ends ({end.isoformat()}) before it begins ({start.isoformat()})")
    return Stretch(start, end, pause.kind)


def _are_in_order(given: Sequence[Stretch]) -> bool:
    """Return whether each lasts some time, and ends before the next begins: most of them do."""
    before = None
    for stretch in given:
        if stretch.start == stretch.end or (before is not None and before >= stretch.start):
            return False
        before = stretch.end
    return True


def _changes(stretch: Stretch) -> list[tuple[datetime, PauseKind, int]]:
    return [(stretch.start, stretch.kind, 1), (stretch.end, stretch.kind, -1)]


def _shown(depth: dict[PauseKind, int]) -> PauseKind | None:
    if depth["excused"]:
        return "excused"
    return "paused" if depth["paused"] else None


def _add(stretches: list[Stretch], start: datetime, end: datetime, kind: PauseKind | None) -> None:
    if kind is None:
        return
    # Pauses that touch are one wait: nothing counted between them.
    if stretches and stretches[-1].end == start and stretches[-1].kind == kind:
        start = stretches.pop().start
    stretches.append(Stretch(start, end, kind))
