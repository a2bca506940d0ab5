"""Counts and sorts open cases in SQL, so that only one page of them is ever loaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from events.store.connection import Connection, Row, in_schema
from reporting.adapters.history_table import CASE_HISTORY, DEADLINE_HISTORY
from reporting.adapters.queue_ranks import QueueRanks
from reporting.adapters.read_history import Having, read_rows
from reporting.domain.case_row import UNRESOLVED
from reporting.domain.queue import BOARD_CLOCKS, BoardClock, Waiting

GOAL = "first_response"

# The first that fits, so the order matters: a missed promise that nobody answered leads the board
# even while its case waits for the customer; and of two reasons to stand, an excuse (CP-27) is the
# rarer one, which an engineer has to know of.
_CLOCK = """case
    when d.key is null then 'unclocked'
    when d.verdict = 'missed' and d.answered_at is null then 'breached'
    when d.verdict is not null then 'answered'
    when d.excused then 'excused'
    when d.paused then 'paused'
    when d.due_at <= $2 then 'due-not-judged'
    else 'running' end"""

_CASES = f"""
from {{schema}}.case_history c
left join {{schema}}.deadline_history d on d.key = c.key || '/{GOAL}' and d.until_seq is null
"""
_OPEN = "where c.until_seq is null and c.status = any($1::text[])"

_COUNT = f"select {_CLOCK} as clock, count(*) as cases {_CASES} {_OPEN} group by 1"

# Among equals: by priority, then by the plan's rank in the terms that the case was promised under
# (CP-21), then by what was due or opened first; the number last, so that no two pages of the list
# show the same case.
_PAGE = f"""
select c.key, {_CLOCK} as clock {_CASES}
left join unnest($6::text[], $7::text[], $8::int[]) as q (terms_version, plan, rank)
    on q.terms_version = c.terms_version and q.plan = c.plan
{_OPEN}
order by array_position($3::text[], {_CLOCK}),
    case when d.verdict is null then d.due_at end nulls last,
    c.priority,
    coalesce(q.rank, array_position($9::text[], c.plan)),
    coalesce(d.due_at, c.opened_at),
    c.number
limit $4 offset $5
"""


# Those whom nobody has lead, the longest first; then what is due soonest.
_P1S = f"""
select c.key, {_CLOCK} as clock, count(*) over () as cases,
    count(c.uncovered_since) over () as uncovered
{_CASES} where c.until_seq is null and c.priority = 'P1' and c.worked_around_at is null
    and c.status = any($1::text[])
order by c.uncovered_since nulls last, d.due_at nulls last, c.number limit $3
"""


_ONE = f"select c.key, {_CLOCK} as clock {_CASES} where c.until_seq is null and c.key = $1"


@dataclass(frozen=True, slots=True)
class P1Count:
    """How many P1s nothing has helped yet, and how many of them no engineer has (CP-26)."""

    cases: int
    uncovered: int


@dataclass(frozen=True, slots=True)
class Slot:
    """The rows of a list to show: the `number`th page (the first is 1) of `size` rows each."""

    number: int = 1
    size: int = 50

    @property
    def skipped(self) -> int:
        """Return how many rows come before."""
        return (self.number - 1) * self.size


async def count_open(
    connection: Connection, schema: str, now: datetime
) -> Mapping[BoardClock, int]:
    """Return how many open cases there are for each state of the clock."""
    records = await connection.fetch(in_schema(_COUNT, schema), list(UNRESOLVED), now)
    return dict.fromkeys(BOARD_CLOCKS, 0) | {each["clock"]: each["cases"] for each in records}


async def read_queue(
    connection: Connection, schema: str, now: datetime, slot: Slot, ranks: QueueRanks
) -> Sequence[Waiting]:
    """Return the open cases of one page of the board, in its order."""
    arguments = (list(UNRESOLVED), now, list(BOARD_CLOCKS), slot.size, slot.skipped)
    records = await connection.fetch(in_schema(_PAGE, schema), *arguments, *ranks.arguments())
    return await _waiting(connection, schema, records)


async def read_p1s(
    connection: Connection, schema: str, now: datetime, limit: int
) -> tuple[Sequence[Waiting], P1Count]:
    """Return the P1s that nothing has helped yet, at most `limit`, and how many of them there are
    (CP-26).
    """
    arguments = (["open", "waiting-on-customer"], now, limit)
    records = await connection.fetch(in_schema(_P1S, schema), *arguments)
    counted = records[0] if records else None
    count = P1Count(counted["cases"], counted["uncovered"]) if counted else P1Count(0, 0)
    return await _waiting(connection, schema, records), count


async def read_waiting(
    connection: Connection, schema: str, now: datetime, case_id: str
) -> Waiting | None:
    """Return one case with its clock, open or over; None if there is none of that id."""
    records = await connection.fetch(in_schema(_ONE, schema), case_id, now)
    waiting = await _waiting(connection, schema, records)
    return waiting[0] if waiting else None


async def _waiting(
    connection: Connection, schema: str, records: Sequence[Row]
) -> Sequence[Waiting]:
    keys = [each["key"] for each in records]
    # The caller's transaction is repeatable read, so every key that was listed is still there.
    cases = await read_rows(connection, schema, CASE_HISTORY, None, Having("key", "any of", keys))
    goals = [f"{key}/{GOAL}" for key in keys]
    promises = await read_rows(
        connection, schema, DEADLINE_HISTORY, None, Having("key", "any of", goals)
    )
    by_key, by_case = {row.case_id: row for row in cases}, {row.case_id: row for row in promises}
    return [
        Waiting(by_key[each["key"]], by_case.get(each["key"]), each["clock"]) for each in records
    ]
