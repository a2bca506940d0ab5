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
    changes = sorted(change for pause in pauses for change in _changes(pause))
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


def _changes(pause: Pause) -> list[tuple[datetime, PauseKind, int]]:
    start, end = aware_utc(pause.start), FOREVER if pause.end is None else aware_utc(pause.end)
    if end < start:
        raise ValueError(f"a pause ends ({end.isoformat()}) before it begins ({start.isoformat()})")
    return [(start, pause.kind, 1), (end, pause.kind, -1)]


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
