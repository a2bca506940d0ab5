"""Rows that were written before a column existed are, after the migration, those that a rebuild
makes.
"""

import asyncpg
import pytest

from events.catalogue import deadline_events as deadline
from events.catalogue import page_events as page
from events.migrations import migrate
from events.store.connection import in_schema
from reporting.adapters.history_table import DEADLINE_HISTORY, PAGE_HISTORY
from reporting.settings import SCHEMA
from tests.reporting.conftest import Reports
from tests.reporting.event_log import HOUR, EventLog, utc

AT = utc("2026-07-02 12:00")
_NEW = (
    "answer_recorded_at",
    "claim_id",
    "withdrawn_at",
    "withdrawn_by",
    "late_reason_by",
    "warned_fraction",
)


@pytest.fixture
async def filled(reports: Reports, log: EventLog) -> Reports:
    """Promises of every kind: answered late, told late, met, waiting, and excused."""
    for case_id in ("late", "told", "met", "waits", "unreached"):
        log.opens(case_id, AT)
    for case_id, claimed in (("late", None), ("told", AT + HOUR / 2)):
        log.breaches(case_id, AT + HOUR)
        log.answers_late(case_id, AT + 3 * HOUR, AT + HOUR, "why", claimed=claimed)
    log.meets("met", AT + HOUR / 2, AT + HOUR)
    for case_id, kind in (("waits", "paused"), ("unreached", "excused")):
        stood = deadline.DeadlinePaused(
            case_id=case_id,
            goal="first_response",
            kind="paused" if kind == "paused" else "excused",
            paused_at=AT,
            reason="asked",
        )
        log.about_deadline(case_id, stood, AT)
    await reports.take(log)
    return reports


async def test_the_migration_makes_of_old_rows_what_a_rebuild_makes(
    filled: Reports, dsn: str
) -> None:
    """The rows of before are put in as the code of then wrote them: late by the recording, a due
    time while the clock stood.
    """
    await migrate(dsn, SCHEMA, "reporting", revision="0002")
    wanted = await filled.pool.fetch(in_schema("select * from {schema}.deadline_history", SCHEMA))
    before = await asyncpg.connect(dsn)
    names = [name for name in DEADLINE_HISTORY.all_columns() if name not in _NEW]
    rows = [dict(zip(row.keys(), row, strict=True)) for row in wanted]
    for row in rows:
        if row["answer_recorded_at"]:
            row["answered_late_s"] = (row["answer_recorded_at"] - row["due_at"]).total_seconds()
        row["due_at"] = row["due_at"] or AT + HOUR
        row["claim_id"] = None
    await before.copy_records_to_table(
        "deadline_history",
        records=[[row[name] for name in names] for row in rows],
        columns=names,
        schema_name=SCHEMA,
    )
    await before.close()

    await migrate(dsn, SCHEMA, "reporting")

    after = await asyncpg.connect(dsn)
    shown = "select to_jsonb(d) - 'claim_id' from {schema}.deadline_history d order by key, seq"
    ours = [row[0] for row in await after.fetch(in_schema(shown, SCHEMA))]
    await after.close()
    assert ours == [row[0] for row in await filled.pool.fetch(in_schema(shown, SCHEMA))]


async def test_pages_of_before_are_in_the_hands_of_who_acknowledged_them(
    reports: Reports, log: EventLog, dsn: str
) -> None:
    log.opens("c", AT)
    log.pages("called", "c", AT)
    log.pages("taken", "c", AT, acknowledged_after=HOUR)
    for page_id in ("ended", "over"):
        log.pages(page_id, "c", AT, acknowledged_after=HOUR if page_id == "over" else None)
    ended = page.PageExhausted(page_id="ended", at=AT + HOUR)
    over = page.PageResolved(page_id="over", by="eva", reason="by-hand", at=AT + 2 * HOUR)
    log.tell("notifier", "page-ended", "c", ended, AT + HOUR)
    log.tell("notifier", "page-over", "c", over, AT + 2 * HOUR)
    await reports.take(log)
    wanted = await reports.pool.fetch(in_schema("select * from {schema}.page_history", SCHEMA))
    await migrate(dsn, SCHEMA, "reporting", revision="0004")
    before = await asyncpg.connect(dsn)
    names = [
        name for name in PAGE_HISTORY.all_columns() if name not in ("state", "held_by", "rings")
    ]
    await before.copy_records_to_table(
        "page_history",
        records=[[row[name] for name in names] for row in wanted],
        columns=names,
        schema_name=SCHEMA,
    )

    await migrate(dsn, SCHEMA, "reporting")

    shown = "select key, seq, state, held_by, rings from {schema}.page_history order by key, seq"
    ours = await before.fetch(in_schema(shown, SCHEMA))
    await before.close()
    assert ours == await reports.pool.fetch(in_schema(shown, SCHEMA))


async def test_an_older_instance_writes_pages_that_today_s_code_can_read(
    reports: Reports, log: EventLog
) -> None:
    log.opens("c", AT)
    log.pages("p", "c", AT)
    await reports.take(log)
    newest = "select * from {schema}.page_history order by seq desc limit 1"
    (row,) = await reports.pool.fetch(in_schema(newest, SCHEMA))
    names = [
        name for name in PAGE_HISTORY.all_columns() if name not in ("state", "held_by", "rings")
    ]
    await reports.pool.execute(in_schema("truncate {schema}.page_history", SCHEMA))
    async with reports.pool.acquire() as connection:
        await connection.copy_records_to_table(
            "page_history",
            records=[[row[name] for name in names]],
            columns=names,
            schema_name=SCHEMA,
        )

    written = await reports.pool.fetchrow(in_schema("select * from {schema}.page_history", SCHEMA))
    assert written is not None
    page_row = PAGE_HISTORY.row(written)
    assert (page_row.state, page_row.held_by, page_row.rings) == ("raised", None, 0)
