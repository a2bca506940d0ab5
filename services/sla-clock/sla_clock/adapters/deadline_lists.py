"""Answers the API's two questions: the deadlines of a case, and what is due next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from events.catalogue.terms import Goal
from events.store.connection import Pool, in_schema
from events.timers.timers import Timers
from sla_clock.adapters.customer_zones import zone_of
from sla_clock.adapters.deadline_rows import decode_state
from sla_clock.adapters.forget_readers import is_former_user
from sla_clock.adapters.lateness_rows import Lateness, LatenessRows
from sla_clock.domain.deadline import Deadline, DeadlineState
from webapi.case_readers import CaseReaders
from webapi.identity import Identity

_IS_IMPORTED = """
select coalesce(bool_or((origin ->> 'imported')::boolean), false)
from {schema}.deadline where case_id = $1
"""
_OF_CASE = """
select state_data from {schema}.deadline where case_id = $1
order by array_position(
    array['first_response', 'cover', 'next_update', 'workaround', 'resolution'], goal)
"""

# The order is by the expressions of the index `deadline_due_next`. The cursor's instant comes as
# text, since Python has no datetime for infinity.
_DUE_NEXT = """
select state_data from {schema}.deadline
where state = any($1::text[]) and goal = any($9::text[])
  and ($2::timestamptz is null or due_at < $2)
  and ($3::text is null or customer_id = $3)
  and ($8::text is null or exists (
    select from {schema}.case_reader as reader where reader.user_id = $8
        and reader.case_id = deadline.case_id))
  and ($4::text is null or (coalesce(due_at, 'infinity'), case_id, goal) > ($4::text::timestamptz,
      $5::text, $6::text))
order by coalesce(due_at, 'infinity'), case_id, goal
limit $7
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """The last deadline of the page before; `due_at` None: it had no due time."""

    due_at: datetime | None
    case_id: str
    goal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which deadlines a list is to hold.

    `user_id`: those of cases that this user logged or is on the team of.
    """

    states: Sequence[DeadlineState]
    goals: Sequence[Goal]
    due_before: datetime | None
    customer_id: str | None
    user_id: str | None = None


# A stretch whose breach has no end yet still lasts.
_LACK_OF_COVER = """
select count(*) as cases, min(started_at) as since from {schema}.deadline
where goal = 'cover' and (state = 'running'
    or state = 'breached' and state_data ->> 'answered_at' is null)
"""


@dataclass(frozen=True, slots=True)
class LackOfCover:
    """How many P1s no engineer has now, and since when the longest of them (UTC); None: none."""

    cases: int
    since: datetime | None


class DeadlineLists:
    """The questions that are answered from the `deadline` table of one schema."""

    def __init__(self, pool: Pool, schema: str, lateness: LatenessRows) -> None:
        self._pool, self._schema, self._lateness = pool, schema, lateness
        self._readers = CaseReaders(schema)

    async def reads(self, identity: Identity, deadline: Deadline) -> bool:
        """Return whether this person may read a case's deadline (CP-8)."""
        if await self._is_former(identity):
            return False
        return await self._readers.reads(
            self._pool, identity, deadline.customer_id, deadline.case_id
        )

    async def own_cases_only(self, identity: Identity) -> str | None:
        """Return the user to whose cases a list is limited; None if it is not limited."""
        if identity.role != "contact" or await self._readers.is_liaison(self._pool, identity):
            return None
        return "" if await self._is_former(identity) else identity.user_id or ""

    async def _is_former(self, identity: Identity) -> bool:
        if identity.role != "contact":
            return False
        who = identity.customer_id or "", identity.user_id or ""
        return await is_former_user(self._pool, self._schema, *who)

    async def of_case(self, case_id: str) -> Sequence[Deadline]:
        """Return the deadlines of a case, its first response first; empty if it has none."""
        rows = await self._pool.fetch(in_schema(_OF_CASE, self._schema), case_id)
        return [decode_state(row["state_data"]) for row in rows]

    async def is_imported(self, case_id: str) -> bool:
        """Return whether the case is history."""
        imported = await self._pool.fetchval(in_schema(_IS_IMPORTED, self._schema), case_id)
        return bool(imported)

    async def zone_of(self, customer_id: str) -> ZoneInfo | None:
        """Return the customer's zone; None: the vendor's, or not known here."""
        return await zone_of(self._pool, self._schema, customer_id)

    async def due_next(self, wanted: Wanted, after: After | None, limit: int) -> Sequence[Deadline]:
        """Return at most `limit` of the wanted deadlines that follow `after`.

        The soonest due comes first; those without a due time come last.
        """
        rows = await self._pool.fetch(
            in_schema(_DUE_NEXT, self._schema),
            list(wanted.states),
            wanted.due_before,
            wanted.customer_id,
            _instant(after),
            after.case_id if after else None,
            after.goal if after else None,
            limit,
            wanted.user_id,
            list(wanted.goals),
        )
        return [decode_state(row["state_data"]) for row in rows]

    async def lack_of_cover(self) -> LackOfCover:
        """Return which P1s have no engineer now, of those that are promised one (CP-26)."""
        row = await self._pool.fetchrow(in_schema(_LACK_OF_COVER, self._schema))
        return LackOfCover(row["cases"], row["since"]) if row else LackOfCover(0, None)

    async def lateness(self, now: datetime) -> Lateness:
        """Return how late what was due in the last hour was noticed."""
        return await self._lateness.read(self._pool, now)

    async def open_timers(self) -> int:
        """Return how many timers are set."""
        return await Timers(self._schema).open_timers(self._pool)


def _instant(after: After | None) -> str | None:
    if after is None:
        return None
    return "infinity" if after.due_at is None else after.due_at.isoformat()
