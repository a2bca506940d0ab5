"""The claims of many deadlines, and how they join: CP-27a, in columns (`project_due.py`)."""

from collections.abc import Sequence
from typing import Final, get_args

import numpy as np
from numpy.typing import NDArray

from events.catalogue.terms import Promise
from sla_clock.domain.deadline import FROM_THE_CHANGE, Joined, joined_by
from sla_clock.what_if.histories import PRIORITIES, Instants, Rows
from sla_clock.what_if.promised_columns import PromisedColumns, Stretches

_JOINED: Final[tuple[Joined, ...]] = get_args(Joined)
_EARLIER, _EARLIEST, _LATER, _ALONE, _KEPT = (
    _JOINED.index(one) for one in ("earlier", "earliest", "later", "alone", "kept")
)
_FROM_THE_CHANGE: Final = np.array([one in FROM_THE_CHANGE for one in _JOINED], np.bool_)


class JoinRules:
    """How a change of priority joins what was claimed before, by promise and direction."""

    def __init__(self, promised: Sequence[Promise]) -> None:
        self._joined = np.array(
            [
                [_JOINED.index(joined_by(promise, raised=raised)) for raised in (False, True)]
                for promise in promised
            ],
            np.int64,
        ).reshape(-1, 2)

    def joined(self, promise: Rows, raised: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the rule of each change."""
        return self._joined[promise, raised.astype(np.int64)]


class ClaimColumns:
    """A row for each case, with room for so many claims; the first is made when it is opened."""

    def __init__(
        self, counting: PromisedColumns, promise: Rows, priority: Rows, opened: Instants, room: int
    ) -> None:
        cases = len(opened)
        self._counting, self._promise, self._opened = counting, promise, opened
        self._since = np.zeros((cases, room), np.int64)
        self._priority = np.zeros((cases, room), np.int64)
        self._joined = np.zeros((cases, room), np.int64)
        self._count = np.ones(cases, np.int64)
        self._since[:, 0], self._priority[:, 0] = opened, priority

    def add(self, rows: Rows, priority: Rows, at: Instants, joined: NDArray[np.int64]) -> None:
        """Make a claim of each row's new priority, which holds from `at` on."""
        index = self._count[rows]
        since = np.where(_FROM_THE_CHANGE[joined], at, self._opened[rows])
        self._since[rows, index] = since
        self._priority[rows, index], self._joined[rows, index] = priority, joined
        self._count[rows] += 1

    def due_at(self, rows: Rows, stretches: Stretches | None) -> Instants:
        """Return when what governs each row is due, after all changes of its priority."""
        count = self._count[rows]
        had = [self._own(rows, 0, stretches)]
        for index in range(1, int(count.max(initial=1))):
            more = np.flatnonzero(count > index)
            stood = None if stretches is None else stretches.of(more)
            due = had[-1].copy()
            due[more] = self._join(rows[more], index, stood, [one[more] for one in had])
            had.append(due)
        return had[-1]

    def _own(self, rows: Rows, index: int, stretches: Stretches | None) -> Instants:
        """Return when the claims of that number are due, each by itself."""
        targets = self._promise[rows] * len(PRIORITIES) + self._priority[rows, index]
        return self._counting.due_at(targets, self._since[rows, index], stretches)

    def _join(
        self, rows: Rows, index: int, stretches: Stretches | None, had: Sequence[Instants]
    ) -> Instants:
        joined, old = self._joined[rows, index], had[-1]
        own = self._own(rows, index, stretches)
        sooner = np.minimum(old, own)
        earliest = sooner
        for before, due_then in enumerate(had):
            under = self._priority[rows, before] <= self._priority[rows, index]
            earliest = np.where(under, np.minimum(earliest, due_then), earliest)
        choices: list[Instants] = [sooner] * len(_JOINED)
        choices[_EARLIEST], choices[_LATER] = earliest, np.maximum(old, own)
        choices[_ALONE], choices[_KEPT] = own, old
        due: Instants = np.choose(joined, choices)
        return due
