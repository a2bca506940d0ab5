"""Reads what the live board shows: open cases with their clocks, open pages, and the customers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from events.store.connection import Connection, in_schema
from reporting.adapters.history_table import PAGE_HISTORY
from reporting.adapters.reach_tables import read_reach
from reporting.adapters.read_history import read_subjects
from reporting.adapters.read_queue import P1Count, Slot, count_open, read_p1s, read_queue
from reporting.adapters.report_reader import ReportReader
from reporting.domain.case_row import UNRESOLVED
from reporting.domain.page_row import PageRow
from reporting.domain.queue import BoardClock, BurningP1, Waiting

_CUSTOMERS = """
select c.customer_id, c.name, c.plan, coalesce(k.unresolved, 0) as unresolved, k.last_opened_at,
    coalesce(d.met, 0) as met, coalesce(d.missed, 0) as missed
from {schema}.customer_history c
left join (
    select customer_id, count(*) filter (where status = any($1)) as unresolved,
        max(opened_at) as last_opened_at
    from {schema}.case_history where until_seq is null group by customer_id) k using (customer_id)
left join (
    select customer_id, count(*) filter (where verdict = 'met') as met,
        count(*) filter (where verdict = 'missed') as missed
    from {schema}.deadline_history where until_seq is null
        group by customer_id) d using (customer_id)
where c.until_seq is null
order by k.unresolved desc nulls last, k.last_opened_at desc nulls last, c.name, c.customer_id
    limit $2 offset $3
"""
_COUNT_CUSTOMERS = "select count(*) from {schema}.customer_history where until_seq is null"
# Acknowledged ones, too: until its reason is gone, a page may ring again.
_OPEN_PAGES = "from {schema}.page_history where until_seq is null and resolved_at is null"

# Of several pages of a case, the one that was raised last.
_CALLED = f"""
select distinct on (case_id) case_id, last_paged {_OPEN_PAGES} and case_id = any($1::text[])
    and state = 'raised' and last_paged is not null
order by case_id, raised_at desc
"""
_BURNING = 12
"""More P1s than that at once are one trouble, and the list below has them all."""


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """A customer on the board: its unresolved cases, its verdicts so far, and when it last opened a
    case.
    """

    customer_id: str
    name: str
    plan: str | None
    unresolved: int
    met: int
    missed: int
    last_opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class Board:
    """All that the board shows.

    `counts` and `page_count` are over all open cases and pages, `waiting` and `pages` those shown.

    `names` are the customers' names by id. `burning`: the P1s that nothing has helped yet, those
    without an engineer first; `p1s` counts all of them (CP-26).
    """

    burning: tuple[BurningP1, ...]
    p1s: P1Count

    waiting: tuple[Waiting, ...]
    counts: Mapping[BoardClock, int]
    pages: tuple[PageRow, ...]
    page_count: int
    customers: tuple[CustomerLine, ...]
    subjects: dict[str, str]
    names: dict[str, str]

    @property
    def open_count(self) -> int:
        """Return how many cases are open in all."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class CustomerList:
    """One page of the customers, and how many there are in all."""

    lines: tuple[CustomerLine, ...]
    total: int


async def read_board(
    connection: Connection,
    reports: ReportReader,
    slot: Slot,
    *,
    pages: int = 50,
    customers: int = 12,
) -> Board:
    """Return the board as of now: one page of open cases, and at most `pages` and `customers`."""
    # One instant for the list and the counts, or a case could be running in one and due in the
    # other.
    schema, now = reports.schema, reports.clock.now()
    waiting = await read_queue(connection, schema, now, slot, reports.ranks)
    p1s, p1_count = await read_p1s(connection, schema, now, _BURNING)
    return Board(
        burning=await burning_p1s(connection, schema, p1s),
        p1s=p1_count,
        waiting=tuple(waiting),
        counts=await count_open(connection, schema, now),
        pages=await _open_pages(connection, schema, pages),
        page_count=await connection.fetchval(in_schema(f"select count(*) {_OPEN_PAGES}", schema)),
        customers=await _customers(connection, schema, Slot(size=customers)),
        subjects=await read_subjects(connection, schema, [each.case.case_id for each in waiting]),
        names=await read_names(
            connection, schema, sorted({each.case.customer_id for each in waiting})
        ),
    )


async def burning_p1s(
    connection: Connection, schema: str, p1s: Sequence[Waiting]
) -> tuple[BurningP1, ...]:
    """Return these P1s with their words, who is called for each, and whom to reach."""
    ids = [each.case.case_id for each in p1s]
    subjects = await read_subjects(connection, schema, ids)
    names = await read_names(connection, schema, sorted({each.case.customer_id for each in p1s}))
    records = await connection.fetch(in_schema(_CALLED, schema), ids)
    called = {each["case_id"]: each["last_paged"] for each in records}
    reach = await read_reach(connection, schema, ids)
    return tuple(
        BurningP1(
            waiting=each,
            subject=subjects.get(each.case.case_id, ""),
            customer=names.get(each.case.customer_id, each.case.customer_id),
            called=called.get(each.case.case_id),
            reach=reach[each.case.case_id],
        )
        for each in p1s
    )


async def read_customers(connection: Connection, reports: ReportReader, slot: Slot) -> CustomerList:
    """Return one page of the customers, those with the most unresolved cases first."""
    return CustomerList(
        lines=await _customers(connection, reports.schema, slot),
        total=await connection.fetchval(in_schema(_COUNT_CUSTOMERS, reports.schema)),
    )


async def read_names(
    connection: Connection, schema: str, customer_ids: list[str]
) -> dict[str, str]:
    """Return the names of these customers by id."""
    statement = (
        "select key, name from {schema}.customer_history where until_seq is null and key = any($1)"
    )
    return {
        each["key"]: each["name"]
        for each in await connection.fetch(in_schema(statement, schema), customer_ids)
    }


async def _open_pages(connection: Connection, schema: str, limit: int) -> tuple[PageRow, ...]:
    # The newest first: where there are more than are shown, those are what people look for.
    statement = f"select * {_OPEN_PAGES} order by raised_at desc, key limit $1"
    return tuple(map(PAGE_HISTORY.row, await connection.fetch(in_schema(statement, schema), limit)))


async def _customers(connection: Connection, schema: str, slot: Slot) -> tuple[CustomerLine, ...]:
    arguments = (list(UNRESOLVED), slot.size, slot.skipped)
    records = await connection.fetch(in_schema(_CUSTOMERS, schema), *arguments)
    return tuple(
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
    )
