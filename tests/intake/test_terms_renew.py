"""A plan goes on by itself unless notice was given in time; days are the vendor's (CP-2 to
CP-6).
"""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from events.catalogue.customer_events import TermBought
from events.clock import MovableClock
from tests.intake.intake_clients import IntakeClients, new_case

LAST_MINUTE = datetime(2027, 1, 1, 4, 59, 59, tzinfo=UTC)
NEW_YEAR = datetime(2027, 1, 1, 5, 0, tzinfo=UTC)
"""00:00 in Detroit."""

LATE = {"reason": "The letter lay in the post room."}
SLOWER = {"accepts_losses": ["target-P2", "target-P3", "target-P4"]}
NEXT = {"plan": "gold", "starts_on": "2027-01-01", "ends_on": "2027-12-31"}


async def terms_in_log(clients: IntakeClients, customer_id: str = "acme") -> list[TermBought]:
    events = await clients.store.read_stream(f"customer-{customer_id}", customer_id)
    return [event.data for event in events if isinstance(event.data, TermBought)]


async def read(clients: IntakeClients) -> Any:
    return (await clients.admin.get("/v1/customers/acme")).json()


@pytest.mark.rule("CP-3")
@pytest.mark.parametrize("priority", ["P1", "P3"])
async def test_the_first_case_of_a_new_term_is_taken_and_records_it(
    clients: IntakeClients, store_clock: MovableClock, priority: str
) -> None:
    await clients.customer()
    store_clock.move_to(NEW_YEAR)
    case = await clients.case(priority=priority)
    assert (case["plan"], case["status"]) == ("gold", "open")
    [_, renewal] = await terms_in_log(clients)
    assert (renewal.how, renewal.plan) == ("renewal", "gold")
    assert (renewal.starts_on.isoformat(), renewal.ends_on.isoformat()) == (
        "2027-01-01",
        "2027-12-31",
    )
    await clients.case(priority=priority, subject="Another one")
    assert len(await terms_in_log(clients)) == 2


