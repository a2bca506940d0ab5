"""Counts time for many instants at once, by the running totals that the clock itself bisects.

It equals `careplans.counted_time` and `careplans.compute_due`, one instant at a time.
"""

from itertools import pairwise
from typing import Protocol

import numpy as np

from careplans.calendars import Calendar
from careplans.zone_offsets import DAY_US, EPOCH, instant_of, microseconds, offset_periods
from sla_clock.what_if.histories import Instants

_EPOCH_DAY = EPOCH.toordinal()


class CountedColumn(Protocol):
    """What passes: all time, or working time only, as `CountedTime` says of one instant."""

    def total_at(self, at: Instants) -> Instants:
        """Return what has passed at these instants."""
        ...

    def first_at(self, total: Instants) -> Instants:
        """Return the earliest instants at which these totals are reached."""
        ...

    def next_counted(self, at: Instants) -> Instants:
        """Return an instant itself where time counts up to it or on it, else the next that does."""
        ...


class AllTimeColumn:
    """Time that counts around the clock (CP-23)."""

    def total_at(self, at: Instants) -> Instants:
        """Return the instants: all time has passed."""
        return at

    def first_at(self, total: Instants) -> Instants:
        """Return the totals: they are the instants."""
        return total

    def next_counted(self, at: Instants) -> Instants:
        """Return the instants."""
        return at


class WorkingTimeColumn:
    """The working time of one calendar (CP-24)."""

    def __init__(self, calendar: Calendar) -> None:
        self._time = calendar.working_time
        self._first, self._last = 0, -1
        self._take()

    def total_at(self, at: Instants) -> Instants:
        """Return the working time up to each instant."""
        self._reach(at)
        position = np.searchsorted(self._starts, at, side="right") - 1
        passed = self._before[position] + at - self._starts[position]
        total: Instants = np.minimum(passed, self._after[position])
        before_all = position < 0
        if before_all.any():
            total[before_all] = self._before[0]
        return total

    def first_at(self, total: Instants) -> Instants:
        """Return the earliest instant at which so much has passed."""
        if len(total) and (most := int(total.max())) > self._known:
            self._time.first_at(most)
            self._take()
        position = np.searchsorted(self._after, total, side="left")
        instants: Instants = self._starts[position] + total - self._before[position]
        return instants

    def first_counted(self, at: Instants) -> Instants:
        """Return the instant itself if it is working time, else the next working time's first."""
        self._reach(at)
        if len(at) and (last := int(at.max())) >= self._last_end:
            self._time.first_counted(last)
            self._take()
        position = np.searchsorted(self._ends, at, side="right")
        return np.maximum(at, self._starts[position])

    def next_counted(self, at: Instants) -> Instants:
        """Return an instant itself where working time counts up to it or on it, else the next."""
        # On both sides: a stretch that ends with a year may go on in the next.
        self._reach(at - 1)
        self._reach(at + 1)
        position = np.searchsorted(self._ends, at, side="left")
        within = np.minimum(position, len(self._ends) - 1)
        ends = (position < len(self._ends)) & (self._ends[within] == at)
        instants = at.copy()
        instants[~ends] = self.first_counted(at[~ends])
        return instants

    def _reach(self, at: Instants) -> None:
        if not len(at):
            return
        first, last = int(at.min()), int(at.max())
        if self._last < self._first or first < self._first or last > self._last:
            self._time.total_at(first)
            self._time.total_at(last)
            self._first = min(first, self._first) if self._first <= self._last else first
            self._last = max(last, self._last)
            self._take()

    def _take(self) -> None:
        """Take over the running totals as far as they are known by now."""
        starts, ends, before, after = self._time.running_totals()
        self._starts, self._ends = np.array(starts, np.int64), np.array(ends, np.int64)
        self._before, self._after = np.array(before, np.int64), np.array(after, np.int64)
        self._known = after[-1] if after else -1
        self._last_end = ends[-1] if ends else 0


class BusinessDays:
    """Where business days end: the same local time so many working days on (CP-24)."""

    def __init__(self, calendar: Calendar, working: WorkingTimeColumn) -> None:
        self._calendar, self._working = calendar, working
        self._first_year = self._year_after = 0

    def days_on(self, begin: Instants, days: Instants) -> Instants:
        """Return that instant for each beginning and number of days."""
        first = self._working.first_counted(begin)
        self._reach(first)
        local = first + self._ahead[np.searchsorted(self._since, first, side="right") - 1]
        day = local // DAY_US
        position = np.searchsorted(self._days, day, side="right") + days - 1
        while len(position) and int(position.max()) >= len(self._days):
            self._take(self._first_year, self._year_after + 1)
        last = self._days[position] * DAY_US + local - day * DAY_US
        # Of a local time that comes twice the first is taken, and one that is skipped is later by
        # the gap: either way, the new offset begins to hold where both clocks have passed.
        ahead = self._ahead[np.searchsorted(self._holds_from, last, side="right")]
        instants: Instants = last - ahead
        return instants

    def _reach(self, at: Instants) -> None:
        # A year of UTC begins and ends within a day of the local one.
        years = [instant_of(int(one)).year for one in (at.min() - DAY_US, at.max() + DAY_US)]
        last = min(years[1], self._calendar.last_year)
        if not self._year_after:
            self._take(years[0], last + 1)
        elif years[0] < self._first_year or last >= self._year_after:
            self._take(min(years[0], self._first_year), max(last + 1, self._year_after))

    def _take(self, first_year: int, year_after: int) -> None:
        """Take over the working days of these years, and the offsets around them."""
        days = [
            day.toordinal() - _EPOCH_DAY
            for year in range(first_year, year_after)
            for day in self._calendar.working_days(year)
        ]
        begin, end = (
            microseconds(EPOCH.replace(year=year)) + shift * DAY_US
            for year, shift in ((first_year, -2), (year_after, 2))
        )
        periods = [*offset_periods(begin, end, self._calendar.zone)]
        self._days = np.array(days, np.int64)
        self._since = np.array([one.start for one in periods], np.int64)
        self._ahead = np.array([one.offset for one in periods], np.int64)
        holds_from = [two.start + max(one.offset, two.offset) for one, two in pairwise(periods)]
        self._holds_from = np.array(holds_from, np.int64)
        self._first_year, self._year_after = first_year, year_after
