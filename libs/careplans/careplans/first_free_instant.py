"""Moves a deadline whose clock stops at the very instant at which its time is used up (CP-27b)."""

from collections.abc import Sequence
from datetime import datetime

from careplans.calendars import Calendar
from careplans.pauses import FOREVER, Stretch
from careplans.target import Counts
from careplans.working_time import first_working_instant, is_end_of_working_time


def first_free_instant(
    instant: datetime, counts: Counts, calendar: Calendar, stretches: Sequence[Stretch]
) -> datetime:
    """Return the instant itself if no stretch holds it, else the first one after it that is free.

    For a target that counts in working time, it is on working time or at its very end (CP-24).
    FOREVER if a stretch is open. `stretches` are disjoint and in order; their `end` is not held.
    """
    for stretch in stretches:
        if stretch.start <= instant < stretch.end:
            if stretch.end == FOREVER:
                return FOREVER
            # No way back: a later stretch may hold the new instant, an earlier one cannot.
            instant = _on_working_time(stretch.end, counts, calendar)
    return instant


def _on_working_time(instant: datetime, counts: Counts, calendar: Calendar) -> datetime:
    if counts == "always" or is_end_of_working_time(instant, calendar):
        return instant
    return first_working_instant(instant, calendar)
