"""The promises of a question, each also by the later versions of its calendar that cases followed.

It says of many deadlines what `domain/follow_calendar.py` says of one: which switch is theirs.
"""

from collections.abc import Sequence
from itertools import product
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from events.catalogue.terms import CalendarRef, Promise
from sla_clock.what_if.histories import NO_CALENDAR, Rows

NOT_FOLLOWED: Final = -1


class LaterVersions:
    """`promised` begins with the promises that are asked of, in their order.

    `calendar` is the index of the calendar that each came to count by, NO_CALENDAR for the former.
    """

    def __init__(self, given: Sequence[Promise], calendars: Sequence[CalendarRef]) -> None:
        self.promised = [*given]
        self.calendars = calendars
        came_to = dict.fromkeys(range(len(given)), NO_CALENDAR)
        made_of = dict(enumerate(range(len(given))))
        number_of = dict[tuple[int, int], int]()
        for (origin, own), (index, later) in product(enumerate(given), enumerate(calendars)):
            if own.follows_calendar and _is_later(later, own.calendar):
                number = number_of[origin, index] = len(self.promised)
                self.promised.append(msgspec.structs.replace(own, calendar=later))
                came_to[number], made_of[number] = index, origin
        self.calendar = np.array([*came_to.values()], np.int32)
        self._after = np.full((len(self.promised), len(calendars)), NOT_FOLLOWED, np.int64)
        for number, index in product(made_of, range(len(calendars))):
            if _is_later(calendars[index], self.promised[number].calendar):
                after = number_of.get((made_of[number], index), NOT_FOLLOWED)
                self._after[number, index] = after

    def after(self, promise: Rows, calendar: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return which promise counts after a switch to a calendar; NOT_FOLLOWED: as before."""
        return self._after[promise, calendar]


def _is_later(one: CalendarRef, other: CalendarRef) -> bool:
    return one.calendar_id == other.calendar_id and one.version > other.version
