"""Exports of other systems are imported whole, and their words are lines like all others."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from events.catalogue.case_events import CaseOpened, CaseResponded
from events.catalogue.customer_events import CustomerRegistered, UserAdded
from events.one_line import is_one_line
from events.store.connection import make_pool
from events.store.postgres_store import PostgresStore
from intake.adapters import build_store
from intake.history.import_command import import_log, prepare
from intake.history.read_any_log import ImportOptions
from tests.intake.test_import_history import LIBRARY, all_events
from tests.support.jira_export import ZONE, JiraMaker
from tests.support.zendesk_export import AGENTS, ZendeskMaker

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
async def store(intake_dsn: str) -> AsyncIterator[PostgresStore]:
    pool = await make_pool(intake_dsn, size=14)
    made = build_store.make_store(pool, 12, LIBRARY)
    yield made
    await made.close()
    await pool.close()


async def test_an_export_of_zendesk_becomes_cases(store: PostgresStore, tmp_path: Path) -> None:
    maker = ZendeskMaker(seed=4, tickets=50)
    file = maker.write(tmp_path / "tickets.jsonl")
    options = ImportOptions(file=file, zone=None, system="zendesk")
    report = await import_log(prepare(options, LIBRARY, NOW), store, LIBRARY)
    cases = maker.tickets - maker.counts["deleted"]
    assert report.startswith(f"{cases} cases of 6 customers")
    assert "tickets were deleted: they become no cases" in report
    data = [it.data for it in await all_events(store)]
    opened = [it for it in data if isinstance(it, CaseOpened)]
    assert len(opened) == cases
    assert any("Étiquettes" in it.personal.subject for it in opened)
    assert all(is_one_line(it.personal.subject) and it.personal.subject for it in opened)
    assert all(is_one_line(it.name) for it in data if isinstance(it, CustomerRegistered))
    assert all(it.user_id.isascii() for it in data if isinstance(it, UserAdded))
    answered = {it.responder_id for it in data if isinstance(it, CaseResponded) and it.first}
    assert len(answered) == len(AGENTS)
    assert "eve-adams" in answered


async def test_an_export_of_jira_becomes_cases(store: PostgresStore, tmp_path: Path) -> None:
    issues, changes, words = JiraMaker(seed=11, issues=50).write(tmp_path)
    options = ImportOptions(
        file=issues, zone=ZONE.key, system="jira", changelog=changes, mapping=words
    )
    report = await import_log(prepare(options, LIBRARY, NOW), store, LIBRARY)
    assert report.startswith("50 cases of 6 customers")
    data = [it.data for it in await all_events(store)]
    opened = [it for it in data if isinstance(it, CaseOpened)]
    assert {it.personal.subject for it in opened} == {
        'Labels, "new" ones',
        "Étiquettes illisibles",
        "Order stuck",
    }
