"""How far the time of a sandbox's store is moved, and which stores are a sandbox's.

`store_now` is the one function that gives a store's time. Where the mark is set, it adds what
stands in the table; everywhere else it is the database's clock, and no row says otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from events.store.connection import Connection, Pool, Queries, in_schema
from events.store.event_store import CommandRecord

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

HAS_CLOCK = "select to_regclass('{schema}.es_sandbox_clock') is not null"
IS_MARKED = "select exists (select from {schema}.es_sandbox_clock)"
_NOW = "select {schema}.store_now(null)"
_AHEAD = "select ahead_us from {schema}.es_sandbox_clock"
_MOVE = """
update {schema}.es_sandbox_clock set ahead_us = greatest(ahead_us, $1) returning ahead_us
"""
_LOCK = """
select {schema}.store_now(null) as now, moves_to from {schema}.es_sandbox_clock for update
"""
_EARLIER = "select fingerprint, response from {schema}.es_command where command_id = $1"
_NOTE = """
insert into {schema}.es_command (command_id, fingerprint, response, done_at)
values ($1, $2, $3, clock_timestamp())
"""
_SET_GOAL = "update {schema}.es_sandbox_clock set moves_to = $1"
_GOAL = "select moves_to from {schema}.es_sandbox_clock"
_ARRIVED = """
update {schema}.es_sandbox_clock set moves_to = null where moves_to <= {schema}.store_now(null)
"""
_WRITTEN = "(select coalesce(sum(next - 1), 0)::bigint from {schema}.es_shard)"
_STATE = "select $written as written, ahead_us, {schema}.store_now(null) as now from"
_STATE += " {schema}.es_sandbox_clock"
_READ = "select topic, sum(next_seq - 1)::bigint as count from {schema}.checkpoint group by topic"


class NotForward(Exception):
    """The clock is at or beyond that instant already, or moves beyond it: `now` is where."""

    def __init__(self, now: datetime) -> None:
        super().__init__("a store's time goes forward only")
        self.now = now


async def is_movable(connection: Queries, schema: str) -> bool:
    """Return whether a store was marked when it was first made; one without tables was not."""
    has_table: bool = await connection.fetchval(in_schema(HAS_CLOCK, schema))
    return has_table and bool(await connection.fetchval(in_schema(IS_MARKED, schema)))


@dataclass(frozen=True, slots=True)
class ClockState:
    """A store's time, how far it is ahead, and how many events its log holds."""

    now: datetime
    ahead: timedelta
    written: int


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

    async def state(self, *, has_log: bool) -> ClockState:
        """Return the store's time and how much its log holds, of one instant."""
        statement = _STATE.replace("$written", _WRITTEN if has_log else "0")
        row = await self.pool.fetchrow(in_schema(statement, self.schema))
        assert row is not None, "a movable store has a row"
        return ClockState(row["now"], int(row["ahead_us"]) * _TICK, int(row["written"]))

    async def read(self) -> Mapping[str, int]:
        """Return how many events of each topic were applied beside the store."""
        rows = await self.pool.fetch(in_schema(_READ, self.schema))
        return {row["topic"]: row["count"] for row in rows}

    async def goal(self) -> datetime | None:
        """Return up to where the time is to be moved; None when it is there."""
        goal: datetime | None = await self.pool.fetchval(in_schema(_GOAL, self.schema))
        return goal

    async def arrived(self) -> None:
        """Forget a goal that has been reached."""
        await self.pool.execute(in_schema(_ARRIVED, self.schema))

    async def set_goal(
        self, wanted: datetime | timedelta, command: CommandRecord | None = None
    ) -> datetime:
        """Note up to where the time is to be moved; return it.

        A span counts from the goal that is not reached yet, so that two moves at once add up. A
        command that was carried out before gets its first answer. Raises NotForward, and KeyReused
        if it came with another fingerprint.
        """
        async with self.pool.acquire() as connection, connection.transaction():
            row = await connection.fetchrow(in_schema(_LOCK, self.schema))
            assert row is not None, "a movable store has a row"
            # Under the row's lock: of two requests under one key the second finds the first.
            if command is not None and (before := await self._goal_of(connection, command)):
                return before
            now: datetime = max(row["now"], row["moves_to"] or row["now"])
            goal = wanted if isinstance(wanted, datetime) else now + wanted
            if goal <= now:
                raise NotForward(now)
            await connection.execute(in_schema(_SET_GOAL, self.schema), goal)
            if command is not None:
                note = (command.command_id, command.fingerprint, goal.isoformat().encode())
                await connection.execute(in_schema(_NOTE, self.schema), *note)
        return goal

    async def _goal_of(self, tx: Connection, command: CommandRecord) -> datetime | None:
        row = await tx.fetchrow(in_schema(_EARLIER, self.schema), command.command_id)
        if row is None:
            return None
        first = CommandRecord(
            command_id=command.command_id, fingerprint=row["fingerprint"], response=row["response"]
        )
        return datetime.fromisoformat(first.answer_to(command.fingerprint).decode())
