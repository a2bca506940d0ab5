"""How far the time of a sandbox's store is moved, and which stores are a sandbox's.

`store_now` is the one function that gives a store's time. Where the mark is set, it adds what
stands in the table; everywhere else it is the database's clock, and no row says otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from events.store.connection import Pool, Queries, in_schema

_TICK: Final = timedelta(microseconds=1)
MARK: Sequence[str] = (
    "insert into {schema}.es_sandbox_clock default values",
    """
    create or replace function {schema}.store_now(given timestamptz) returns timestamptz
    language sql volatile as $$
        select coalesce(given, clock_timestamp()
            + (select ahead_us * interval '1 microsecond' from {schema}.es_sandbox_clock))
    $$
    """,
)
"""The statements that make a store's time movable; they run once, when the store is first made."""

_HAS_TABLE = "select to_regclass('{schema}.es_sandbox_clock') is not null"
_IS_MARKED = "select exists (select from {schema}.es_sandbox_clock)"
_NOW = "select {schema}.store_now(null)"
_AHEAD = "select ahead_us from {schema}.es_sandbox_clock"
_MOVE = """
update {schema}.es_sandbox_clock set ahead_us = greatest(ahead_us, $1) returning ahead_us
"""
_LOCK = """
select {schema}.store_now(null) as now, moves_to from {schema}.es_sandbox_clock for update
"""
_SET_GOAL = "update {schema}.es_sandbox_clock set moves_to = $1"
_GOAL = "select moves_to from {schema}.es_sandbox_clock"
_ARRIVED = """
update {schema}.es_sandbox_clock set moves_to = null where moves_to <= {schema}.store_now(null)
"""


class NotForward(Exception):
    """The clock is at or beyond that instant already, or moves beyond it: `now` is where."""

    def __init__(self, now: datetime) -> None:
        super().__init__("a store's time goes forward only")
        self.now = now


async def is_movable(connection: Queries, schema: str) -> bool:
    """Return whether a store was marked when it was first made; one without tables was not."""
    has_table: bool = await connection.fetchval(in_schema(_HAS_TABLE, schema))
    return has_table and bool(await connection.fetchval(in_schema(_IS_MARKED, schema)))


@dataclass(frozen=True, slots=True)
class SandboxClockTable:
    """The clock of one service's store; the store is marked as movable."""

    pool: Pool
    schema: str

    async def now(self) -> datetime:
        """Return the store's time."""
        now: datetime = await self.pool.fetchval(in_schema(_NOW, self.schema))
        return now

    async def ahead(self) -> timedelta:
        """Return how far the store's time is ahead of the database's clock."""
        return int(await self.pool.fetchval(in_schema(_AHEAD, self.schema))) * _TICK

    async def move(self, ahead: timedelta) -> timedelta:
        """Move the store's time to at least so far ahead; return how far it is. Never back."""
        moved = await self.pool.fetchval(in_schema(_MOVE, self.schema), ahead // _TICK)
        return int(moved) * _TICK

    async def goal(self) -> datetime | None:
        """Return up to where the time is to be moved; None when it is there."""
        goal: datetime | None = await self.pool.fetchval(in_schema(_GOAL, self.schema))
        return goal

    async def arrived(self) -> None:
        """Forget a goal that has been reached."""
        await self.pool.execute(in_schema(_ARRIVED, self.schema))

    async def set_goal(self, wanted: datetime | timedelta) -> datetime:
        """Note up to where the time is to be moved; return it.

        A span counts from the goal that is not reached yet, so that two moves at once add up.
        Raises NotForward.
        """
        async with self.pool.acquire() as connection, connection.transaction():
            row = await connection.fetchrow(in_schema(_LOCK, self.schema))
            assert row is not None, "a movable store has a row"
            now: datetime = max(row["now"], row["moves_to"] or row["now"])
            goal = wanted if isinstance(wanted, datetime) else now + wanted
            if goal <= now:
                raise NotForward(now)
            await connection.execute(in_schema(_SET_GOAL, self.schema), goal)
        return goal
