"""Lists every table that reporting fills from the log, so that a rebuild can empty them all."""

from typing import Any

from events.consumer.checkpoints import forget_all
from events.store.connection import Connection, in_schema
from events.store.table_steps import newest_tables
from reporting.adapters import account_tables, reach_tables
from reporting.adapters.history_table import (
    CASE_HISTORY,
    CUSTOMER_HISTORY,
    DEADLINE_HISTORY,
    PAGE_HISTORY,
    HistoryTable,
)
from webapi.case_readers import LIAISONS

HISTORY_TABLES: tuple[HistoryTable[Any], ...] = (
    CASE_HISTORY,
    DEADLINE_HISTORY,
    PAGE_HISTORY,
    CUSTOMER_HISTORY,
)

_OTHERS = (
    """create table {schema}.case_subject (
        case_id text primary key,
        subject text not null,
        customer_id text,
        person text,
        written_at timestamptz
    )""",
    "create index case_subject_customer_id on {schema}.case_subject (customer_id)",
    "create table {schema}.erased_person (person text primary key, erased_at timestamptz not null)",
    """create table {schema}.published_review (
        review_id uuid primary key,
        customer_id text not null,
        period text not null,
        published_at timestamptz not null,
        published_by text not null,
        fingerprint bytea,
        document json not null
    )""",
    "create index published_review_customer on {schema}.published_review (customer_id, period)",
    "create index case_history_customer_id on {schema}.case_history (customer_id)",
    "create index deadline_history_customer_id on {schema}.deadline_history (customer_id)",
    "create index page_history_customer_id on {schema}.page_history (customer_id)",
    """create index deadline_history_unjudged on {schema}.deadline_history (due_at)
        where until_seq is null and verdict is null""",
    """create index case_history_unanswered on {schema}.case_history (key)
        where until_seq is null and responded_at is null
            and status in ('open', 'waiting-on-customer', 'worked-around')""",
    """create index deadline_history_late_reason on {schema}.deadline_history (late_reason_by)
        where late_reason is not null""",
    LIAISONS,
    *reach_tables.CREATE,
    *account_tables.CREATE,
)


def create_statements(schema: str) -> tuple[str, ...]:
    """Return the DDL of the tables that today's code expects, in an existing Postgres schema.

    The migrations together must give the same tables.
    """
    history = [statement for table in HISTORY_TABLES for statement in _history_statements(table)]
    return (
        *newest_tables("clock", schema),
        *(in_schema(statement, schema) for statement in (*history, *_OTHERS)),
    )


async def forget_everything(connection: Connection, schema: str) -> None:
    """Empty the read tables and checkpoints, in the caller's transaction.

    The consumer then reads the log from its first event; one that is running finds its checkpoint
    gone and starts again. Published reviews are not a read model and stay.
    """
    others = ("case_subject", "liaison", "erased_person", *reach_tables.TABLES)
    names = [*(table.name for table in HISTORY_TABLES), *others, account_tables.TABLE]
    tables = ", ".join(f"{{schema}}.{name}" for name in names)
    await connection.execute(in_schema(f"truncate {tables}", schema))
    # In the same transaction: empty tables under their old checkpoints would never be filled again.
    await forget_all(connection, schema)


def _history_statements(table: HistoryTable[Any]) -> tuple[str, ...]:
    """Return the DDL of one history table.

    One look in an index finds a row's current version, or a shard's last version by an instant.
    """
    columns = ", ".join(table.definitions())
    return (
        f"create table {{schema}}.{table.name} ({columns}, primary key (key, seq))",
        f"create index {table.name}_now on {{schema}}.{table.name} (key) where until_seq is null",
        f"create index {table.name}_position on {{schema}}.{table.name} (shard, valid_from, seq)",
    )
