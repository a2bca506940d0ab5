"""Every table that reporting fills from the log, and how all of them are emptied for a rebuild."""

from typing import Any

from events.store.connection import Connection, in_schema
from reporting.adapters.history_table import (
    CASE_HISTORY,
    CUSTOMER_HISTORY,
    DEADLINE_HISTORY,
    PAGE_HISTORY,
    HistoryTable,
    table_statements,
)

HISTORY_TABLES: tuple[HistoryTable[Any], ...] = (CASE_HISTORY, DEADLINE_HISTORY, PAGE_HISTORY, CUSTOMER_HISTORY)

_SUBJECTS = "create table {schema}.case_subject (case_id text primary key, subject text not null)"

_PUBLISHED = """create table {schema}.published_review (
    review_id uuid primary key,
    customer_id text not null,
    period text not null,
    published_at timestamptz not null,
    published_by text not null,
    fingerprint bytea,
    document json not null
)"""

_PUBLISHED_BY_CUSTOMER = "create index published_review_customer on {schema}.published_review (customer_id, period)"


def create_statements(schema: str) -> tuple[str, ...]:
    """The DDL of the read tables and of the published reviews, in an existing Postgres schema."""
    history = [statement for table in HISTORY_TABLES for statement in table_statements(table, schema)]
    others = (_SUBJECTS, _PUBLISHED, _PUBLISHED_BY_CUSTOMER)
    return (*history, *(in_schema(statement, schema) for statement in others))


async def forget_everything(connection: Connection, schema: str) -> None:
    """Empty the read tables and checkpoints, in the caller's transaction: the consumer then reads the log from its first event.

    Published reviews are no read model and stay. A consumer that is running finds its checkpoint gone and starts again.
    """
    names = [*(table.name for table in HISTORY_TABLES), "case_subject", "checkpoint", "dead_letter"]
    tables = ", ".join(f"{{schema}}.{name}" for name in names)
    await connection.execute(in_schema(f"truncate {tables}", schema))
