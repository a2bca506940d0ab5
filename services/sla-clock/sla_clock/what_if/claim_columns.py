"""The claims of many deadlines, and how they join: CP-27a, in columns (`project_due.py`)."""

from collections.abc import Sequence
from typing import Final, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from events.catalogue.terms import Promise
from sla_clock.domain.deadline import FROM_THE_CHANGE, Joined, joined_by
from sla_clock.what_if.histories import Instants, Rows
from sla_clock.what_if.promised_columns import FAR, SLOTS, PromisedColumns, Stretches

_JOINED: Final[tuple[Joined, ...]] = get_args(Joined)
_EARLIER, _EARLIEST, _LATER, _ALONE, _KEPT = (
    _JOINED.index(one) for one in ("earlier", "earliest", "later", "alone", "kept")
)
_FROM_THE_CHANGE: Final = np.array([one in FROM_THE_CHANGE for one in _JOINED], np.bool_)
_SECOND_US: Final = 1_000_000


class _Governing(NamedTuple):
    """What governs each row after so many claims: when it is due, and which claim that is of."""

    due: Instants
    claim: NDArray[np.int64]

    def where(self, condition: NDArray[np.bool_], other: "_Governing") -> "_Governing":
        """Return the other's rows where the condition holds."""
        return _Governing(
            np.where(condition, other.due, self.due), np.where(condition, other.claim, self.claim)
        )


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
    """A row for each case, with room for so many claims; the first is made when it is opened.

    `promise` is the caller's, who changes it where a later version of a calendar takes over.
    """

    def __init__(
        self, counting: PromisedColumns, promise: Rows, priority: Rows, opened: Instants, room: int
    ) -> None:
        cases = len(opened)
        self._counting, self._promise, self._opened = counting, promise, opened
        # Of which slot of the promise a claim is, and its length where that is a rest.
        self._slot = np.zeros((cases, room), np.int64)
        self._rest = np.zeros((cases, room), np.int64)
        # From when on a later version counts, and what that was when each claim was made.
        self._followed_at = np.full(cases, -FAR, np.int64)
        self._known = np.full((cases, room), -FAR, np.int64)
        self._since = np.zeros((cases, room), np.int64)
        self._priority = np.zeros((cases, room), np.int64)
        self._joined = np.zeros((cases, room), np.int64)
        self._count = np.ones(cases, np.int64)
        self._since[:, 0], self._priority[:, 0], self._slot[:, 0] = opened, priority, priority

    def add(self, rows: Rows, priority: Rows, at: Instants, joined: NDArray[np.int64]) -> None:
        """Make a claim of each row's new priority, which holds from `at` on."""
        index = self._count[rows]
        since = np.where(_FROM_THE_CHANGE[joined], at, self._opened[rows])
        self._since[rows, index] = since
        self._priority[rows, index], self._joined[rows, index] = priority, joined
        self._slot[rows, index], self._known[rows, index] = priority, self._followed_at[rows]
        self._count[rows] += 1

    def left(
        self, rows: Rows, at: Instants, stretches: Stretches | None
    ) -> tuple[NDArray[np.int64], Instants]:
        """Return what is left of each row at `at`, one second at least, and the slot it counts in.

        As `follow_calendar.py` does; no stretch is open.
        """
        governing, promise = self._project(rows, stretches), self._promise[rows] * SLOTS
        slot = self._counting.rest_slot[promise + self._slot[rows, governing.claim]]
        left = self._counting.passed(promise + slot, at, governing.due, stretches)
        return slot, np.maximum(-(-left // _SECOND_US), 1) * _SECOND_US

    def add_rest(
        self, rows: Rows, slot: NDArray[np.int64], length: Instants, priority: Rows, at: Instants
    ) -> None:
        """Make a claim of what was left, which counts from `at` on and governs alone (CP-25)."""
        index = self._count[rows]
        self._since[rows, index], self._priority[rows, index] = at, priority
        self._slot[rows, index], self._rest[rows, index] = slot, length
        self._joined[rows, index] = _ALONE
        self._count[rows] += 1

    def follow(self, rows: Rows, at: Instants) -> None:
        """Note that a later version of the calendar counts from `at` on, for all claims so far."""
        self._followed_at[rows] = at

    def due_at(self, rows: Rows, stretches: Stretches | None) -> Instants:
        """Return when what governs each row is due, after all changes of its priority."""
        return self._project(rows, stretches).due

    def _project(self, rows: Rows, stretches: Stretches | None) -> _Governing:
        count = self._count[rows]
        had = [self._own(rows, 0, stretches)]
        for index in range(1, int(count.max(initial=1))):
            more = np.flatnonzero(count > index)
            stood = None if stretches is None else stretches.of(more)
            before = [_Governing(one.due[more], one.claim[more]) for one in had]
            joined = self._join(rows[more], index, stood, before)
            now = _Governing(had[-1].due.copy(), had[-1].claim.copy())
            now.due[more], now.claim[more] = joined
            had.append(now)
        return had[-1]

    def _own(self, rows: Rows, index: int, stretches: Stretches | None) -> _Governing:
        """Return when the claims of that number are due, each by itself."""
        targets = self._promise[rows] * SLOTS + self._slot[rows, index]
        since, rest = self._since[rows, index], self._rest[rows, index]
        due = self._counting.due_at(targets, since, stretches, rest if rest.any() else None)
        return _Governing(due, np.full(len(rows), index))

    def _join(
        self, rows: Rows, index: int, stretches: Stretches | None, had: Sequence[_Governing]
    ) -> _Governing:
        # Of two that are due at once the older one governs.
        old, own = had[-1], self._own(rows, index, stretches)
        sooner = old.where(own.due < old.due, own)
        earliest = sooner
        # By a later version an old due time may lie before anybody knew of that version.
        after = self._known[rows, index]
        for before, one in enumerate(had):
            under = self._priority[rows, before] <= self._priority[rows, index]
            again = under & (one.due > after)
            earliest = earliest.where(again & (one.due < earliest.due), one)
        choices = [sooner] * len(_JOINED)
        choices[_EARLIEST], choices[_LATER] = earliest, old.where(own.due > old.due, own)
        choices[_ALONE], choices[_KEPT] = own, old
        joined = self._joined[rows, index]
        return _Governing(
            np.choose(joined, [one.due for one in choices]),
            np.choose(joined, [one.claim for one in choices]),
        )