@pytest.mark.rule("CP-1")
async def test_the_old_term_lasts_to_the_vendors_midnight(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    store_clock.move_to(LAST_MINUTE)
    await clients.case()
    assert len(await terms_in_log(clients)) == 1


async def test_reading_shows_the_new_term_and_records_nothing(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    store_clock.move_to(NEW_YEAR)
    before = await clients.events()
    [listed] = (await clients.admin.get("/v1/customers")).json()["items"]
    for shown in (listed, await read(clients)):
        assert (shown["standing"], shown["term"]["starts_on"]) == ("entitled", "2027-01-01")
    assert await clients.events() == before


@pytest.mark.rule("CP-3", "CP-4")
async def test_after_a_notice_in_time_the_plan_lapses_on_the_day_after(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    store_clock.move_to(datetime(2026, 10, 2, 12, tzinfo=UTC))
    await clients.admin.did("/v1/customers/acme/renewal-notice", {"given_on": "2026-10-02"})
    store_clock.move_to(LAST_MINUTE)
    await clients.case()
    store_clock.move_to(NEW_YEAR)
    refused = await clients.agent.post("/v1/cases", new_case(priority="P1"))
    assert (refused.status_code, refused.json()["code"]) == (403, "plan-lapsed")
    assert (await read(clients))["standing"] == "lapsed"


@pytest.mark.rule("CP-3", "CP-6")
async def test_overdue_fees_stop_no_renewal_and_give_no_access(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    await clients.admin.put("/v1/customers/acme/fees", {"status": "overdue"})
    store_clock.move_to(NEW_YEAR)
    assert ((await read(clients))["standing"], (await read(clients))["term"]["starts_on"]) == (
        "fees-overdue",
        "2027-01-01",
    )
    refused = await clients.agent.post("/v1/cases", new_case(priority="P1"))
    assert (refused.status_code, refused.json()["code"]) == (403, "fees-overdue")
    await clients.admin.put("/v1/customers/acme/fees", {"status": "current"})
    assert (await clients.agent.post("/v1/cases", new_case(priority="P1"))).status_code == 201


async def test_a_customer_that_was_silent_for_years_has_renewed_each_time(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    store_clock.move_to(datetime(2029, 6, 1, 15, tzinfo=UTC))
    await clients.case()
    assert [term.starts_on.year for term in await terms_in_log(clients)] == [2026, 2027, 2028, 2029]


@pytest.mark.parametrize("priority", ["P1", "P3"])
async def test_two_first_cases_at_once_renew_once(
    clients: IntakeClients, store_clock: MovableClock, priority: str
) -> None:
    await clients.customer()
    store_clock.move_to(NEW_YEAR)
    tellings = [new_case(priority=priority, subject=f"Trouble {number}") for number in range(8)]
    answers = await asyncio.gather(*(clients.agent.post("/v1/cases", body) for body in tellings))
    assert {answer.status_code for answer in answers} == {201}
    assert len(await terms_in_log(clients)) == 2


async def test_a_refused_case_records_no_renewal(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    store_clock.move_to(NEW_YEAR)
    refused = await clients.agent.post("/v1/cases", new_case(reporter_id="bob"))
    assert refused.status_code == 403
    assert len(await terms_in_log(clients)) == 1


async def test_a_leap_days_term_renews_into_the_same_february(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    term = {"starts_on": "2024-02-29", "ends_on": "2025-02-28"}
    await clients.admin.did(
        "/v1/customers", {"customer_id": "acme", "name": "Acme", "plan": "gold", "term": term}
    )
    assert [it["ends_on"] for it in (await read(clients))["terms"]] == [
        "2025-02-28",
        "2026-02-28",
        "2027-02-28",
    ]


async def test_a_plan_changed_within_its_term_renews_for_the_whole_length(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    change = {"plan": "platinum", "starts_on": "2026-03-02", "ends_on": "2026-12-31", **SLOWER}
    await clients.admin.did("/v1/customers/acme/terms", change)
    store_clock.move_to(NEW_YEAR)
    shown = await read(clients)
    assert (shown["plan"], shown["term"]["starts_on"], shown["term"]["ends_on"]) == (
        "platinum",
        "2027-01-01",
        "2027-12-31",
    )


async def test_a_notice_stands_when_only_the_plan_changes(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    await clients.admin.did("/v1/customers/acme/renewal-notice", {"given_on": "2026-03-02"})
    change = {"plan": "platinum", "starts_on": "2026-03-02", "ends_on": "2026-12-31", **SLOWER}
    changed = await clients.admin.did("/v1/customers/acme/terms", change)
    assert changed["notice_given_on"] == "2026-03-02"
    store_clock.move_to(NEW_YEAR)
    assert (await read(clients))["standing"] == "lapsed"


async def test_the_same_renewal_posted_again_makes_no_second_term(clients: IntakeClients) -> None:
    await clients.customer()
    answers = [await clients.admin.post("/v1/customers/acme/terms", NEXT) for _ in range(4)]
    assert {answer.status_code for answer in answers} == {201}
    assert len(answers[-1].json()["terms"]) == len(await terms_in_log(clients)) == 2


async def test_the_same_renewal_posted_at_the_same_time_makes_one_term(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    answers = await asyncio.gather(
        *(clients.admin.post("/v1/customers/acme/terms", NEXT) for _ in range(5))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len(await terms_in_log(clients)) == 2


async def test_a_renewal_posted_after_the_term_renewed_by_itself_makes_no_second_term(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    store_clock.move_to(NEW_YEAR)
    await clients.admin.did("/v1/customers/acme/terms", NEXT)
    assert [term.how for term in await terms_in_log(clients)] == ["first", "renewal"]


async def test_a_notice_after_the_renewal_counts_for_the_new_term(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    store_clock.move_to(NEW_YEAR)
    await clients.admin.did("/v1/customers/acme/renewal-notice", {"given_on": "2027-01-01"})
    assert (await read(clients))["standing"] == "entitled"
    store_clock.move_to(datetime(2028, 1, 1, 5, tzinfo=UTC))
    assert (await read(clients))["standing"] == "lapsed"


@pytest.mark.rule("CP-3")
async def test_a_notice_that_was_in_time_counts_though_it_is_recorded_late(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    store_clock.move_to(NEW_YEAR)
    late = await clients.admin.post(
        "/v1/customers/acme/renewal-notice", {"given_on": "2026-10-03", **LATE}
    )
    assert (late.status_code, late.json()["code"]) == (409, "notice-too-late")
    assert "2026-10-02" in late.json()["detail"]
    await clients.admin.did("/v1/customers/acme/renewal-notice", {"given_on": "2026-10-02", **LATE})
    assert (await read(clients))["standing"] == "lapsed"


async def test_a_notice_of_before_a_term_that_is_in_use_is_refused(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    store_clock.move_to(NEW_YEAR)
    await clients.case()
    refused = await clients.admin.post(
        "/v1/customers/acme/renewal-notice", {"given_on": "2026-10-02", **LATE}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "notice-before-the-term")


async def test_an_if_match_of_before_the_renewal_holds(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    store_clock.move_to(NEW_YEAR)
    seen = await clients.admin.get("/v1/customers/acme")
    platinum = {**NEXT, "plan": "platinum", **SLOWER}
    changed = await clients.admin.post(
        "/v1/customers/acme/terms", platinum, If_Match=seen.headers["ETag"]
    )
    assert (changed.status_code, changed.json()["plan"]) == (201, "platinum")


async def test_a_plan_that_has_not_begun_says_from_when(clients: IntakeClients) -> None:
    term = {"starts_on": "2026-03-03", "ends_on": "2027-03-02"}
    await clients.admin.did(
        "/v1/customers", {"customer_id": "acme", "name": "Acme", "plan": "gold", "term": term}
    )
    await clients.admin.did(
        "/v1/customers/acme/users", {"user_id": "ann", "name": "Ann", "email": "ann@acme.example"}
    )
    refused = await clients.agent.post("/v1/cases", new_case(priority="P1"))
    assert (refused.status_code, refused.json()["code"]) == (403, "plan-lapsed")
    assert "2026-03-03" in refused.json()["detail"]
    shown = await read(clients)
    assert (shown["begins_on"], shown["standing"]) == ("2026-03-03", "not-begun")


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        ("0001-01-01", "0001-01-02"),
        ("2026-01-01", "9999-12-31"),
        ("2026-01-01", "2100-12-31"),
        ("2199-01-01", "2199-12-31"),
        ("2200-01-01", "2200-12-31"),
    ],
)
async def test_a_term_in_years_that_cannot_be_counted_is_refused(
    clients: IntakeClients, starts_on: str, ends_on: str
) -> None:
    body = {"name": "Acme", "plan": "gold", "term": {"starts_on": starts_on, "ends_on": ends_on}}
    answer = await clients.admin.post("/v1/customers", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
