"""Where a deadline goes whose time is used up at the very instant at which its clock begins to
stand (CP-27b).
"""

from collections.abc import Sequence
from datetime import datetime

from careplans.calendars import Calendar
from careplans.pauses import FOREVER, Stretch
from careplans.target import Counts
from careplans.working_time import first_working_instant, is_end_of_working_time


def first_free_instant(
    instant: datetime, counts: Counts, calendar: Calendar, stretches: Sequence[Stretch]
) -> datetime:
    """The instant itself where no stretch holds it, else the first after it that none holds.

    It is on working time, or at its very end, where the target counts in working time (CP-24).
    FOREVER where a stretch is open. `stretches` are disjoint and in order; `end` is not held.
    """
    for stretch in stretches:
        if stretch.start <= instant < stretch.end:
            if stretch.end == FOREVER:
                return FOREVER
            instant = _on_working_time(stretch.end, counts, calendar)
    return instant


def _on_working_time(instant: datetime, counts: Counts, calendar: Calendar) -> datetime:
    if counts == "always" or is_end_of_working_time(instant, calendar):
        return instant
    return first_working_instant(instant, calendar)
