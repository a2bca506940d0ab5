"""Finds when many promised lengths are used up, all at once: `compute_due` in columns.

What is promised differs from case to case in length, calendar and reading (CP-22 to CP-25), so
cases are counted in groups that count the same kind of time.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from careplans.calendars import Calendar, calendar_of
from careplans.target import check_target
from events.catalogue.terms import Promise, Target
from sla_clock.what_if.counted_columns import (
    AllTimeColumn,
    BusinessDays,
    CountedColumn,
    WorkingTimeColumn,
)
from sla_clock.what_if.histories import PRIORITIES, Instants, Rows

FAR: Final = 1 << 62
"""An instant that never comes: the end of a stretch that is open, and the due time while it is."""
_SECOND_US = 1_000_000
_OF_A_REST: Final[Sequence[Target]] = (
    Target(amount=1, unit="seconds", counts="always"),
    Target(amount=1, unit="seconds", counts="working-time"),
)
"""What was left when a later version of a calendar took over; the length is each case's own."""
SLOTS: Final = len(PRIORITIES) + len(_OF_A_REST)
"""How many targets a promise has: of each priority, then those of a rest."""
_REST_ALWAYS, _REST_WORKING = len(PRIORITIES), len(PRIORITIES) + 1


class Stretches(NamedTuple):
    """When clocks stood: a row for each case, its stretches disjoint and in order.

    Rows are filled up with stretches from FAR to FAR.
    """

    start: Instants
    end: Instants

    def of(self, rows: Rows) -> "Stretches":
        """Return those of these rows."""
        return Stretches(self.start[rows], self.end[rows])


class _Group(NamedTuple):
    """Targets that count the same kind of time; `days` if they are in business days."""

    counted: CountedColumn
    days: BusinessDays | None


class PromisedColumns:
    """What is promised for each priority, and how that is counted.

    The index of one target: the promise's times SLOTS, plus the priority's.
    """

    def __init__(self, promised: Sequence[Promise]) -> None:
        targets = [(one, target) for one in promised for target in _targets(one)]
        self._groups: list[_Group] = []
        self._numbers: dict[tuple[object, ...], int] = {}
        self._working: dict[tuple[str, int], WorkingTimeColumn] = {}
        self._group = np.array([self._number(*one) for one in targets], np.int64)
        self._length = np.array([_length(target) for _, target in targets], np.int64)
        earliest = [one.when_due == "earliest-instant" for one, _ in targets]
        self._at_the_earliest = np.array(earliest, np.bool_)
        begun = [one.at_due == "wait-has-begun" for one, _ in targets]
        self.wait_has_begun = np.array(begun, np.bool_)
        always = [target.counts == "always" for _, target in targets]
        self.rest_slot = np.where(always, _REST_ALWAYS, _REST_WORKING)

    def due_at(
        self,
        indices: Rows,
        since: Instants,
        stretches: Stretches | None,
        rest: Instants | None = None,
    ) -> Instants:
        """Return when what is promised at these indices is due, if it counts from `since` on.

        No stretch is open. `rest`: lengths that take the place of what is promised; 0: none does.
        Raises BeyondCalendar.
        """
        due = np.empty(len(indices), np.int64)
        length = self._length[indices]
        length = length if rest is None else np.where(rest > 0, rest, length)
        for group, rows in self._in_groups(indices):
            stood = None if stretches is None else stretches.of(rows)
            due[rows] = self._due_at(group, indices[rows], since[rows], length[rows], stood)
        return due

    def passed(
        self, indices: Rows, since: Instants, until: Instants, stretches: Stretches | None
    ) -> Instants:
        """Return how much of the time between counts; 0 where `until` is not after `since`."""
        passed = np.zeros(len(indices), np.int64)
        for group, rows in self._in_groups(indices):
            counted, begin = group.counted, since[rows]
            end = np.maximum(until[rows], begin)
            total = counted.total_at(end) - counted.total_at(begin)
            for start, stop in _pairs(stretches):
                first, last = (np.clip(one[rows], begin, end) for one in (start, stop))
                total = total - (counted.total_at(last) - counted.total_at(first))
            passed[rows] = total
        return passed

    def _in_groups(self, indices: Rows) -> Iterator[tuple[_Group, Rows]]:
        groups = self._group[indices]
        for number, group in enumerate(self._groups):
            if (rows := np.flatnonzero(groups == number)).size:
                yield group, rows

    def _due_at(
        self,
        group: _Group,
        indices: Rows,
        since: Instants,
        length: Instants,
        stretches: Stretches | None,
    ) -> Instants:
        counted = group.counted
        begun = counted.total_at(since)
        if group.days is None:
            return self._find_due(group, indices, since, begun + length, stretches)
        last = group.days.days_on(since, length)
        due = self._find_due(group, indices, since, counted.total_at(last), stretches)
        return np.where(self._at_the_earliest[indices], due, np.maximum(due, last))

    def _find_due(  # as `compute_due.find_due`: what is counted, and from where to where
        self,
        group: _Group,
        indices: Rows,
        since: Instants,
        total: Instants,
        stretches: Stretches | None,
    ) -> Instants:
        due = group.counted.first_at(total)
        if stretches is None:
            return due
        # Never in the caller's columns: around the clock, totals are the instants themselves.
        due, total = due.copy(), total.copy()
        for start, end in _pairs(stretches):
            rows = np.flatnonzero((start < due) & (end > since))
            begins = np.maximum(start[rows], since[rows])
            total[rows] += group.counted.total_at(end[rows]) - group.counted.total_at(begins)
            due[rows] = group.counted.first_at(total[rows])
        begun = self.wait_has_begun[indices]
        for start, end in _pairs(stretches):
            rows = np.flatnonzero(begun & (start <= due) & (due < end))
            due[rows] = group.counted.next_counted(end[rows])
        return np.maximum(due, since)

    def _number(self, promise: Promise, target: Target) -> int:
        """Return the number of the target's group, which is made when it is first asked for."""
        check_target(target)
        ref = promise.calendar
        calendar = (ref.calendar_id, ref.version)
        key: tuple[object, ...] = ("always",)
        if target.counts == "working-time":
            key = (target.unit, *calendar)
        if key not in self._numbers:
            self._numbers[key] = len(self._groups)
            self._groups.append(self._made(target, lambda: calendar_of(ref)))
        return self._numbers[key]

    def _made(self, target: Target, calendar_of_it: Callable[[], Calendar]) -> _Group:
        if target.counts == "always":
            return _Group(AllTimeColumn(), None)
        calendar = calendar_of_it()
        key = (calendar.calendar_id, calendar.version)
        working = self._working.setdefault(key, WorkingTimeColumn(calendar))
        days = BusinessDays(calendar, working) if target.unit == "business-days" else None
        return _Group(working, days)


def _pairs(stretches: Stretches | None) -> Iterable[tuple[Instants, Instants]]:
    """Return the first stretch of all rows, then the second, and so on."""
    return () if stretches is None else zip(stretches.start.T, stretches.end.T, strict=True)


def _targets(promise: Promise) -> Sequence[Target]:
    """Return the targets of a promise, in the order of SLOTS."""
    return [*(promise.targets[priority] for priority in PRIORITIES), *_OF_A_REST]


def _length(target: Target) -> int:
    """Return the length in microseconds, or in business days."""
    return target.amount if target.unit == "business-days" else target.amount * _SECOND_US
