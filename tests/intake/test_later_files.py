"""A later log is added to a store that holds nothing but history, after all that it holds."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from events.catalogue.case_events import (
    CaseClosed,
    CaseOpened,
    CaseResponded,
    InformationProvided,
    InformationRequested,
)
from events.catalogue.customer_events import (
    ContactAuthorized,
    CustomerRegistered,
    TermBought,
    UserAdded,
)
from events.event import Recorded
from events.operations.terminal import StopCommand
from events.store.connection import make_pool
from events.store.postgres_store import PostgresStore
from intake.adapters import build_store
from intake.adapters.streams import load_customer
from intake.history.import_command import Prepared, import_log, prepare
from intake.history.import_history import HistoryImport
from intake.history.read_any_log import ImportOptions
from tests.intake.intake_clients import IntakeClients
from tests.intake.test_import_history import LIBRARY, Killed, all_events
from tests.intake.test_import_refusals import ended
from tests.support.incident_log import LogMaker, Row, write_log

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
PLAIN: Row = {
    **LogMaker(incidents=1).rows()[0],
    "priority": "3 - Moderate",
    "location": "Location 1",
    "caller_id": "Caller 1",
    "contact_type": "?",
    "assigned_to": "Resolver 1",
    "sys_mod_count": "?",
}


@pytest.fixture
async def store(intake_dsn: str) -> AsyncIterator[PostgresStore]:
    pool = await make_pool(intake_dsn, size=14)
    made = build_store.make_store(pool, 12, LIBRARY)
    yield made
    await made.close()
    await pool.close()


def row(number: str, state: str, opened_at: str, at: str, **change: str) -> Row:
    return {
        **PLAIN,
        "number": number,
        "incident_state": state,
        "opened_at": opened_at,
        "sys_updated_at": at,
        **change,
    }


MARCH = "01-03-2016 09:00"
FIRST = (
    row("INC1", "New", MARCH, "01-03-2016 09:00"),
    row("INC1", "Awaiting User Info", MARCH, "01-03-2016 11:00"),
    row("INC2", "New", MARCH, "02-03-2016 10:00"),
)
LATER = (
    row("INC1", "Active", MARCH, "04-03-2016 09:00"),
    row("INC1", "Closed", MARCH, "05-03-2016 09:00"),
    row("INC2", "Active", MARCH, "06-03-2016 09:00"),
    row("INC3", "New", "07-03-2016 09:00", "07-03-2016 09:00", caller_id="Caller 2"),
)


def log(folder: Path, name: str, *rows: Row) -> Prepared:
    file = write_log(rows, folder / name)
    return prepare(ImportOptions(file=file, zone="UTC", plan="gold"), LIBRARY, NOW)


async def both(store: PostgresStore, folder: Path) -> str:
    await import_log(log(folder, "first.csv", *FIRST), store, LIBRARY)
    return await import_log(log(folder, "later.csv", *LATER), store, LIBRARY)


def history_of(events: list[Recorded], number: str) -> list[tuple[str, str]]:
    """What happened to a case, and when."""
    opened = next(
        it for it in events if isinstance(it.data, CaseOpened) and it.data.number == number
    )
    return [
        (type(it.data).__name__, f"{it.recorded_at:%d %H:%M}")
        for it in events
        if it.stream == opened.stream
    ]


async def test_an_incident_goes_on_where_the_first_log_left_it(
    store: PostgresStore, tmp_path: Path
) -> None:
    report = await both(store, tmp_path)
    events = await all_events(store)
    assert history_of(events, "INC1") == [
        ("CaseOpened", "01 09:00"),
        ("CaseResponded", "01 11:00"),
        ("InformationRequested", "01 11:00"),
        ("InformationProvided", "04 09:00"),
        ("CaseClosed", "05 09:00"),
    ]
    assert history_of(events, "INC2") == [("CaseOpened", "01 09:00"), ("CaseResponded", "06 09:00")]
    assert report.startswith("1 cases of 1 customers, ")
    assert "2 cases of an earlier import go on" in report
    # An incident that goes on is in work, of course.
    assert "in work in their first row" not in report
    assert all(it.meta.imported for it in events)
    assert not await store.in_history()


async def test_a_customer_that_is_there_gets_new_people_and_stays_one(
    store: PostgresStore, tmp_path: Path
) -> None:
    await both(store, tmp_path)
    data = [it.data for it in await all_events(store)]
    assert sum(isinstance(it, CustomerRegistered) for it in data) == 1
    assert [it.user_id for it in data if isinstance(it, UserAdded)] == ["caller-1", "caller-2"]
    assert [it.user_id for it in data if isinstance(it, ContactAuthorized)] == [
        "caller-1",
        "caller-2",
    ]


async def test_people_beyond_the_seats_are_users_and_no_contacts(
    store: PostgresStore, tmp_path: Path
) -> None:
    await import_log(log(tmp_path, "first.csv", *FIRST), store, LIBRARY)
    many = [
        row(f"INC{n}", "New", "07-03-2016 09:00", "07-03-2016 09:00", caller_id=f"Caller {n}")
        for n in range(10, 20)
    ]
    await import_log(log(tmp_path, "later.csv", *many), store, LIBRARY)
    customer, _ = await load_customer(store, "location-1")
    assert len(customer.users) == 11
    seats = LIBRARY.of(customer, date(2016, 3, 7)).plan("gold").seats
    assert len(customer.authorized_contacts) == seats


async def test_a_term_that_ended_meanwhile_is_renewed_on_record(
    store: PostgresStore, tmp_path: Path
) -> None:
    await import_log(log(tmp_path, "first.csv", *FIRST), store, LIBRARY)
    in_2018 = row("INC9", "New", "07-03-2018 09:00", "07-03-2018 09:00")
    await import_log(log(tmp_path, "later.csv", in_2018), store, LIBRARY)
    terms = [it.data for it in await all_events(store) if isinstance(it.data, TermBought)]
    assert [(it.how, it.starts_on.year) for it in terms] == [
        ("first", 2016),
        ("renewal", 2017),
        ("renewal", 2018),
    ]


@pytest.mark.parametrize(
    ("early", "line"),
    [
        (row("INC4", "New", MARCH, "01-03-2016 11:00"), 6),
        (row("INC4", "Active", "01-03-2016 11:00", "08-03-2016 09:00"), 6),
        (row("INC1", "Resolved", MARCH, "01-03-2016 10:59"), 6),
    ],
    ids=["a new incident", "opened before", "an incident that goes on"],
)
async def test_a_row_that_is_not_later_than_the_store_is_refused_by_its_line(
    store: PostgresStore, tmp_path: Path, early: Row, line: int
) -> None:
    await import_log(log(tmp_path, "first.csv", *FIRST), store, LIBRARY)
    before = await all_events(store)
    with pytest.raises(StopCommand, match=rf"later\.csv: line {line} .*both files together"):
        await import_log(log(tmp_path, "later.csv", *LATER, early), store, LIBRARY)
    assert await all_events(store) == before
    assert not await store.in_history()


async def test_time_that_was_promised_to_the_clock_is_not_filled_any_more(
    store: PostgresStore, tmp_path: Path
) -> None:
    await import_log(log(tmp_path, "first.csv", *FIRST), store, LIBRARY)
    await store.make_watermarks()
    with pytest.raises(StopCommand, match=r"later\.csv: line 2 .*both files together"):
        await import_log(log(tmp_path, "later.csv", *LATER), store, LIBRARY)


async def test_time_that_is_promised_while_an_import_begins_is_not_filled_either(
    store: PostgresStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await import_log(log(tmp_path, "first.csv", *FIRST), store, LIBRARY)
    before, begin = await all_events(store), store.begin_history

    async def begin_while_served() -> None:
        await store.make_watermarks()
        await begin()

    monkeypatch.setattr(store, "begin_history", begin_while_served)
    with pytest.raises(StopCommand, match="intake was serving"):
        await import_log(log(tmp_path, "later.csv", *LATER), store, LIBRARY)
    assert await all_events(store) == before
    assert not await store.in_history()


async def test_names_that_differ_from_stored_ones_are_refused_with_both(
    store: PostgresStore, tmp_path: Path
) -> None:
    await import_log(log(tmp_path, "first.csv", *FIRST), store, LIBRARY)
    other = row("INC9", "New", "07-03-2016 09:00", "07-03-2016 09:00", location="LOCATION 1")
    with pytest.raises(StopCommand, match="'Location 1' and 'LOCATION 1'"):
        await import_log(log(tmp_path, "later.csv", other), store, LIBRARY)
    same = row("INC9", "New", "07-03-2016 09:00", "07-03-2016 09:00", caller_id="CALLER 1")
    with pytest.raises(StopCommand, match="'Caller 1' and 'CALLER 1'"):
        await import_log(log(tmp_path, "later.csv", same), store, LIBRARY)


@pytest.mark.parametrize("after", [0, 1, 2, 3])
async def test_a_later_import_that_was_killed_goes_on_as_it_was_planned(
    store: PostgresStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    await import_log(log(tmp_path, "first.csv", *FIRST), store, LIBRARY)
    later = log(tmp_path, "later.csv", *LATER)
    run, left = HistoryImport.run, [after]

    async def dying(self: HistoryImport, plan: object, advance: object) -> None:
        def die(count: int) -> None:
            left[0] -= count
            if left[0] < 0:
                raise Killed

        await run(self, plan, die)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(HistoryImport, "run", dying)
        with pytest.raises((Killed, ExceptionGroup)):
            await import_log(later, store, LIBRARY)
    assert await store.in_history()
    await import_log(later, store, LIBRARY)
    data = [it.data for it in await all_events(store)]
    assert sum(isinstance(it, CaseOpened) for it in data) == 3
    assert sum(isinstance(it, CaseResponded) for it in data) == 2
    assert sum(isinstance(it, InformationRequested | InformationProvided) for it in data) == 2
    assert sum(isinstance(it, CaseClosed) for it in data) == 1
    assert "Nothing was added" in await import_log(later, store, LIBRARY)


async def test_a_finished_import_is_not_dropped_with_one_that_was_stopped(
    store: PostgresStore,
    intake_dsn: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await import_log(log(tmp_path, "first.csv", *FIRST), store, LIBRARY)
    later = log(tmp_path, "later.csv", *LATER)
    await HistoryImport(store, LIBRARY, later.source).begin(await store.end())
    await store.begin_history()
    assert await asyncio.to_thread(ended, monkeypatch, intake_dsn, "--discard") == 2
    assert "earlier import" in capsys.readouterr().err
    assert await asyncio.to_thread(ended, monkeypatch, intake_dsn, "--keep") == 0
    assert len(await all_events(store)) > 0


async def test_a_third_log_goes_after_the_second(store: PostgresStore, tmp_path: Path) -> None:
    await both(store, tmp_path)
    third = row("INC3", "Active", "07-03-2016 09:00", "09-03-2016 09:00")
    await import_log(log(tmp_path, "third.csv", third), store, LIBRARY)
    assert history_of(await all_events(store), "INC3")[-1] == ("CaseResponded", "09 09:00")


async def test_an_imported_customer_goes_on_live_and_renews(
    clients: IntakeClients, tmp_path: Path
) -> None:
    await import_log(log(tmp_path, "first.csv", *FIRST), clients.store, LIBRARY)
    case = await clients.case("location-1", reporter_id="caller-1")
    assert (case["plan"], case["status"]) == ("gold", "open")
    terms = "/v1/customers/location-1/terms"
    this_year = {"plan": "gold", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    assert (await clients.admin.post(terms, this_year)).status_code == 201
    next_year = {"plan": "platinum", "starts_on": "2027-01-01", "ends_on": "2027-12-31"}
    assert (await clients.admin.post(terms, next_year)).status_code == 201
    customer, _ = await load_customer(clients.store, "location-1")
    assert [(it.plan, it.ends_on.year) for it in customer.terms] == [
        *(("gold", year) for year in range(2016, 2027)),
        ("platinum", 2027),
    ]


async def test_a_store_in_use_takes_no_more_history(clients: IntakeClients, tmp_path: Path) -> None:
    await import_log(log(tmp_path, "first.csv", *FIRST), clients.store, LIBRARY)
    await clients.case("location-1", reporter_id="caller-1")
    with pytest.raises(StopCommand, match="other things than history"):
        await import_log(log(tmp_path, "later.csv", *LATER), clients.store, LIBRARY)
