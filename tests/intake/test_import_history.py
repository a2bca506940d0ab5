"""A log is taken in through the live decisions, in the time of history, once."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from careplans.terms import load_terms
from events.catalogue.case_events import CaseClosed, CaseOpened, CaseResponded
from events.catalogue.customer_events import CustomerRegistered
from events.catalogue.terms import Plan
from events.event import Recorded
from events.operations.terminal import StopCommand
from events.store.connection import make_pool
from events.store.postgres_store import PostgresStore
from intake.adapters import build_store
from intake.adapters.terms_library import TermsLibrary
from intake.history.import_command import Prepared, import_log, prepare
from intake.history.import_history import HistoryImport
from intake.history.read_any_log import ImportOptions
from intake.history.read_servicenow import read
from intake.history.retell_incident import retell
from tests.support.incident_log import LogMaker

ZONE = "America/Sao_Paulo"
LIBRARY = TermsLibrary(load_terms())


@pytest.fixture
async def store(intake_dsn: str) -> AsyncIterator[PostgresStore]:
    pool = await make_pool(intake_dsn, size=14)
    made = build_store.make_store(pool, 12, LIBRARY)
    yield made
    await made.close()
    await pool.close()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return LogMaker(seed=7, incidents=40).write(tmp_path / "log.csv")


NOW = datetime(2026, 11, 1, tzinfo=UTC)


def prepared(file: Path, plan: Plan | None = None, *, skip_bad: bool = False) -> Prepared:
    return prepare(ImportOptions(file=file, zone=ZONE, plan=plan, skip_bad=skip_bad), LIBRARY, NOW)


async def all_events(store: PostgresStore) -> list[Recorded]:
    return [
        event for shard in range(store.shards) for event in await store.read_shard(shard, 1, 10_000)
    ]


async def test_every_incident_becomes_a_case_at_its_own_time(
    store: PostgresStore, log: Path
) -> None:
    report = await import_log(prepared(log), store, LIBRARY)
    assert report.startswith("40 cases of ")
    events = await all_events(store)
    opened = {it.data.number: it for it in events if isinstance(it.data, CaseOpened)}
    incidents = {it.number: it for it in read(log, ZoneInfo(ZONE), NOW)}
    assert opened.keys() == incidents.keys()
    assert all(opened[number].recorded_at == incidents[number].opened_at for number in incidents)
    assert all(
        it.data.opened_at == it.recorded_at for it in events if isinstance(it.data, CaseOpened)
    )
    firsts = [it for it in events if isinstance(it.data, CaseResponded) and it.data.first]
    assert len(firsts) == 40
    assert all(
        it.data.responded_at == it.recorded_at
        for it in firsts
        if isinstance(it.data, CaseResponded)
    )


async def test_history_is_in_order_and_marked(store: PostgresStore, log: Path) -> None:
    await import_log(prepared(log), store, LIBRARY)
    for shard in range(store.shards):
        events = await store.read_shard(shard, 1, 10_000)
        assert [it.recorded_at for it in events] == sorted(it.recorded_at for it in events)
    assert all(it.meta.imported for it in await all_events(store))


async def test_the_log_says_nothing_that_is_not_recorded(store: PostgresStore, log: Path) -> None:
    await import_log(prepared(log), store, LIBRARY)
    steps = sum(1 for incident in read(log, ZoneInfo(ZONE), NOW) for _ in retell(incident))
    cases = [it for it in await all_events(store) if it.stream.startswith("case-")]
    assert len(cases) == steps


async def test_customers_are_spread_over_the_plans(store: PostgresStore, log: Path) -> None:
    await import_log(prepared(log), store, LIBRARY)
    events = await all_events(store)
    assert {it.data.promise.plan for it in events if isinstance(it.data, CaseOpened)} == {
        "silver",
        "gold",
        "platinum",
    }
    names = {it.data.customer_id for it in events if isinstance(it.data, CustomerRegistered)}
    assert "unknown-location" in names


async def test_one_plan_may_be_named_for_all(store: PostgresStore, log: Path) -> None:
    await import_log(prepared(log, "gold"), store, LIBRARY)
    assert {
        it.data.promise.plan for it in await all_events(store) if isinstance(it.data, CaseOpened)
    } == {"gold"}


async def test_a_finished_import_adds_nothing_when_run_again(
    store: PostgresStore, log: Path
) -> None:
    await import_log(prepared(log), store, LIBRARY)
    before = await all_events(store)
    assert "Nothing was added" in await import_log(prepared(log), store, LIBRARY)
    assert await all_events(store) == before


class Killed(Exception):
    """The import dies here."""


async def test_a_killed_import_goes_on_where_it_was(store: PostgresStore, log: Path) -> None:
    ready = prepared(log)
    left = [60]

    def advance(count: int) -> None:
        left[0] -= count
        if left[0] <= 0:
            raise Killed

    await store.begin_history()
    with pytest.raises((Killed, ExceptionGroup)):
        await HistoryImport(store, LIBRARY, ready.source).run(ready.plan, advance)
    killed_at = await all_events(store)
    await import_log(ready, store, LIBRARY)
    events = await all_events(store)
    assert len(killed_at) < len(events)
    assert len({it.event_id for it in events}) == len(events)
    assert sum(isinstance(it.data, CaseClosed) for it in events) == 40
    for shard in range(store.shards):
        times = [it.recorded_at for it in await store.read_shard(shard, 1, 10_000)]
        assert times == sorted(times)


async def test_a_log_of_the_same_time_is_refused_where_another_is(
    store: PostgresStore, log: Path, tmp_path: Path
) -> None:
    await import_log(prepared(log), store, LIBRARY)
    before = len(await all_events(store))
    other = LogMaker(seed=8, incidents=3).write(tmp_path / "other.csv")
    with pytest.raises(StopCommand, match="import both files together into an empty store"):
        await import_log(prepared(other), store, LIBRARY)
    assert len(await all_events(store)) == before


async def test_the_middle_of_another_import_is_refused(store: PostgresStore, log: Path) -> None:
    await store.begin_history()
    ready = prepared(log, "gold")
    await HistoryImport(store, LIBRARY, ready.source).run(ready.plan, lambda count: None)
    before = len(await all_events(store))
    with pytest.raises(StopCommand, match=r"a part of another import.*end-import"):
        await import_log(prepared(log), store, LIBRARY)
    assert len(await all_events(store)) == before


@pytest.mark.shared_data
async def test_all_real_incidents_become_cases(store: PostgresStore, real_incidents: Path) -> None:
    report = await import_log(prepared(real_incidents), store, LIBRARY)
    assert report.startswith("890 cases of 81 customers")
    events = await all_events(store)
    assert sum(isinstance(it.data, CaseOpened) for it in events) == 890
    assert sum(isinstance(it.data, CaseResponded) and it.data.first for it in events) == 890
    assert sum(isinstance(it.data, CaseClosed) for it in events) == 890
