"""Tells of two calendars on which days they differ: by a holiday, or by the hours."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from careplans.calendars import Calendar
from careplans.zone_offsets import DAY_US, EPOCH, offset_periods, parted_from
from sla_clock.what_if.histories import Instants
from sla_clock.what_if.promised_columns import FAR

_EPOCH_DAY = EPOCH.toordinal()
Flags = NDArray[np.bool_]


class OtherDays:
    """Of the first calendar's local days, those on which the second one works otherwise."""

    def __init__(self, own: Calendar, other: Calendar) -> None:
        self._own, self._other = own, other

    def between(self, since: Instants, until: Instants) -> tuple[Flags, Flags]:
        """Tell for each stretch of time whether hours differ within it, and whether holidays do.

        Up to FAR is a month. Another zone has other hours on every day, and the same zone from
        where its clock differs in the other version's data.
        """
        until = np.where(until == FAR, since + 31 * DAY_US, until)
        first, last = self._days_of(since), self._days_of(until)
        hours, holidays = self._days(int(first.min()), int(last.max()))
        moved = until > self._parted_from(int(since.min()), int(until.max()))
        return _is_any(hours, first, last) | moved, _is_any(holidays, first, last)

    def _parted_from(self, since: int, until: int) -> int:
        if self._own.zone_name != self._other.zone_name:
            return since - 1
        parted = parted_from(since, until, self._own.zone, self._other.zone)
        return until if parted is None else parted

    def _days_of(self, at: Instants) -> Instants:
        """Return the local days of these instants, in days since 1970."""
        begin, end = int(at.min()), int(at.max()) + 1
        periods = [*offset_periods(begin, end, self._own.zone)]
        starts = np.array([one.start for one in periods], np.int64)
        ahead = np.array([one.offset for one in periods], np.int64)
        days: Instants = (at + ahead[np.searchsorted(starts, at, side="right") - 1]) // DAY_US
        return days

    def _days(self, first: int, last: int) -> tuple[Instants, Instants]:
        """Return the days on which the hours differ, and those on which one has a holiday."""
        hours, holidays = list[int](), list[int]()
        for number in range(first, last + 1):
            day = date.fromordinal(_EPOCH_DAY + number)
            if day.year > min(self._own.last_year, self._other.last_year):
                break
            if _hours(self._own, day) != _hours(self._other, day):
                is_holiday = [one.holiday_on(day) is not None for one in (self._own, self._other)]
                (holidays if any(is_holiday) else hours).append(number)
        return np.array(hours, np.int64), np.array(holidays, np.int64)


def _hours(calendar: Calendar, day: date) -> list[tuple[int, int]]:
    pieces = calendar.pieces(day)
    return [(start, end) for start, end, kind, _ in pieces if kind == "working"]


def _is_any(days: Instants, first: Instants, last: Instants) -> Flags:
    """Tell for each stretch whether one of these days, which are in order, is within it."""
    before = np.searchsorted(days, first, side="left")
    upto = np.searchsorted(days, last, side="right")
    return np.greater(upto, before)
