"""The times that many clocks stood, as `domain/ledger.py` keeps them of one (CP-27)."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sla_clock.domain.ledger import Kind
from sla_clock.what_if.histories import Instants, Rows
from sla_clock.what_if.promised_columns import FAR, Stretches

_SHUT: Final = -1
_KINDS: Final[tuple[Kind, ...]] = ("paused", "excused")


class LedgerColumns:
    """A row for each case, with room for so many stretches.

    They are in the order in which they began to be known, and may overlap.
    """

    def __init__(self, cases: int, room: int) -> None:
        self._start = np.full((cases, room), FAR, np.int64)
        self._end = np.full((cases, room), FAR, np.int64)
        self._count = np.zeros(cases, np.int64)
        # Which stretch of a kind is open; of each kind there is one at most.
        self._open = {kind: np.full(cases, _SHUT, np.int64) for kind in _KINDS}

    def is_open(self, kind: Kind, rows: Rows) -> NDArray[np.bool_]:
        """Tell for each row whether a stretch of this kind is open."""
        is_open: NDArray[np.bool_] = self._open[kind][rows] != _SHUT
        return is_open

    def begin(self, kind: Kind, rows: Rows, at: Instants) -> None:
        """Begin a stretch in each of these rows, in which none of this kind is open."""
        index = self._count[rows]
        self._start[rows, index] = at
        self._open[kind][rows] = index
        self._count[rows] += 1

    def end(self, kind: Kind, rows: Rows, at: Instants) -> Instants:
        """End the open stretch of each row, none before its own start; return when they end."""
        index = self._open[kind][rows]
        ends: Instants = np.maximum(at, self._start[rows, index])
        self._end[rows, index] = ends
        self._open[kind][rows] = _SHUT
        return ends

    def end_all(self, rows: Rows, at: Instants) -> None:
        """End whatever is open in these rows, but nothing before its own start."""
        for kind in _KINDS:
            still = self.is_open(kind, rows)
            self.end(kind, rows[still], at[still])

    def stands_since(self, rows: Rows) -> Instants:
        """Return since when each clock has stood without a break; FAR where it runs."""
        since = np.full(len(rows), FAR, np.int64)
        for index_of in self._open.values():
            index = index_of[rows]
            still = np.flatnonzero(index != _SHUT)
            begun = self._start[rows[still], index[still]]
            since[still] = np.minimum(since[still], begun)
        return since

    def stretches(self, rows: Rows, as_of: Instants) -> Stretches | None:
        """Return them disjoint and in order, with what is open ended at `as_of`; None if there are
        none."""
        most = int(self._count[rows].max(initial=0))
        if not most:
            return None
        start, end = self._start[rows, :most], self._end[rows, :most]
        still = (end == FAR) & (start != FAR)
        end = np.where(still, np.maximum(as_of[:, None], start), end)
        return Stretches(start, end) if most == 1 else _in_order(start, end)


def _in_order(start: Instants, end: Instants) -> Stretches:
    """Sort each row by its starts, and cut from each stretch what one before it holds."""
    order = np.argsort(start, axis=1, kind="stable")
    start, end = np.take_along_axis(start, order, 1), np.take_along_axis(end, order, 1)
    held = np.maximum.accumulate(end, axis=1)[:, :-1]
    start[:, 1:] = np.maximum(start[:, 1:], held)
    # What is held whole is left as nothing at its own end.
    return Stretches(start, np.maximum(start, end))
