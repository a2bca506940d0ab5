"""Writes a decision's events, rows and timers together, in the caller's transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from events.catalogue.terms import CalendarRef
from events.errors import Retryable
from events.store.connection import Connection
from events.store.event_store import Append, Appended, EventStore
from events.timers.timers import Timer, Timers
from sla_clock.adapters.deadline_rows import DeadlineRows
from sla_clock.adapters.following_rows import FollowingRows
from sla_clock.adapters.lateness_rows import LatenessRows
from sla_clock.domain.fire_instants import next_instant
from sla_clock.projections.tracked_deadline import Pending, Tracked


class DeadlineMovedOn(Retryable):
    """Somebody else recorded events of a deadline in between.

    This batch is dropped and read again from the checkpoint.
    """


class DeadlineKeeper:
    """Loads and records deadlines. `store` is the service's own."""

    def __init__(
        self,
        store: EventStore[Connection],
        rows: DeadlineRows,
        timers: Timers,
        lateness: LatenessRows,
    ) -> None:
        self.store, self.rows, self._timers, self._lateness = store, rows, timers, lateness

    async def record(
        self, tx: Connection, before: Mapping[str, Tracked], after: Mapping[str, Tracked]
    ) -> None:
        """Record the deadlines that have changed. Raises DeadlineMovedOn."""
        changed = [tracked for stream, tracked in after.items() if tracked != before.get(stream)]
        # Events before rows: accepting a claim locks the shard first and the row second, so the
        # other order here could deadlock with it.
        await self._append(tx, _in_order_of_knowledge(changed))
        await self.rows.save(tx, changed)
        await self._lateness.save(tx, [one for tracked in changed for one in tracked.pending])
        # Without a new event the version is the same, and the timer that it armed still holds.
        await self._arm(tx, [tracked for tracked in changed if tracked.pending])

    async def record_followed(
        self,
        tx: Connection,
        rows: FollowingRows,
        calendar: CalendarRef,
        followed: Sequence[tuple[Tracked, Tracked]],
    ) -> None:
        """Record deadlines, before and after, that follow `calendar` now.

        Less is written than by `record`. Raises DeadlineMovedOn and RowsMovedOn.
        """
        after = [one for _, one in followed]
        await self._append(tx, _in_order_of_knowledge(after))
        await rows.save(tx, after, calendar)
        # A timer that is set for that instant holds, whatever version armed it.
        timers = (_timer(new) for old, new in followed if _wakes_at_another_time(old, new))
        # One that stands had none, and one that runs had one.
        await self._timers.move_all(tx, [timer for timer in timers if timer])

    async def _append(self, tx: Connection, appends: Sequence[Append]) -> None:
        if not appends:
            return
        for outcome in await self.store.append_in(tx, appends):
            if not isinstance(outcome, Appended):
                raise DeadlineMovedOn(str(outcome))

    async def _arm(self, tx: Connection, changed: Sequence[Tracked]) -> None:
        timers = {tracked.deadline.stream: _timer(tracked) for tracked in changed}
        await self._timers.arm_all(tx, [timer for timer in timers.values() if timer])
        for shard in {tracked.shard for tracked in changed}:
            idle = [
                one.deadline.stream
                for one in changed
                if one.shard == shard and not timers[one.deadline.stream]
            ]
            await self._timers.disarm(tx, shard, idle)


def _wakes_at_another_time(old: Tracked, new: Tracked) -> bool:
    # Where the due time is another, to look at the warnings would cost more than it spares.
    return old.deadline.due_at != new.deadline.due_at or _wakes_at(old) != _wakes_at(new)


def _wakes_at(tracked: Tracked) -> datetime | None:
    instant = next_instant(tracked.deadline)
    return instant.at if instant else None


def _timer(tracked: Tracked) -> Timer | None:
    deadline, instant = tracked.deadline, next_instant(tracked.deadline)
    if instant is None:
        return None
    return Timer(
        shard=tracked.shard,
        key=deadline.stream,
        generation=deadline.version,
        due_at=instant.at,
        payload=deadline.case_id.encode(),
        routing_key=deadline.case_id,
    )


def _in_order_of_knowledge(changed: Sequence[Tracked]) -> Sequence[Append]:
    """Return one append for each event, in the order in which they became known.

    The order is across deadlines, so that history is recorded as it happened.
    """
    numbered = [
        (pending.known_at, _append(tracked, pending, tracked.stored_version + position))
        for tracked in changed
        for position, pending in enumerate(tracked.pending)
    ]
    # The sort is stable, and `known_at` never goes back within a deadline: its versions stay in
    # order.
    return [append for _, append in sorted(numbered, key=lambda item: item[0])]


def _append(tracked: Tracked, pending: Pending, expected_version: int) -> Append:
    return Append(
        stream=tracked.deadline.stream,
        routing_key=tracked.deadline.case_id,
        expected_version=expected_version,
        events=(pending.event,),
        recorded_at=pending.known_at if pending.event.meta.imported else None,
    )
