"""Moves a deadline whose clock stops at the very instant at which its time is used up (CP-27b)."""

from collections.abc import Sequence

from careplans.counted_time import CountedTime
from careplans.pauses import FOREVER, Stretch
from careplans.zone_offsets import microseconds


def first_free_instant(due: int, counted: CountedTime, stretches: Sequence[Stretch]) -> int:
    """Return `due` itself if no stretch holds it, else the first instant after it that is free.

    In microseconds since 1970; for a target that counts in working time, it is on working time or
    at its very end (CP-24). That of FOREVER if a stretch is open. `stretches` are disjoint and in
    order; their `end` is not held.
    """
    for stretch in stretches:
        if microseconds(stretch.start) <= due < microseconds(stretch.end):
            # No way back: a later stretch may hold the new instant, an earlier one cannot.
            due = microseconds(stretch.end)
            if stretch.end == FOREVER:
                break
            if not counted.is_end(due):
                due = counted.first_counted(due)
    return due
