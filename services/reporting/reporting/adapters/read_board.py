"""Reads what the live board shows: open cases with their clocks, pages that nobody has, and the customers."""

from dataclasses import dataclass
from datetime import datetime

from events.store.connection import Connection, in_schema
from reporting.adapters.desk import Desk
from reporting.adapters.history_table import CASE_HISTORY, DEADLINE_HISTORY, PAGE_HISTORY
from reporting.adapters.read_history import Having, read_rows, read_subjects
from reporting.domain.page_row import PageRow
from reporting.domain.queue import Waiting, in_order

_STILL_OPEN = ("open", "waiting-on-customer", "worked-around")

_CUSTOMERS = """
select c.customer_id, c.name, c.plan, coalesce(k.unresolved, 0) as unresolved, k.last_opened_at,
    coalesce(d.met, 0) as met, coalesce(d.missed, 0) as missed
from {schema}.customer_history c
left join (
    select customer_id, count(*) filter (where status = any($1)) as unresolved, max(opened_at) as last_opened_at
    from {schema}.case_history where until_seq is null group by customer_id) k using (customer_id)
left join (
    select customer_id, count(*) filter (where verdict = 'met') as met, count(*) filter (where verdict = 'missed') as missed
    from {schema}.deadline_history where until_seq is null group by customer_id) d using (customer_id)
where c.until_seq is null
order by k.unresolved desc nulls last, k.last_opened_at desc nulls last, c.name limit $2
"""


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """A customer on the board: its unresolved cases, its verdicts so far, and when it last opened a case."""

    customer_id: str
    name: str
    plan: str | None
    unresolved: int
    met: int
    missed: int
    last_opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class Board:
    """All that the board shows. `names` are the customers' names by id, `open_count` how many cases are open in all."""

    waiting: tuple[Waiting, ...]
    open_count: int
    pages: tuple[PageRow, ...]
    customers: tuple[CustomerLine, ...]
    subjects: dict[str, str]
    names: dict[str, str]


async def read_board(desk: Desk, *, cases: int = 200, customers: int = 12) -> Board:
    """The board as of now, with at most so many cases and customers."""
    async with desk.pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        return await _read(connection, desk.schema, cases, customers)


async def read_customers(desk: Desk, limit: int = 1000) -> list[CustomerLine]:
    """The customers, those with the most unresolved cases first."""
    async with desk.pool.acquire() as connection:
        return await _customers(connection, desk.schema, limit)


async def _read(connection: Connection, schema: str, limit: int, customers: int) -> Board:
    still = Having("status", "any of", list(_STILL_OPEN))
    rows = await read_rows(connection, schema, CASE_HISTORY, None, still)
    promises = await read_rows(
        connection, schema, DEADLINE_HISTORY, None, Having("case_id", "any of", [row.case_id for row in rows])
    )
    waiting = in_order(rows, {row.case_id: row for row in promises})[:limit]
    pages = await read_rows(connection, schema, PAGE_HISTORY, None, Having("resolved_at", "is unknown", None))
    return Board(
        waiting=tuple(waiting),
        open_count=len(rows),
        pages=tuple(sorted(pages, key=lambda row: row.raised_at, reverse=True)),
        customers=tuple(await _customers(connection, schema, customers)),
        subjects=await read_subjects(connection, schema, [each.case.case_id for each in waiting]),
        names=await read_names(connection, schema, sorted({row.customer_id for row in rows})),
    )


async def read_names(connection: Connection, schema: str, customer_ids: list[str]) -> dict[str, str]:
    """The names of these customers, by id."""
    statement = "select key, name from {schema}.customer_history where until_seq is null and key = any($1)"
    return {each["key"]: each["name"] for each in await connection.fetch(in_schema(statement, schema), customer_ids)}


async def _customers(connection: Connection, schema: str, limit: int) -> list[CustomerLine]:
    records = await connection.fetch(in_schema(_CUSTOMERS, schema), list(_STILL_OPEN), limit)
    return [
        CustomerLine(
            customer_id=each["customer_id"],
            name=each["name"],
            plan=each["plan"],
            unresolved=each["unresolved"],
            met=each["met"],
            missed=each["missed"],
            last_opened_at=each["last_opened_at"],
        )
        for each in records
    ]
