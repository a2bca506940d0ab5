"""Notices that a deadline has passed, or part of its budget is used up, and records it.

The time that counts is a watermark: all events recorded at or before `until` have been applied, so
no answer can still be on its way. An event recorded at `due_at` came in time.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from events.store.connection import Connection
from events.timers.timers import Timer, Timers
from sla_clock.adapters.keep_deadlines import DeadlineKeeper
from sla_clock.domain.fire_instants import Passed
from sla_clock.projections.tracked_deadline import Tracked, pass_time

AT_ONCE = 500


class DueDeadlines:
    """Fires the timers of a partition."""

    def __init__(self, keeper: DeadlineKeeper, timers: Timers) -> None:
        self._keeper, self._timers = keeper, timers

    async def fire(self, tx: Connection, partition: int, until: datetime) -> None:
        """Fire all timers of the partition due at or before `until`."""
        more = True
        while more:
            due = await self._timers.claim_due(tx, partition, until, AT_ONCE)
            if due:
                await self._fire(tx, due, until)
            more = len(due) == AT_ONCE

    async def _fire(self, tx: Connection, due: Sequence[Timer], until: datetime) -> None:
        armed_at = {timer.key: timer.generation for timer in due}
        before = await self._keeper.rows.load(tx, (timer.payload.decode() for timer in due))
        after = await self._pass_time(before, armed_at, until)
        await self._keeper.record(tx, before, after)

    async def _pass_time(
        self, before: Mapping[str, Tracked], armed_at: Mapping[str, int], until: datetime
    ) -> Mapping[str, Tracked]:
        """Fire what came due; `armed_at` holds the version that armed each stream's timer.

        Whatever changes when a deadline wakes replaces its timer, so an older version may have
        armed one that still holds. One of a later version than the row's says that the row is
        behind: it waits for what it does not know yet.
        """
        # Inclusive, unlike in a batch: everything recorded at `until` has been applied, so nothing
        # can arrive any later that would win over it.
        now, passed = await self._keeper.store.now(), Passed(until=until)
        return {
            stream: pass_time(tracked, passed, now)
            for stream, tracked in before.items()
            if armed_at.get(stream, tracked.deadline.version + 1) <= tracked.deadline.version
        }
