"""Reads deadlines for those who ask: of a case, and what is due next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from events.store.connection import Pool, in_schema
from sla_clock.adapters.deadline_rows import decode_state
from sla_clock.domain.deadline import Deadline, DeadlineState

_OF_CASE = "select state_data from {schema}.deadline where case_id = $1 order by goal"

_DUE_NEXT = """
select state_data from {schema}.deadline
where state = any($1::text[])
  and ($2::timestamptz is null or due_at < $2)
  and ($3::text is null or customer_id = $3)
  and ($4::text is null or (coalesce(due_at, 'infinity'), case_id, goal) > ($4::text::timestamptz, $5::text, $6::text))
order by coalesce(due_at, 'infinity'), case_id, goal
limit $7
"""

_OPEN_TIMERS = "select count(*) from {schema}.timer"


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """The last deadline of the page before; `due_at` None: it had no due time."""

    due_at: datetime | None
    case_id: str
    goal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which deadlines a list is to hold."""

    states: Sequence[DeadlineState]
    due_before: datetime | None
    customer_id: str | None


class DeadlineLists:
    """The questions that are answered from the `deadline` table of one schema."""

    def __init__(self, pool: Pool, schema: str) -> None:
        self._pool, self._schema = pool, schema

    async def of_case(self, case_id: str) -> Sequence[Deadline]:
        """The deadlines of a case, by goal; none where there are none."""
        rows = await self._pool.fetch(in_schema(_OF_CASE, self._schema), case_id)
        return [decode_state(row["state_data"]) for row in rows]

    async def due_next(self, wanted: Wanted, after: After | None, limit: int) -> Sequence[Deadline]:
        """Those wanted, soonest due first, those without a due time last; at most `limit` after `after`."""
        rows = await self._pool.fetch(
            in_schema(_DUE_NEXT, self._schema),
            list(wanted.states),
            wanted.due_before,
            wanted.customer_id,
            _instant(after),
            after.case_id if after else None,
            after.goal if after else None,
            limit,
        )
        return [decode_state(row["state_data"]) for row in rows]

    async def open_timers(self) -> int:
        """How many instants are waited for."""
        return int(await self._pool.fetchval(in_schema(_OPEN_TIMERS, self._schema)))


def _instant(after: After | None) -> str | None:
    if after is None:
        return None
    return "infinity" if after.due_at is None else after.due_at.isoformat()
