"""Notices that a deadline passed, or that a part of its budget is used up, and says so.

The time that counts is the promise of a watermark: all events recorded at or before `until` have been applied, so none of them can
be an answer that is still on its way. An event recorded at `due_at` came in time.
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
        generations = {timer.payload.decode(): timer.generation for timer in due}
        before = await self._keeper.rows.load(tx, generations)
        after = await self._pass_time(before, generations, until)
        await self._keeper.record(tx, before, after)

    async def _pass_time(
        self, before: Mapping[str, Tracked], generations: Mapping[str, int], until: datetime
    ) -> Mapping[str, Tracked]:
        """Timers of an older generation are dropped: their deadline was changed since, and has a newer timer or none."""
        now, passed = await self._keeper.store.now(), Passed(until=until)
        current = {
            case: one for case, one in before.items() if one.deadline.version == generations[case]
        }
        return {case: pass_time(one, passed, now) for case, one in current.items()}
