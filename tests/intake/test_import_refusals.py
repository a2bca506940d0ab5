"""What an import does not take is said by its row, before anything is written; and a stopped one
can be ended.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import httpx
import pytest

from events.catalogue.case_events import CaseOpened
from events.catalogue.customer_events import CustomerRegistered
from events.operations.terminal import StopCommand
from events.store.connection import make_pool
from events.store.postgres_store import PostgresStore
from intake.__main__ import main
from intake.adapters import build_store
from intake.bootstrap import Intake
from intake.history.import_command import Prepared, import_log, prepare
from intake.history.import_history import HistoryImport
from intake.history.plan_history import HistoryPlan
from intake.history.read_any_log import ImportOptions
from intake.history.rehearse_import import rehearse
from intake.settings import IntakeSettings
from tests.intake.test_import_history import LIBRARY, Killed, all_events
from tests.support.incident_log import LogMaker, Row, write_log

ZONE = "America/Sao_Paulo"
NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
async def store(intake_dsn: str) -> AsyncIterator[PostgresStore]:
    pool = await make_pool(intake_dsn, size=14)
    made = build_store.make_store(pool, 12, LIBRARY)
    yield made
    await made.close()
    await pool.close()


def log_of(folder: Path, *changes: Row) -> Path:
    """A log of one incident a change, each of one row."""
    row = LogMaker(incidents=1).rows()[0]
    plain = {
        **row,
        "opened_at": "29-02-2016 01:16",
        "sys_updated_at": "29-02-2016 01:23",
        "incident_state": "New",
    }
    rows = [{**plain, "number": f"INC{index}", **change} for index, change in enumerate(changes, 1)]
    return write_log(rows, folder / "log.csv")


def prepared(file: Path, *, skip_bad: bool = False) -> Prepared:
    return prepare(ImportOptions(file=file, zone=ZONE, skip_bad=skip_bad), LIBRARY, NOW)


PASSWORD: Row = {
    "category": "Password reset",
    "subcategory": "?",
    "u_symptom": "?",
    "priority": "3 - Moderate",
}


async def test_history_is_not_asked_for_entitlement(store: PostgresStore, tmp_path: Path) -> None:
    report = await import_log(prepared(log_of(tmp_path, {}, PASSWORD, {})), store, LIBRARY)
    assert report.startswith("3 cases of")
    assert sum(isinstance(it.data, CaseOpened) for it in await all_events(store)) == 3


async def test_no_row_moves_the_log_into_the_future(store: PostgresStore, tmp_path: Path) -> None:
    log = log_of(tmp_path, {}, {"opened_at": "01-01-2030 00:00"})
    with pytest.raises(
        StopCommand, match=r"log\.csv: line 3, column opened_at: lies in the future"
    ):
        prepared(log)
    await import_log(prepared(log, skip_bad=True), store, LIBRARY)
    assert max(it.recorded_at for it in await all_events(store)) < NOW


async def test_a_log_later_than_the_databases_clock_is_refused(
    store: PostgresStore, tmp_path: Path
) -> None:
    log = log_of(tmp_path, {"sys_updated_at": "01-01-2150 00:00"})
    ahead = prepare(ImportOptions(file=log, zone=ZONE), LIBRARY, datetime(2160, 1, 1, tzinfo=UTC))
    late = replace(
        ahead,
        plan=replace(
            ahead.plan, steps=(replace(ahead.plan.steps[0], at=datetime(2150, 1, 1, tzinfo=UTC)),)
        ),
    )
    with pytest.raises(StopCommand, match=r"line 2 lies in the future, by the database's clock"):
        await import_log(late, store, LIBRARY)
    assert not await store.in_history()


async def test_four_names_are_four_customers(store: PostgresStore, tmp_path: Path) -> None:
    names = ("東京", "大阪", "Köln", "Koln", "A&B", "A B", "Planet", "Planet+")
    await import_log(
        prepared(log_of(tmp_path, *({"location": name} for name in names))), store, LIBRARY
    )
    made = [it.data for it in await all_events(store) if isinstance(it.data, CustomerRegistered)]
    assert {it.name for it in made} == set(names)
    assert len({it.customer_id for it in made}) == len(names)
    assert all(it.customer_id.isascii() for it in made)


@pytest.mark.parametrize(
    "names",
    [("Planet", "planet"), ("Unknown Location", "?")],
    ids=["capitals", "the name of the unknown"],
)
def test_two_names_that_would_become_one_customer_are_refused_with_both(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    with pytest.raises(StopCommand) as stopped:
        prepared(log_of(tmp_path, *({"location": name} for name in names)))
    assert all(name in str(stopped.value) for name in names)


async def test_what_dresses_figures_up_is_told(store: PostgresStore, tmp_path: Path) -> None:
    at_once: Row = {"incident_state": "Active", "sys_updated_at": "29-02-2016 01:16"}
    report = await import_log(
        prepared(log_of(tmp_path, {}, at_once, {"location": "?"})), store, LIBRARY
    )
    assert "1 cases were answered at the instant of their opening" in report
    assert "1 cases name no location" in report


async def test_a_case_that_was_in_work_in_its_first_row_is_counted_apart(
    store: PostgresStore, tmp_path: Path
) -> None:
    report = await import_log(
        prepared(log_of(tmp_path, {}, {"incident_state": "Active"})), store, LIBRARY
    )
    assert "1 cases were in work in their first row: they count as answered at its time" in report
    assert "at the instant of their opening" not in report


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ({"priority": "10 - x"}, "priority"),
        ({"priority": "1st"}, "priority"),
        ({"priority": "5 - Planning"}, "priority"),
        ({"opened_at": "01-01-0001 00:00"}, "opened_at"),
        ({"sys_updated_at": "04-13-2016 10:00"}, "sys_updated_at"),
        ({"sys_updated_at": "2016-04-03 01:16:00"}, "sys_updated_at"),
        ({"sys_updated_at": "03-04-2016 1:16 PM"}, "sys_updated_at"),
        ({"incident_state": "-100"}, "incident_state"),
        ({"number": ""}, "number"),
    ],
)
def test_a_bad_row_is_named_by_line_and_column(tmp_path: Path, text: Row, column: str) -> None:
    with pytest.raises(StopCommand, match=rf"^log\.csv: line 3, column {column}: "):
        prepared(log_of(tmp_path, {}, text))


def test_what_the_rules_refuse_is_named_by_its_row(tmp_path: Path) -> None:
    plan = prepared(log_of(tmp_path, {}, {})).plan
    [(number, row)] = rehearse(_opened_twice(plan), LIBRARY)
    assert (number, row.line) == ("INC2", 3)
    assert "case-exists" in str(row)


def _opened_twice(plan: HistoryPlan) -> HistoryPlan:
    twice = next(
        step for step in plan.steps if step.incident.number == "INC2" and step.row_number == 0
    )
    return replace(plan, steps=(*plan.steps, replace(twice, row_number=1)))


async def stopped_import(store: PostgresStore, folder: Path) -> Path:
    """An import that died at its 20th step; its log."""
    log = LogMaker(seed=7, incidents=20).write(folder / "log.csv")
    ready, left = prepared(log), [20]

    def die(count: int) -> None:
        left[0] -= count
        if left[0] < 0:
            raise Killed

    await store.begin_history()
    with pytest.raises((Killed, ExceptionGroup)):
        await HistoryImport(store, LIBRARY, ready.source).run(ready.plan, die)
    return log


def ended(monkeypatch: pytest.MonkeyPatch, dsn: str, how: str) -> int:
    monkeypatch.setenv("TOCSIN_DATABASE_URL", dsn)
    return main(["end-import", how])


async def test_a_stopped_import_can_be_taken_back(
    store: PostgresStore, intake_dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = await stopped_import(store, tmp_path)
    assert await asyncio.to_thread(ended, monkeypatch, intake_dsn, "--discard") == 0
    assert await all_events(store) == []
    assert not await store.in_history()
    other = tmp_path / "other"
    other.mkdir()
    assert (await import_log(prepared(log_of(other, {})), store, LIBRARY)).startswith("1 cases")
    assert log.exists()


async def test_a_stopped_import_can_be_kept(
    store: PostgresStore, intake_dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stopped_import(store, tmp_path)
    before = await all_events(store)
    assert await asyncio.to_thread(ended, monkeypatch, intake_dsn, "--keep") == 0
    assert await all_events(store) == before
    assert not await store.in_history()


@pytest.mark.parametrize(
    ("column", "message"),
    [("next_seq = 2", "sent to the broker already"), ("until = 'infinity'", "intake is running")],
)
async def test_what_was_sent_is_not_taken_back(
    store: PostgresStore,
    intake_dsn: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    column: str,
    message: str,
) -> None:
    await stopped_import(store, tmp_path)
    before = await all_events(store)
    connection = await asyncpg.connect(intake_dsn)
    await connection.execute("insert into intake.relay_cursor (topic, shard) values ('t', 0)")
    await connection.execute(f"update intake.relay_cursor set {column}")
    await connection.close()
    assert await asyncio.to_thread(ended, monkeypatch, intake_dsn, "--discard") == 2
    assert message in capsys.readouterr().err
    assert await all_events(store) == before


@pytest.mark.parametrize("how", ["--keep", "--discard"])
async def test_where_no_import_is_under_way_nothing_is_ended(
    store: PostgresStore, intake_dsn: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, how: str
) -> None:
    await import_log(prepared(log_of(tmp_path, {})), store, LIBRARY)
    before = await all_events(store)
    assert await asyncio.to_thread(ended, monkeypatch, intake_dsn, how) == 2
    assert await all_events(store) == before


async def test_a_service_on_half_an_import_says_that_it_is_not_ready(
    settings: IntakeSettings, intake: Intake
) -> None:
    await intake.store.begin_history()
    transport = httpx.ASGITransport(app=intake.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://intake") as client:
        answer = await client.get("/health/ready")
        assert answer.status_code == 503
        assert "end-import" in answer.json()["checks"]["import"]
        await intake.store.end_history()
        assert (await client.get("/health/ready")).status_code == 200
