"""Lets open deadlines follow the newest version of their calendar, shard by shard (CP-25).

Each batch is a transaction that holds its partition, so it may end at any instruction: the next run
goes on with what is left, and no deadline is moved twice.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from events.broker.broker import TopicPartition
from events.catalogue.terms import CalendarRef
from events.consumer.checkpoints import Checkpoints
from events.store.connection import Pool
from events.store.postgres_store import PostgresStore
from events.timers.timers import Timers
from sla_clock.adapters.deadline_rows import DeadlineRows
from sla_clock.adapters.following_rows import FollowingRows
from sla_clock.adapters.keep_deadlines import DeadlineKeeper
from sla_clock.adapters.lateness_rows import LatenessRows
from sla_clock.domain.deadline import Followed
from sla_clock.domain.follow_calendar import FollowCalendar
from sla_clock.projections.tracked_deadline import Tracked, follow_later_calendar
from sla_clock.settings import CONSUMER, SCHEMA

AT_ONCE = 1_000
_SIDE_BY_SIDE = 2
"""While one batch is written, another is counted: more than that wait for each other."""

LOOK_AGAIN_S: Final = 0.25
PATIENCE_S: Final = 5.0
"""How often to look, and for how long, whether the clock has given the warnings that are due."""

# A process that is frozen inside a batch keeps nobody from the partition for longer.
_LIMITS = "set local idle_in_transaction_session_timeout = '10s'; set local jit = off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What moved, and how many deadlines wait for a warning that the clock has not given yet."""

    moved: Sequence["Moved"]
    waiting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A deadline that follows a later version now, or would."""

    case_id: str
    number: str
    goal: str
    followed: Followed


class CalendarFollower:
    """Moves deadlines while it holds their partition, whoever reads that.

    `topic` is intake's, with its prefix; the readers of its partitions load their checkpoints and
    timers again afterwards.
    """

    def __init__(self, pool: Pool, store: PostgresStore, topic: str) -> None:
        self._pool, self._store, self._topic = pool, store, topic
        self._rows = FollowingRows(SCHEMA)
        self._checkpoints = Checkpoints(SCHEMA, CONSUMER)
        self._keeper = DeadlineKeeper(
            store, DeadlineRows(SCHEMA), Timers(SCHEMA), LatenessRows(SCHEMA)
        )

    async def would_follow(self, calendar: CalendarRef) -> Outcome:
        """Return what following `calendar` would do now; nothing is written."""
        command = FollowCalendar(calendar=calendar, at=await self._store.now())
        shards = [
            await self._rows.load(self._pool, shard, calendar, command.at, None)
            for shard in range(self._store.shards)
        ]
        moved = [one for shard in shards for one in _moved(_followed(shard, command))]
        return Outcome(moved=moved, waiting=await self._waiting(calendar))

    async def follow(self, calendar: CalendarRef) -> Outcome:
        """Let all open deadlines follow `calendar`; return what moved.

        Raises what the store raises, and BeyondCalendar; what was moved before stays moved.
        """
        turns = asyncio.Semaphore(_SIDE_BY_SIDE)

        async def one(shard: int) -> Sequence[Moved]:
            async with turns:
                return await self._follow_in(shard, calendar)

        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(one(shard)) for shard in range(self._store.shards)]
        except ExceptionGroup as problems:
            # The others were stopped, and undone: whoever asked wants to know of the first.
            raise problems.exceptions[0] from problems
        moved = [moved for task in tasks for moved in task.result()]
        return Outcome(moved=moved, waiting=await self._waiting(calendar))

    async def _waiting(self, calendar: CalendarRef) -> int:
        at = await self._store.now()
        shards = range(self._store.shards)
        return sum([await self._rows.count_waiting(self._pool, it, calendar, at) for it in shards])

    async def _follow_in(self, shard: int, calendar: CalendarRef) -> Sequence[Moved]:
        moved: list[Moved] = []
        for _ in range(1 + round(PATIENCE_S / LOOK_AGAIN_S)):
            while batch := await self._follow_some(shard, calendar):
                moved += _moved(batch)
                if len(batch) < AT_ONCE:
                    break
            at = await self._store.now()
            if not await self._rows.count_waiting(self._pool, shard, calendar, at):
                break
            # A running clock is behind by the watermark's delay: it warns in a moment.
            await asyncio.sleep(LOOK_AGAIN_S)
        return moved

    async def _follow_some(
        self, shard: int, calendar: CalendarRef
    ) -> Sequence[tuple[Tracked, Tracked]]:
        """Let one batch follow; return its deadlines before and after."""
        async with self._pool.acquire() as tx, tx.transaction():
            await tx.execute(_LIMITS)
            # First, to lock the partition: its reader applies nothing meanwhile, and no time can
            # pass for it that lies after the instant asked for next.
            await self._checkpoints.revise(tx, TopicPartition(self._topic, shard))
            command = FollowCalendar(calendar=calendar, at=await self._store.now())
            rows = await self._rows.load(tx, shard, calendar, command.at, AT_ONCE)
            followed = _followed(rows, command)
            if followed:
                await self._keeper.record_followed(tx, self._rows, calendar, followed)
            return followed


def _followed(
    rows: Sequence[Tracked], command: FollowCalendar
) -> Sequence[tuple[Tracked, Tracked]]:
    both = [(one, follow_later_calendar(one, command)) for one in rows]
    return [(before, after) for before, after in both if after.pending]


def _moved(batch: Sequence[tuple[Tracked, Tracked]]) -> Sequence[Moved]:
    deadlines = [after.deadline for _, after in batch]
    return [
        Moved(case_id=one.case_id, number=one.number, goal=one.goal, followed=one.followed[-1])
        for one in deadlines
    ]
