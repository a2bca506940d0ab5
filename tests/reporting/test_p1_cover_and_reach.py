"""A P1 without an engineer is seen from its first minute on, and whom to reach stands beside it
(CP-26, CP-27)."""

from datetime import datetime, timedelta

import pytest

from events.catalogue import case_events as case
from events.catalogue import customer_events as customer
from events.event import Event
from reporting.adapters.clear_erased import clear_erased
from reporting.domain.case_subject import ErasedPerson
from reporting.settings import SCHEMA
from tests.reporting.conftest import Reports
from tests.reporting.event_log import EventLog, utc
from tests.support.stored_words import where_stored
from webapi.identity import Role

NOW = utc("2026-10-05 16:00")
MINUTE = timedelta(minutes=1)
OPENED = NOW - 10 * MINUTE
ZOE = case.ReachText(name="Zoe Quill", phone="+1 555 0142")
TRIED = case.TriedContacts(
    tried=(case.TriedContact(who="Zoe at the mill", how="phone", at=NOW - 5 * MINUTE),)
)


def user(log: EventLog, name: str = "Ulla One", at: datetime = OPENED) -> None:
    added = customer.UserAdded(
        customer_id="acme",
        user_id="u1",
        personal=customer.PersonName(name=name, email="ulla@acme.example"),
    )
    log.tell("intake", "customer-acme", "acme", added, at)


def reach(user_id: str | None = None, at: datetime = NOW - 8 * MINUTE) -> case.ReachNamed:
    return case.ReachNamed(case_id="c0", user_id=user_id, named_at=at, personal=ZOE)


UNREACHED = case.ContactUnreachable(
    case_id="c0",
    recorded_by="eva",
    unreachable_at=NOW - 4 * MINUTE,
    reason="No answer twice",
    personal=TRIED,
)


@pytest.fixture
def p1(log: EventLog) -> EventLog:
    """A P1 of u1's, ten minutes old."""
    user(log)
    log.opens("c0", OPENED, priority="P1", subject="Presses stand")
    return log


async def page(reports: Reports, path: str = "/", role: Role = "agent") -> str:
    answer = await reports.get(path, role)
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


async def uncovered_since(reports: Reports) -> str | None:
    items = (await reports.get("/v1/cases", "agent")).json()["items"]
    since: str | None = items[0]["case"]["uncovered_since"]
    return since


async def test_how_long_nobody_has_had_it_is_told_without_tenths_of_a_second(
    reports: Reports, log: EventLog
) -> None:
    user(log)
    log.opens("c0", NOW - timedelta(seconds=7.9), priority="P1")
    await reports.take(log)
    assert 'Nobody, for <span class="nowrap">7 s<' in await page(reports)


@pytest.mark.rule("CP-26")
async def test_a_p1_without_an_engineer_is_flagged_from_the_first_minute_on(
    reports: Reports, p1: EventLog
) -> None:
    await reports.take(p1)
    board = await page(reports)
    assert "1 of 1 without an engineer." in board
    assert 'Nobody, for <span class="nowrap">10 min<' in board
    assert "nobody has it" in board
    assert "No engineer has had this P1 for 10 min" in await page(reports, "/cases/c0")
    assert await uncovered_since(reports) == "2026-10-05T15:50:00Z"
    contacts = (await reports.get("/v1/cases", "contact", customer_id="acme")).json()["items"]
    assert contacts == [] or contacts[0]["case"]["uncovered_since"] is None


def changes(*events: Event) -> list[tuple[Event, datetime]]:
    return [(event, NOW - (6 - index) * MINUTE) for index, event in enumerate(events)]


TAKEN = case.CaseAssigned(case_id="c0", engineer_id="eva")
LET_GO = case.CaseReleased(
    case_id="c0", engineer_id="eva", personal=case.MessageText(text="My shift ends")
)
HANDED_OVER = case.CaseHandedOver(
    case_id="c0",
    from_engineer_id="eva",
    to_engineer_id="mo",
    personal=case.MessageText(text="Ask for the log"),
)
HELPED = case.WorkaroundProvided(
    case_id="c0", provided_at=NOW - 3 * MINUTE, personal=case.MessageText(text="Print on two")
)
LOWERED = case.CasePriorityChanged(case_id="c0", old="P1", new="P2", changed_at=NOW, reason="Worse")
RAISED = case.CasePriorityChanged(
    case_id="c0", old="P2", new="P1", changed_at=NOW - MINUTE, reason="Worse"
)
RESOLVED = case.CaseResolved(
    case_id="c0", resolved_at=NOW - 3 * MINUTE, personal=case.MessageText(text="Mended")
)
REOPENED = case.CaseReopened(
    case_id="c0", reopened_at=NOW - 2 * MINUTE, personal=case.MessageText(text="Down again")
)


