"""Reads rows as they stood at an instant, or as they stand now, by the same conditions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from events.store.connection import Connection, in_schema
from reporting.adapters.history_table import HistoryTable

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Having:
    """A condition on a column: `holds` is one of HOLDS, `value` what it compares with."""

    column: str
    holds: str
    value: object


HOLDS: Mapping[str, str] = {
    "is": "{column} = {value}",
    "any of": "{column} = any({value}[])",
    "above": "{column} > {value}",
    "before": "{column} < {value}",
    "never or from": "({column} is null or {column} >= {value})",
    "from": "{column} >= {value}",
    "is unknown": "({column} is null or {column} = {value})",
}


async def read_rows(
    connection: Connection,
    schema: str,
    table: HistoryTable[Row],
    as_of: datetime | None,
    *conditions: Having,
    limit: int | None = None,
) -> list[Row]:
    """Return the rows that meet all conditions, by key, as they stood at `as_of`.

    What was recorded at that very instant is included. None: as they stand now.
    """
    clauses, arguments = where(table, as_of, conditions)
    last = f"${len(arguments) + 1}"
    rows = f"{{schema}}.{table.name} where {clauses}"
    statement = f"select * from {rows} order by key limit {last}"  # noqa: S608 - names of ours
    records = await connection.fetch(in_schema(statement, schema), *arguments, limit)
    return [table.row(record) for record in records]


def where(
    table: HistoryTable[Any], as_of: datetime | None, conditions: Sequence[Having]
) -> tuple[str, list[object]]:
    """Return the conditions as SQL, with their arguments from `$1` on."""
    # What stands now is found by `until_seq`, which has an index of its own; `stream_rows` puts
    # positions in its place.
    clauses = (
        ["until_seq is null"]
        if as_of is None
        else ["valid_from <= $1", "(valid_to is null or valid_to > $1)"]
    )
    arguments: list[object] = [] if as_of is None else [as_of]
    for each in conditions:
        arguments.append(each.value)
        value = f"${len(arguments)}::{table.all_columns()[each.column]}"
        clauses.append(HOLDS[each.holds].format(column=each.column, value=value))
    return " and ".join(clauses), arguments


async def read_subjects(
    connection: Connection, schema: str, case_ids: Sequence[str]
) -> dict[str, str]:
    """Return what the cases are about, by case id."""
    statement = in_schema(
        "select case_id, subject from {schema}.case_subject where case_id = any($1)", schema
    )
    return {
        record["case_id"]: record["subject"]
        for record in await connection.fetch(statement, list(case_ids))
    }
