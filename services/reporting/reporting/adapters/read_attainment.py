"""Counts verdicts over all customers, grouped as asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from events.store.connection import in_schema
from reporting.adapters.desk import Desk
from reporting.adapters.history_table import DEADLINE_HISTORY
from reporting.adapters.read_history import Having, where
from reporting.domain.tally import Tally, attainment

Grouping = Literal["customer", "plan", "priority", "month"]
GROUPINGS: dict[Grouping, str] = {
    "customer": "customer_id",
    "plan": "plan",
    "priority": "priority",
    "month": "to_char(verdict_at at time zone {zone}, 'YYYY-MM')",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AttainmentLine:
    """The verdicts of one group; `group` has one member for each grouping asked for."""

    group: dict[Grouping, str]
    targets: Tally


async def read_attainment(
    desk: Desk, groupings: Sequence[Grouping], as_of: datetime | None, conditions: Sequence[Having]
) -> list[AttainmentLine]:
    """The verdicts that fell, by group, in the order of the groups; months are of the vendor's zone."""
    clauses, arguments = where(DEADLINE_HISTORY, as_of, conditions)
    statement, more = _statement(groupings, clauses, len(arguments), desk.zone.key)
    async with desk.pool.acquire() as connection:
        records = await connection.fetch(in_schema(statement, desk.schema), *arguments, *more)
    return [_line(groupings, list(record)) for record in records]


def _statement(groupings: Sequence[Grouping], clauses: str, used: int, zone: str) -> tuple[str, list[object]]:
    by_month = "month" in groupings
    names = [GROUPINGS[each].format(zone=f"${used + 1}::text") for each in groupings]
    counts = [f"count(*) filter (where verdict = '{verdict}')" for verdict in ("met", "missed", "excused")]
    places = ", ".join(str(place) for place, _ in enumerate(names, start=1))
    grouped = f" group by {places} order by {places}" if names else ""
    source = f"from {{schema}}.{DEADLINE_HISTORY.name} where verdict is not null and {clauses}"
    return f"select {', '.join([*names, *counts])} {source}{grouped}", [zone] if by_month else []


def _line(groupings: Sequence[Grouping], values: Sequence[object]) -> AttainmentLine:
    met, missed, excused = (int(str(value)) for value in values[len(groupings) :])
    group = {name: str(value) for name, value in zip(groupings, values, strict=False)}
    return AttainmentLine(
        group=group, targets=Tally(met=met, missed=missed, excused=excused, attainment=attainment(met, missed))
    )
