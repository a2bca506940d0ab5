"""Timers whose rivals are events of the service's own store: no watermark has to travel, the store
itself is asked."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from events.errors import EventsError
from events.log_actions import log_action
from events.store.connection import Connection
from events.timers.timers import Timer, Timers
from events.watermark import Watermark

Fire = Callable[[Connection, Sequence[Timer]], Awaitable[None]]


class OwnStore(Protocol):
    """The part of the service's own store that is used here; `PostgresStore` has it."""

    async def now(self) -> datetime: ...

    def transaction(self) -> AbstractAsyncContextManager[Connection]: ...

    async def watermark_in(self, tx: Connection, shard: int) -> Watermark:
        """Lock the shard until the transaction ends, and return its watermark.

        Nothing will be recorded at or before its instant any more.
        """
        ...


class OwnClockTimers:
    """Fires what is due by the time of the own store, under the lock of its shard.

    So every event recorded at or before `due_at` has been seen. `fire` gets timers of one shard in
    the order of (due_at, key), already claimed, in the transaction that claims them. A timer for
    which it raises an EventsError stays in the table, is logged, and does not keep the others from
    firing. `held` is asked at each step: timers of the shards that it returns stay where they are.
    """

    def __init__(
        self,
        store: OwnStore,
        timers: Timers,
        fire: Fire,
        *,
        limit: int = 200,
        held: Callable[[], Collection[int]] = tuple,
    ) -> None:
        self._store, self._timers, self._fire, self._limit, self._held = (
            store,
            timers,
            fire,
            limit,
            held,
        )

    async def step(self) -> int:
        """Fire what is due now, each shard in a transaction of its own; return how many fired."""
        # Without any lock: it only finds the shards to look at. What is due is decided under the
        # lock.
        now = await self._store.now()
        async with self._store.transaction() as tx:
            shards = await self._timers.due_shards(tx, now)
        held = frozenset(self._held()) if shards else frozenset()
        return sum([await self._fire_shard(shard) for shard in shards if shard not in held])

    async def _fire_shard(self, shard: int) -> int:
        try:
            return await self._fire_together(shard)
        except EventsError:
            # The transaction was rolled back, so all of them are still in the table.
            return await self._fire_one_by_one(shard)

    async def _fire_together(self, shard: int) -> int:
        async with self._store.transaction() as tx:
            # The lock before the claim: no event that would disarm a timer can come in between.
            watermark = await self._store.watermark_in(tx, shard)
            due = await self._timers.claim_due(tx, shard, watermark.at, self._limit)
            if due:
                await self._fire(tx, due)
        return len(due)

    async def _fire_one_by_one(self, shard: int) -> int:
        return sum([await self._fire_alone(timer) for timer in await self._due(shard)])

    async def _due(self, shard: int) -> Sequence[Timer]:
        """Return what is due, without claiming it."""
        async with self._store.transaction() as tx:
            watermark = await self._store.watermark_in(tx, shard)
            return await self._timers.due(tx, shard, watermark.at)

    async def _fire_alone(self, timer: Timer) -> int:
        try:
            async with self._store.transaction() as tx:
                await self._store.watermark_in(tx, timer.shard)
                if not await self._timers.claim(tx, timer):
                    return 0
                await self._fire(tx, [timer])
        except EventsError as error:
            log_action(
                "timer-not-fired", shard=timer.shard, key=timer.key, error=type(error).__name__
            )
            return 0
        return 1
