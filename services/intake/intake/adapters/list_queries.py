"""Reads the lists of cases and customers.

Pages come in the queue's order (CP-21); a telephone call is matched with open P1s (CP-16).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from events.catalogue.terms import Plan, Priority
from events.store.connection import Connection, Pool, Row, in_schema
from intake.domain.allowed_states import ALLOWED_IN
from intake.domain.case_progress import Status
from intake.domain.likely_twins import OpenP1

# CP-26: a P1 needs an engineer until it has a workaround. The words of the index
# `case_list_without_engineer`, which the planner takes only for what it can tell to be the same.
_UNCOVERED = """priority = 'P1' and (engineer_id is null or let_go) and not worked_around
    and status in ('open', 'waiting-on-customer')"""

_COLUMNS = f"""case_id, number, customer_id, reporter_id, plan, plan_rank, priority, status,
    channel, subject, engineer_id, opened_at, first_responded_at, version, level, updated_at,
    public_at, ({_UNCOVERED}) as uncovered"""

# Whose case it is (CP-8). By two indexes, which an `or` over both tables could not use.
_OF_USER = """case_id in (
    select case_id from {schema}.case_list where reporter_id = $?
    union all select case_id from {schema}.case_team where user_id = $?)"""

# `_after` includes the instant and `_before` does not, so that two ranges meet without a gap.
_CONDITIONS: Mapping[str, str] = {
    "customer_id": "customer_id = $?",
    "number": "number = $?",
    "case_ids": "case_id = any($?::text[])",
    "not_case_ids": "case_id <> all($?::text[])",
    "statuses": "status = any($?::text[])",
    "priority": "priority = $?",
    "engineer_id": "engineer_id = $?",
    "level": "level = $?::smallint",
    "opened_after": "opened_at >= $?",
    "opened_before": "opened_at < $?",
    "updated_after": "updated_at >= $?",
    "public_after": "public_at >= $?",
    "user_id": _OF_USER,
    "of_user": _OF_USER,
    "not_of_user": f"not ({_OF_USER})",
    "not_engineer_id": "engineer_id is distinct from $?",
    # `websearch_to_tsquery` takes whatever a person types, and never fails.
    "words": """case_id in (select case_id from {schema}.case_words
        where words @@ websearch_to_tsquery('english', $?))""",
}

# In the order of the indexes. The case id makes the order total, so that a page begins right after
# the row on which the one before ended, whatever is filtered.
_ORDER = "priority, plan_rank, opened_at, case_id"
_AFTER = f"({_ORDER}) > ($?, $?::smallint, $?::timestamptz, $?::text)"

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

# A page of events has few cases, so the key of `case_team` is looked up for each.
_CUSTOMERS_OF_CASES = """
select case_id, customer_id from {schema}.case_list where case_id = any($1)
    and ($2::text is null or customer_id = $2)
    and ($3::text is null or reporter_id = $3 or exists (
        select from {schema}.case_team as team
        where team.user_id = $3 and team.case_id = case_list.case_id))
