"""Applies events to a history table with one read, one pure fold and one write for each batch."""

from collections.abc import Sequence
from typing import TypeVar

from events.event import Recorded
from events.store.connection import Connection, in_schema
from reporting.adapters.history_table import HistoryTable
from reporting.projections.projection import Projection, Version, keys_of, project

Row = TypeVar("Row")


async def write_history(
    connection: Connection,
    schema: str,
    table: HistoryTable[Row],
    projection: Projection[Row],
    events: Sequence[Recorded],
) -> int:
    """Apply to `table` what `projection` makes of `events`, in order, in the caller's transaction.

    Return how many versions were made or ended. Applying the same events again changes nothing.
    """
    keys = keys_of(projection, events)
    if not keys:
        return 0
    current = await _current_versions(connection, schema, table, keys)
    changed = project(projection, current, events)
    if changed:
        columns = zip(*(table.values(version) for version in changed), strict=True)
        await connection.execute(
            in_schema(_upsert(table), schema), *(list(column) for column in columns)
        )
    return len(changed)


async def _current_versions(
    connection: Connection, schema: str, table: HistoryTable[Row], keys: Sequence[str]
) -> dict[str, Version[Row]]:
    # Without locks: this transaction has advanced the partition's checkpoint, which locks out every
    # other reader of it, and the events of a key all come by one partition.
    rows = f"{{schema}}.{table.name} where key = any($1) and until_seq is null"
    statement = f"select * from {rows}"  # noqa: S608 - a name of ours
    records = await connection.fetch(in_schema(statement, schema), keys)
    return {version.key: version for version in map(table.version, records)}


def _upsert(table: HistoryTable[Row]) -> str:
    columns = table.all_columns()
    arrays = ", ".join(
        f"${index}::{kind}[]" for index, kind in enumerate(columns.values(), start=1)
    )
    # Once written, a version never changes but for its end.
    ends = ", ".join(f"{name} = excluded.{name}" for name in ("until_seq", "valid_to"))
    return f"""insert into {{schema}}.{table.name} ({", ".join(columns)})
        select * from unnest({arrays})
        on conflict (key, seq) do update set {ends}"""  # noqa: S608 - names of ours
