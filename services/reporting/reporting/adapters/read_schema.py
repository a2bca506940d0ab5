"""Every table that reporting fills from the log, and how all of them are emptied for a rebuild."""

from typing import Any

from events.store.connection import Connection, in_schema
from reporting.adapters.history_table import (
    CASE_HISTORY,
    CUSTOMER_HISTORY,
    DEADLINE_HISTORY,
    PAGE_HISTORY,
    HistoryTable,
)

HISTORY_TABLES: tuple[HistoryTable[Any], ...] = (CASE_HISTORY, DEADLINE_HISTORY, PAGE_HISTORY, CUSTOMER_HISTORY)


async def forget_everything(connection: Connection, schema: str) -> None:
    """Empty the read tables and checkpoints, in the caller's transaction: the consumer then reads the log from its first event.

    What was discarded before is met again, and may be applied now: rows come of the log and of nothing else.
    Published reviews are no read model and stay. A consumer that is running finds its checkpoint gone and starts again.
    """
    names = [*(table.name for table in HISTORY_TABLES), "case_subject", "checkpoint", "dead_letter", "discarded_letter"]
    tables = ", ".join(f"{{schema}}.{name}" for name in names)
    await connection.execute(in_schema(f"truncate {tables}", schema))
