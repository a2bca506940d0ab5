"""Reads a whole table as of an instant, a part at a time, all parts at the same positions."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import TypeVar

from reporting.adapters.desk import Desk
from reporting.adapters.history_table import HistoryTable
from reporting.adapters.read_history import Having, read_rows

Row = TypeVar("Row")
PART = 1000


async def stream_rows(
    desk: Desk, table: HistoryTable[Row], as_of: datetime | None, *conditions: Having, part: int = PART
) -> AsyncIterator[Sequence[Row]]:
    """The rows that meet all conditions, by key, in parts of so many."""
    key = next(iter(table.columns()))
    async with desk.pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        after = ""
        while rows := await read_rows(
            connection, desk.schema, table, as_of, *conditions, Having("key", "above", after), limit=part
        ):
            yield rows
            after = str(getattr(rows[-1], key))