@pytest.mark.parametrize(
    ("events", "since"),
    [
        ((TAKEN,), None),
        ((TAKEN, LET_GO), "2026-10-05T15:55:00Z"),
        ((TAKEN, LET_GO, HANDED_OVER), None),
        ((HELPED,), None),
        ((HELPED, REOPENED), "2026-10-05T15:58:00Z"),
        ((LOWERED,), None),
        ((LOWERED, RAISED), "2026-10-05T15:59:00Z"),
        ((TAKEN, RESOLVED), None),
        ((TAKEN, RESOLVED, REOPENED), "2026-10-05T15:58:00Z"),
    ],
    ids=lambda value: "-".join(type(it).__name__ for it in value or ()) if value else "none",
)
async def test_a_p1_lacks_an_engineer_until_somebody_has_it_or_it_is_helped(
    reports: Reports, p1: EventLog, events: tuple[Event, ...], since: str | None
) -> None:
    for event, at in changes(*events):
        p1.about_case("c0", event, at)
    await reports.take(p1)
    assert await uncovered_since(reports) == since
    assert ("nobody has it" in await page(reports)) == (since is not None)


@pytest.mark.rule("CP-27")
async def test_board_and_case_say_whom_to_reach_the_reporter_by_default(
    reports: Reports, p1: EventLog
) -> None:
    await reports.take(p1)
    for path in ("/", "/cases/c0"):
        shown = await page(reports, path)
        assert "Ulla One" in shown
        assert "ulla@acme.example" in shown
        assert "the reporter: nobody is named" in shown
        assert "Ulla One" not in await page(reports, path, "analyst")
    p1.about_case("c0", reach("u1"), NOW - 8 * MINUTE)
    await reports.take(p1)
    for path in ("/", "/cases/c0"):
        shown = await page(reports, path)
        assert ("Zoe Quill" in shown, "+1 555 0142" in shown, "Ulla One" in shown) == (
            True,
            True,
            False,
        )


@pytest.mark.rule("CP-27")
async def test_who_was_tried_when_and_how_is_shown_while_nobody_is_reached(
    reports: Reports, p1: EventLog
) -> None:
    p1.about_case("c0", UNREACHED, NOW - 4 * MINUTE)
    await reports.take(p1)
    board = await page(reports)
    assert "Nobody reached" in board
    assert "Zoe at the mill</bdi> by phone" in board
    shown = await page(reports, "/cases/c0")
    assert "No answer twice" in shown
    assert "5 Oct 2026, 11:55" in shown
    reached = case.ContactReachable(case_id="c0", recorded_by="eva", reachable_at=NOW)
    p1.about_case("c0", reached, NOW)
    await reports.take(p1)
    assert "Nobody reached</dt>" not in await page(reports)
    assert "Zoe at the mill" in await page(reports, "/cases/c0")


@pytest.mark.parametrize("named", ["u1", None])
async def test_whom_to_reach_is_cleared_with_the_person_and_the_case_goes_on(
    reports: Reports, p1: EventLog, named: str | None
) -> None:
    """Also where the erasure is read first: topics and shards come in no order."""
    p1.about_case("c0", reach(named), NOW - 8 * MINUTE)
    erased = customer.PersonalDataErased(
        customer_id="acme", user_id="u1", erased_by="root", reason="other", erased_at=NOW
    )
    p1.tell("intake", "customer-acme", "acme", erased, NOW)
    about_customer = [event for event in p1.events if event.stream == "customer-acme"]
    about_case = [event for event in p1.events if event.stream != "customer-acme"]
    for events in (about_case, about_customer) if named else (about_customer, about_case):
        await reports.take_events([event for event in events if event.source == "intake"])
    words = ("Ulla One", "ulla@acme", "Zoe Quill", "0142")
    assert await where_stored(reports.pool, SCHEMA, words) == []
    shown = await page(reports, "/cases/c0")
    assert '<span class="sub">erased</span>' in shown
    assert "erased, " not in shown
    assert "nobody is named" not in shown


async def test_who_was_tried_is_cleared_with_the_engineer_who_wrote_it(
    reports: Reports, p1: EventLog
) -> None:
    p1.about_case("c0", UNREACHED, NOW - 4 * MINUTE)
    await reports.take(p1)
    async with reports.pool.acquire() as tx, tx.transaction():
        eva = ErasedPerson(person="staff/eva", customer_id=None, erased_at=NOW)
        await clear_erased(tx, SCHEMA, [eva])
    words = ("Zoe at the mill", "No answer twice")
    assert await where_stored(reports.pool, SCHEMA, words) == []
    shown = await page(reports, "/cases/c0")
    assert '<span class="sub">erased</span>' in shown
    assert "nobody was named as tried" not in shown


async def test_a_case_that_is_not_known_has_no_page(reports: Reports) -> None:
    assert (await reports.get("/cases/nobody", "agent")).status_code == 404
    assert (await reports.get("/cases/nobody", "contact", customer_id="acme")).status_code == 403
