"""Counts working time by bisecting a running total of it, in whole microseconds.

A deadline needs two questions answered: how much working time has passed at an instant, and at
which instant so much has passed. Both are one search in a sorted list.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from careplans.zone_offsets import EPOCH, instant_of, microseconds

WorkingTimesOf = Callable[[int], Sequence[tuple[int, int]]]
"""Return the stretches of working time of a year of UTC, in order, `end` exclusive."""


class CountedTime(Protocol):
    """What passes: all time, or working time only. All in microseconds; instants since 1970."""

    def total_at(self, at: int) -> int:
        """Return what has passed at that instant, since some instant that stays the same."""
        ...

    def first_at(self, total: int) -> int:
        """Return the earliest instant at which that total is reached."""
        ...

    def first_counted(self, at: int) -> int:
        """Return the instant itself if time counts there, else the first one at which it does."""
        ...

    def is_end(self, at: int) -> bool:
        """Return whether time counts up to that instant and not from it on."""
        ...


class RunningTotals(NamedTuple):
    """Stretches of working time, in order: from when to when, and the totals at both."""

    starts: Sequence[int]
    ends: Sequence[int]
    before: Sequence[int]
    after: Sequence[int]


class AllTime:
    """Time that counts around the clock (CP-23)."""

    def total_at(self, at: int) -> int:
        """Return the instant: all time has passed."""
        return at

    def first_at(self, total: int) -> int:
        """Return the total: it is the instant."""
        return total

    def first_counted(self, at: int) -> int:
        """Return the instant."""
        return at

    def is_end(self, at: int) -> bool:
        """Return False: it never ends."""
        del at
        return False


class WorkingTime:
    """The working time of one calendar (CP-24), as far as it has been asked for.

    It grows by whole years at either end. Beyond the calendar's last year `times_of` raises
    ValueError.
    """

    def __init__(self, times_of: WorkingTimesOf) -> None:
        self._times_of = times_of
        self._first_year = self._year_after = 0
        self._from = self._until = 0
        self._starts: list[int] = []
        self._ends: list[int] = []
        # Working time before each stretch, and at its end; negative before the year first asked of.
        self._before: list[int] = []
        self._after: list[int] = []

    def total_at(self, at: int) -> int:
        """Return the working time up to that instant, as CountedTime says."""
        if not self._from <= at < self._until:
            self._reach(at)
        position = bisect_right(self._starts, at) - 1
        if position < 0:
            return self._before[0] if self._before else 0
        passed = self._before[position] + at - self._starts[position]
        return min(passed, self._after[position])

    def first_at(self, total: int) -> int:
        """Return the earliest instant at which so much has passed."""
        while not self._after or self._after[-1] < total:
            self._append_year()
        position = bisect_left(self._after, total)
        return self._starts[position] + total - self._before[position]

    def first_counted(self, at: int) -> int:
        """Return the instant itself if it is working time, else the next working time's first."""
        if not self._from <= at < self._until:
            self._reach(at)
        position = bisect_right(self._ends, at)
        while position == len(self._ends):
            self._append_year()
        return max(at, self._starts[position])

    def is_end(self, at: int) -> bool:
        """Return whether working time ends there."""
        # On both sides: a stretch that ends with a year may go on in the next.
        self._reach(at - 1)
        self._reach(at + 1)
        position = bisect_left(self._ends, at)
        return position < len(self._ends) and self._ends[position] == at

    def running_totals(self) -> RunningTotals:
        """Return what has been asked for so far, for those who bisect many instants at once."""
        return RunningTotals(self._starts, self._ends, self._before, self._after)

    def _reach(self, at: int) -> None:
        if not self._until:
            self._begin_with(_year_of(at))
        while at < self._from:
            self._prepend_year()
        while at >= self._until:
            self._append_year()

    def _begin_with(self, year: int) -> None:
        self._first_year = self._year_after = year
        self._from = self._until = microseconds(EPOCH.replace(year=year))

    def _append_year(self) -> None:
        for start, end in self._times_of(self._year_after):
            if self._ends and self._ends[-1] == start:
                self._ends[-1] = end
                self._after[-1] += end - start
            else:
                passed = self._after[-1] if self._after else 0
                self._starts.append(start)
                self._ends.append(end)
                self._before.append(passed)
                self._after.append(passed + end - start)
        self._year_after += 1
        self._until = microseconds(EPOCH.replace(year=self._year_after))

    def _prepend_year(self) -> None:
        times = [*self._times_of(self._first_year - 1)]
        if times and self._starts and times[-1][1] == self._starts[0]:
            start, end = times.pop()
            self._starts[0], self._before[0] = start, self._before[0] - (end - start)
        # Backwards, so that totals that were given before stay what they were.
        totals = [self._before[0] if self._before else 0]
        for start, end in reversed(times):
            totals.append(totals[-1] - (end - start))
        totals.reverse()
        self._starts[:0], self._ends[:0] = [one[0] for one in times], [one[1] for one in times]
        self._before[:0], self._after[:0] = totals[:-1], totals[1:]
        self._first_year -= 1
        self._from = microseconds(EPOCH.replace(year=self._first_year))


def _year_of(at: int) -> int:
    return instant_of(at).year
