"""Finds and writes the rows of open deadlines that follow a calendar (CP-25).

One statement a batch: of a row, only what a later version of a calendar changes is written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from events.catalogue.terms import CalendarRef
from events.errors import Retryable
from events.store.connection import Connection, Pool, in_schema
from events.store.statements_for_services import TIMER_IS_DUE
from sla_clock.adapters.deadline_rows import COLUMNS, encode_state, read_row
from sla_clock.adapters.fact_tables import keep_switches
from sla_clock.projections.tracked_deadline import Tracked

# As the index `deadline_follows` is.
_OPEN = "follows is not null and state in ('running', 'paused', 'excused')"
# What is due by then, a warning or the end, is for the running clock: it knows whether an answer
# came before. The key is that of `stream_of`.
_WAITS = TIMER_IS_DUE.replace("KEY", "'deadline-' || kept.case_id || '-' || kept.goal")
# The version of the calendar leads, so that a batch that was moved is not looked at again.
_MAY_FOLLOW = f"""{_OPEN} and shard = $1 and follows = $2 and calendar_version < $3
    and (due_at is null or due_at > $4)"""
_LOAD = f"""
select {COLUMNS} from {{schema}}.deadline as kept where {_MAY_FOLLOW} and not {_WAITS} limit $5
"""  # noqa: S608 (a constant)
_COUNT_WAITING = f"""
select count(*) from {{schema}}.deadline as kept where {_MAY_FOLLOW} and {_WAITS}
"""  # noqa: S608 (a constant)
_SAVE = """
update {schema}.deadline as kept
set due_at = moved.due_at, version = moved.version, state_data = moved.state_data::json,
    calendar_version = $6
from unnest($1::text[], $2::text[], $3::timestamptz[], $4::int[], $5::text[])
    as moved (case_id, goal, due_at, version, state_data)
where kept.case_id = moved.case_id and kept.goal = moved.goal and kept.version = moved.version - 1
"""
_BEHIND = f"""
select follows, shard, count(*) as deadlines from {{schema}}.deadline
where {_OPEN} and calendar_version < coalesce(
    (select newest from unnest($1::text[], $2::int[]) as known (id, newest) where id = follows), 0)
group by follows, shard order by follows, shard
"""  # noqa: S608 (a constant)
_FOLLOWED = f"select distinct follows from {{schema}}.deadline where {_OPEN}"  # noqa: S608


class RowsMovedOn(Retryable):
    """Rows of deadlines changed while their partition was held, which nobody may do.

    Nothing was written: run the command again, and look who else writes to this schema.
    """


@dataclass(frozen=True, slots=True)
class Behind:
    """How many open deadlines of a shard count by an earlier version of the calendar they follow.

    Those that are due already, and wait for their verdict, are among them.
    """

    calendar_id: str
    shard: int
    deadlines: int


class FollowingRows:
    """The rows of one schema."""

    def __init__(self, schema: str) -> None:
        self._schema = schema

    async def calendars(self, pool: Pool) -> Sequence[str]:
        """Return the ids of the calendars that open deadlines follow."""
        rows = await pool.fetch(in_schema(_FOLLOWED, self._schema))
        return sorted(row["follows"] for row in rows)

    async def behind(self, pool: Pool, newest: Mapping[str, int]) -> Sequence[Behind]:
        """Return where deadlines count by an earlier version than the newest of these."""
        columns = list(newest), list(newest.values())
        rows = await pool.fetch(in_schema(_BEHIND, self._schema), *columns)
        return [Behind(row["follows"], row["shard"], row["deadlines"]) for row in rows]

    async def load(
        self,
        tx: Connection | Pool,
        shard: int,
        calendar: CalendarRef,
        at: datetime,
        limit: int | None,
    ) -> Sequence[Tracked]:
        """Return open deadlines that may follow `calendar`, with nothing of theirs due by `at`.

        At most `limit` of them; None: all.
        """
        arguments = shard, calendar.calendar_id, calendar.version, at, limit
        return [read_row(row) for row in await tx.fetch(in_schema(_LOAD, self._schema), *arguments)]

    async def count_waiting(
        self, pool: Pool, shard: int, calendar: CalendarRef, at: datetime
    ) -> int:
        """Return how many more may follow once the clock has given the warnings due by `at`."""
        arguments = shard, calendar.calendar_id, calendar.version, at
        waiting: int = await pool.fetchval(in_schema(_COUNT_WAITING, self._schema), *arguments)
        return waiting

    async def save(
        self, tx: Connection, followed: Sequence[Tracked], calendar: CalendarRef
    ) -> None:
        """Write what has changed of deadlines that follow `calendar` now, and keep it for what-if.

        Raises RowsMovedOn.
        """
        deadlines = [one.deadline for one in followed]
        done = await tx.execute(
            in_schema(_SAVE, self._schema),
            [one.case_id for one in deadlines],
            [one.goal for one in deadlines],
            [one.due_at for one in deadlines],
            [one.version for one in deadlines],
            [encode_state(one) for one in deadlines],
            calendar.version,
        )
        if done != f"UPDATE {len(deadlines)}":
            raise RowsMovedOn(f"{done} of {len(deadlines)} rows")
        await keep_switches(tx, followed, calendar, self._schema)
