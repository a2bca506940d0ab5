"""What is due soonest in a shard, in memory, so that an instant at which nothing is due costs no
query."""

import heapq
from collections.abc import Iterable
from datetime import datetime

LOADED = 1_000
"""How many timers of a shard are loaded at once."""
_MOST = 4 * LOADED


class LookAhead:
    """The timers of one shard due up to a horizon; without a horizon, all of them."""

    def __init__(self, timers: Iterable[tuple[datetime, str]], horizon: datetime | None) -> None:
        self._heap = list(timers)
        heapq.heapify(self._heap)
        self._due = {key: due_at for due_at, key in self._heap}
        self._horizon = horizon

    def earliest(self) -> datetime | None:
        """Return when the soonest timer is due; None if there is none.

        It is only a lower bound if `spent`.
        """
        # A replaced timer stays in the heap until it comes up; removing it earlier would cost a
        # search.
        while self._heap and self._due.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else self._horizon

    def step_towards(self, until: datetime, at_most: int) -> datetime:
        """Return how far to fire in one step.

        To `until`, or to the `at_most`-th due timer if that comes first; never beyond what is
        loaded.
        """
        soonest = heapq.nsmallest(
            at_most, (due_at for due_at in self._due.values() if due_at <= until)
        )
        if len(soonest) == at_most:
            return soonest[-1]
        return until if self._horizon is None else min(until, self._horizon)

    def spent(self) -> bool:
        """Return whether everything that was loaded is used up while the table has more."""
        return not self._due and self._horizon is not None

    def arm(self, key: str, due_at: datetime) -> None:
        """Set or replace a timer."""
        if self._horizon is not None and due_at > self._horizon:
            # It moved beyond the horizon, where only the table knows it.
            self._due.pop(key, None)
            return
        self._due[key] = due_at
        heapq.heappush(self._heap, (due_at, key))
        if len(self._heap) > _MOST:
            self._shrink()

    def disarm(self, key: str) -> None:
        """Drop a timer, because it was dropped or has fired."""
        self._due.pop(key, None)

    def _shrink(self) -> None:
        """Keep only the soonest timers; those that have been replaced go first."""
        live = sorted((due_at, key) for key, due_at in self._due.items())
        if len(live) > LOADED:
            self._horizon = live[LOADED - 1][0]
            live = [entry for entry in live if entry[0] <= self._horizon]
        self._heap, self._due = live, {key: due_at for due_at, key in live}
