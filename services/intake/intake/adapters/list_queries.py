"""Reads the lists of cases and customers.

Pages come in the queue's order (CP-21); a telephone call is matched with open P1s (CP-16).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from events.catalogue.terms import Plan, Priority
from events.store.connection import Connection, Pool, Row, in_schema
from intake.domain.allowed_states import ALLOWED_IN
from intake.domain.case_progress import Status
from intake.domain.likely_twins import OpenP1

_COLUMNS = """case_id, number, customer_id, reporter_id, plan, plan_rank, priority, status, channel,
    subject, engineer_id, opened_at, first_responded_at, version"""

# In the order of the index `case_list_queue`. The case id makes the order total, so that a page
# begins right after the row on which the one before ended.
_QUEUE = f"""
select {_COLUMNS} from {{schema}}.case_list
where ($1::text is null or customer_id = $1)
    and ($2::text is null or status = $2)
    and ($3::text is null or priority = $3)
    and ($9::text is null or reporter_id = $9 or exists (
        select from {{schema}}.case_team as team
        where team.user_id = $9 and team.case_id = case_list.case_id))
    and ($4::text is null
        or (priority, plan_rank, opened_at, case_id) > ($4, $5::smallint, $6::timestamptz,
            $7::text))
order by priority, plan_rank, opened_at, case_id limit $8
"""  # noqa: S608 - the columns are a constant

_OPEN_P1S = """
select case_id, number, subject, channel, opened_at from {schema}.case_list
where customer_id = $1 and priority = 'P1' and status = any($2) and not worked_around
order by opened_at, number limit 100
"""
# A lock on a text: the customer may have no P1 yet, so there is no row to lock. Customers whose
# texts hash alike wait for each other, which is slower and nothing worse.
_TURN = "select pg_advisory_xact_lock(hashtextextended($1, 0))"

_CUSTOMERS = """
select customer_id, name from {schema}.customer_list
where ($1::text is null or customer_id = $1)
    and ($2::text is null or (name, customer_id) > ($2, $3::text))
order by name, customer_id limit $4
"""

_NUMBER = "select nextval('{schema}.case_number')"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedCase:
    """A case as the queue shows it."""

    case_id: str
    number: str
    customer_id: str
    reporter_id: str
    plan: Plan
    plan_rank: int
    priority: Priority
    status: Status
    channel: str
    subject: str
    engineer_id: str | None
    opened_at: datetime
    first_responded_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCursor:
    """The position at which a page of the queue ended."""

    priority: str
    plan_rank: int
    opened_at: datetime
    case_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """Which cases to show; None: all.

    `user_id`: those that this user logged or is on the team of (CP-8).
    """

    customer_id: str | None = None
    status: Status | None = None
    priority: Priority | None = None
    user_id: str | None = None


class ListQueries:
    """The lists in one Postgres schema."""

    def __init__(self, pool: Pool, schema: str) -> None:
        self._pool = pool
        self._schema = schema
        self._queue, self._open_p1s, self._customers, self._number = (
            in_schema(text, schema) for text in (_QUEUE, _OPEN_P1S, _CUSTOMERS, _NUMBER)
        )

    async def queue(
        self, wanted: QueueFilter, after: QueueCursor | None, limit: int
    ) -> Sequence[QueuedCase]:
        """Return cases by priority, then plan (CP-21), then age."""
        cursor = (
            (after.priority, after.plan_rank, after.opened_at, after.case_id)
            if after
            else (None,) * 4
        )
        filters = (wanted.customer_id, wanted.status, wanted.priority)
        rows = await self._pool.fetch(self._queue, *filters, *cursor, limit, wanted.user_id)
        return [_queued(row) for row in rows]

    async def open_p1s(self, customer_id: str, tx: Connection | None = None) -> tuple[OpenP1, ...]:
        """Return the customer's P1s without a workaround, oldest first.

        `tx`: as that transaction sees them.
        """
        rows = await (tx or self._pool).fetch(self._open_p1s, customer_id, ALLOWED_IN["join"])
        return tuple(OpenP1(**dict(row)) for row in rows)

    async def wait_for_turn(self, tx: Connection, customer_id: str) -> None:
        """Wait until no other transaction opens a P1 of the customer.

        The turn lasts to the end of `tx`.
        """
        await tx.execute(_TURN, f"{self._schema}/p1s-of/{customer_id}")

    async def customers(
        self, only: str | None, after: tuple[str, str] | None, limit: int
    ) -> Sequence[tuple[str, str]]:
        """Return names and ids of customers, by name; with `only`, just that one."""
        name, customer_id = after or (None, None)
        rows = await self._pool.fetch(self._customers, only, name, customer_id, limit)
        return [(row["name"], row["customer_id"]) for row in rows]

    async def next_number(self, tx: Connection | None = None) -> str:
        """Return a case number that nobody has. Numbers grow, and may have gaps.

        `tx`: by that transaction's connection.
        """
        # A sequence makes nobody wait, since it is not rolled back; that is why a number may be
        # missing.
        count: int = await (tx or self._pool).fetchval(self._number)
        return f"CASE-{count:06d}"


def _queued(row: Row) -> QueuedCase:
    return QueuedCase(**dict(zip(row.keys(), row, strict=True)))