"""
_MOVES = "select case_id, moved_by, moved_at, until from {schema}.case_moved_ahead"

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
    level: int
    updated_at: datetime
    public_at: datetime
    uncovered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Who moved a case ahead within its priority, when, and until when (CP-31)."""

    case_id: str
    moved_by: str
    moved_at: datetime
    until: datetime


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

    `user_id`: only those that this user may know of, having logged them or being on their team
    (CP-8); `of_user` and `not_of_user` ask for the same among those. `updated_after` counts every
    event, `public_after` those that a customer may know of. `uncovered`: whether a P1 lacks the
    engineer that it needs (CP-26). `words`: what stands in a text that the customer reads.
    """

    customer_id: str | None = None
    number: str | None = None
    case_ids: Sequence[str] | None = None
    not_case_ids: Sequence[str] | None = None
    statuses: Sequence[Status] | None = None
    priority: Priority | None = None
    engineer_id: str | None = None
    not_engineer_id: str | None = None
    level: int | None = None
    opened_after: datetime | None = None
    opened_before: datetime | None = None
    updated_after: datetime | None = None
    public_after: datetime | None = None
    user_id: str | None = None
    of_user: str | None = None
    not_of_user: str | None = None
    uncovered: bool | None = None
    words: str | None = None


class ListQueries:
    """The lists in one Postgres schema."""

    def __init__(self, pool: Pool, schema: str) -> None:
        self._pool = pool
        self._schema = schema
        self._open_p1s, self._customers, self._moves, self._number = (
            in_schema(text, schema) for text in (_OPEN_P1S, _CUSTOMERS, _MOVES, _NUMBER)
        )

    async def queue(
        self, wanted: QueueFilter, after: QueueCursor | None, limit: int
    ) -> Sequence[QueuedCase]:
        """Return cases by priority, then plan (CP-21), then age."""
        query, arguments = queue_query(wanted, after, limit)
        rows = await self._pool.fetch(in_schema(query, self._schema), *arguments)
        return [_queued(row) for row in rows]

    async def moves(self) -> Sequence[Move]:
        """Return the moves that were not taken back, also those whose time is up (CP-31)."""
        return [Move(**dict(row)) for row in await self._pool.fetch(self._moves)]

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

    async def customers_of_cases(
        self, case_ids: Iterable[str], customer_id: str | None, user_id: str | None
    ) -> Mapping[str, str]:
        """Return whose these cases are; ids that are no case's are left out.

        With `customer_id` only that customer's, with `user_id` only those that this user may know
        of (CP-8).
        """
        query = in_schema(_CUSTOMERS_OF_CASES, self._schema)
        rows = await self._pool.fetch(query, list(case_ids), customer_id, user_id)
        return {row["case_id"]: row["customer_id"] for row in rows}

    async def next_number(self, tx: Connection | None = None) -> str:
        """Return a case number that nobody has. Numbers grow, and may have gaps.

        `tx`: by that transaction's connection.
        """
        # A sequence makes nobody wait, since it is not rolled back; that is why a number may be
        # missing.
        count: int = await (tx or self._pool).fetchval(self._number)
        return f"CASE-{count:06d}"


def queue_query(
    wanted: QueueFilter, after: QueueCursor | None, limit: int
) -> tuple[str, Sequence[object]]:
    """Return the statement that reads the queue, and its arguments.

    It has the conditions that are asked for and no others: behind `$1 is null or ...` the planner
    would find neither the right index nor a subquery to begin with.
    """
    conditions: list[str] = ["true"]
    arguments: list[object] = []
    for condition, values in _conditions_of(wanted, after):
        conditions.append(condition)
        arguments += values
    where = "\n    and ".join(conditions)
    # Every part is a constant of this file; what the caller gave goes into the arguments.
    query = f"""
        select {_COLUMNS} from {{schema}}.case_list where {where} order by {_ORDER} limit $?
    """  # noqa: S608
    return _numbered(query), (*arguments, limit)


def _conditions_of(
    wanted: QueueFilter, after: QueueCursor | None
) -> Iterator[tuple[str, Sequence[object]]]:
    for name, condition in _CONDITIONS.items():
        if (value := getattr(wanted, name)) is not None:
            yield condition, [value] * condition.count("$?")
    if wanted.uncovered is not None:
        yield _UNCOVERED if wanted.uncovered else f"not ({_UNCOVERED})", ()
    if after is not None:
        yield _AFTER, (after.priority, after.plan_rank, after.opened_at, after.case_id)


def _numbered(query: str) -> str:
    """Return the statement with each `$?` as `$1`, `$2`, ..."""
    numbers = count(1)
    return re.sub(r"\$\?", lambda _: f"${next(numbers)}", query)


def _queued(row: Row) -> QueuedCase:
    return QueuedCase(**dict(zip(row.keys(), row, strict=True)))
