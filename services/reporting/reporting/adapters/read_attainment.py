"""Counts verdicts in SQL, by whichever groupings a query asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from events.store.connection import Connection, in_schema
from reporting.adapters.history_table import DEADLINE_HISTORY
from reporting.adapters.read_history import Having, where
from reporting.adapters.report_reader import ReportReader
from reporting.domain.tally import Tally, tally_of

Grouping = Literal["customer", "plan", "priority", "month"]
GROUPINGS: dict[Grouping, str] = {
    "customer": "customer_id",
    "plan": "plan",
    "priority": "priority",
    "month": "to_char(coalesce(verdict_at, due_at) at time zone {zone}, 'YYYY-MM')",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AttainmentLine:
    """The verdicts of one group; `group` has one member for each grouping asked for."""

    group: dict[Grouping, str]
    targets: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class AttainmentQuery:
    """Which targets to count: by these groupings, as recorded by `as_of`, those whose verdict fell
    (or that fell due) in the bounds.
    """

    groupings: Sequence[Grouping]
    as_of: datetime | None
    conditions: Sequence[Having]
    since: datetime | None
    before: datetime | None


async def read_attainment(
    connection: Connection, reports: ReportReader, query: AttainmentQuery
) -> list[AttainmentLine]:
    """Return the verdicts by group, in the order of the groups; months are in the vendor's zone."""
    clauses, arguments = where(DEADLINE_HISTORY, query.as_of, query.conditions)
    bounds = (query.since, query.before, query.as_of or reports.clock.now())
    statement = _statement(query.groupings, clauses, len(arguments))
    # Only where a placeholder uses it: asyncpg refuses an argument too many.
    zone = [reports.zone.key] if "month" in query.groupings else []
    records = await connection.fetch(
        in_schema(statement, reports.schema), *arguments, *bounds, *zone
    )
    return [_line(query.groupings, list(record)) for record in records]


def _statement(groupings: Sequence[Grouping], clauses: str, used: int) -> str:
    since, before, now, zone = (f"${used + number}" for number in (1, 2, 3, 4))
    # A promise whose clock stands is not due.
    unjudged = f"(verdict is null and not paused and not excused and due_at <= {now}::timestamptz)"
    names = [GROUPINGS[each].format(zone=f"{zone}::text") for each in groupings]
    counts = [
        f"count(*) filter (where verdict = '{verdict}')"
        for verdict in ("met", "missed", "excused", "withdrawn")
    ]
    columns = ", ".join(str(number) for number, _ in enumerate(names, start=1))
    grouped = f" group by {columns} order by {columns}" if names else ""
    # Without a verdict it fell where it was due, so that what waits for the clock is counted in its
    # own month and not in none.
    fell = "coalesce(verdict_at, due_at)"
    bounded = f"""({since}::timestamptz is null or {fell} >= {since})
        and ({before}::timestamptz is null or {fell} < {before})"""
    columns = ", ".join([*names, *counts, f"count(*) filter (where {unjudged})"])
    source = f"""{{schema}}.{DEADLINE_HISTORY.name}
        where (verdict is not null or {unjudged}) and {bounded} and {clauses}"""
    return f"select {columns} from {source}{grouped}"  # noqa: S608 - names of ours


def _line(groupings: Sequence[Grouping], values: Sequence[object]) -> AttainmentLine:
    met, missed, excused, withdrawn, unjudged = (
        int(str(value)) for value in values[len(groupings) :]
    )
    # The counts follow the groups in a record, so there are more values than groupings.
    group = {name: str(value) for name, value in zip(groupings, values, strict=False)}
    counted = tally_of(
        met=met, missed=missed, excused=excused, withdrawn=withdrawn, due_not_judged=unjudged
    )
    return AttainmentLine(group=group, targets=counted)
