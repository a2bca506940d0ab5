"""Reads a whole table in parts, so that a slow reader holds no connection and no snapshot.

All parts are read at the same positions, each in a short transaction of its own. Rows keep their
history, so a part that is fetched an hour later is the same as if fetched at once.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import TypeVar

from events.store.connection import in_schema
from reporting.adapters.history_table import HistoryTable
from reporting.adapters.read_history import Having, where
from reporting.adapters.read_positions import last_seqs
from reporting.adapters.report_reader import ReportReader
from reporting.domain.period import Period
from reporting.domain.review import CaseLine

Row = TypeVar("Row")
# So many rows are some hundred kilobytes: enough that round trips do not matter, and little to keep
# for a reader that does not come.
PART = 500
# Exports share three connections. Who gets none in this time is better served by an error than by a
# download that hangs.
_LEND_WITHIN_S = 10.0


async def stream_rows(
    reports: ReportReader,
    table: HistoryTable[Row],
    as_of: datetime | None,
    *conditions: Having,
    part: int = PART,
) -> AsyncIterator[Sequence[Row]]:
    """Yield the rows that meet all conditions, by key, `part` at a time."""
    async with reports.exports.acquire(timeout=_LEND_WITHIN_S) as connection:
        last = await last_seqs(connection, reports.schema, table, as_of)
    if not last:
        return
    # A shard without events ends at 0, and no event has a seq so low.
    ends = [last.get(shard, 0) for shard in range(max(last) + 1)]
    # Every key is above the empty text.
    after = ""
    while rows := await _part(
        reports, table, ends, [*conditions, Having("key", "above", after)], part
    ):
        yield [row for _, row in rows]
        after = rows[-1][0]


async def _part(
    reports: ReportReader,
    table: HistoryTable[Row],
    ends: list[int],
    conditions: Sequence[Having],
    part: int,
) -> list[tuple[str, Row]]:
    """Return rows as they stood after the `ends[shard]`th event of each shard, with their keys."""
    clauses, arguments = where(table, None, conditions)
    # `where` asks for what stands now; what stood at the positions takes its place. Postgres counts
    # an array's members from 1.
    at = f"(${len(arguments) + 1}::bigint[])[shard + 1]"
    stood = f"seq <= {at} and (until_seq is null or until_seq > {at})"
    wanted = clauses.replace("until_seq is null", stood, 1)
    limit = f"${len(arguments) + 2}"
    rows = f"{{schema}}.{table.name} where {wanted}"
    statement = f"select * from {rows} order by key limit {limit}"  # noqa: S608 - names of ours
    async with reports.exports.acquire(timeout=_LEND_WITHIN_S) as connection:
        records = await connection.fetch(
            in_schema(statement, reports.schema), *arguments, ends, part
        )
    return [(each["key"], table.row(each)) for each in records]


async def stream_review_cases(
    reports: ReportReader, customer_id: str, period: Period, as_of: datetime, *, part: int = PART
) -> AsyncIterator[Sequence[CaseLine]]:
    """Yield all cases that a review lists as of an instant, in its order, `part` at a time."""
    async with reports.exports.acquire(timeout=_LEND_WITHIN_S) as connection:
        keys = await reports.reader(connection, customer_id, period, as_of).case_keys()
    for begin in range(0, len(keys), part):
        async with reports.exports.acquire(timeout=_LEND_WITHIN_S) as connection:
            lines = await reports.reader(connection, customer_id, period, as_of).case_lines(
                keys[begin : begin + part]
            )
        yield lines
