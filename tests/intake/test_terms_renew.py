"""A plan goes on by itself unless notice was given in time; days are the vendor's (CP-2 to CP-6)."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from events.catalogue.customer_events import TermBought
from events.clock import MovableClock
from tests.intake.front_desk import FrontDesk, new_case

LAST_MINUTE = datetime(2027, 1, 1, 4, 59, 59, tzinfo=UTC)
NEW_YEAR = datetime(2027, 1, 1, 5, 0, tzinfo=UTC)
"""00:00 in Detroit."""

NEXT = {"plan": "gold", "starts_on": "2027-01-01", "ends_on": "2027-12-31"}


async def terms_in_log(desk: FrontDesk, customer_id: str = "acme") -> list[TermBought]:
    events = await desk.store.read_stream(f"customer-{customer_id}", customer_id)
    return [event.data for event in events if isinstance(event.data, TermBought)]


async def read(desk: FrontDesk) -> Any:
    return (await desk.admin.get("/v1/customers/acme")).json()


@pytest.mark.parametrize("priority", ["P1", "P3"])
async def test_the_first_case_of_a_new_term_is_taken_and_records_it(
    desk: FrontDesk, store_clock: MovableClock, priority: str
) -> None:
    await desk.customer()
    store_clock.move_to(NEW_YEAR)
    case = await desk.case(priority=priority)
    assert (case["plan"], case["status"]) == ("gold", "open")
    [_, renewal] = await terms_in_log(desk)
    assert (renewal.how, renewal.plan) == ("renewal", "gold")
    assert (renewal.starts_on.isoformat(), renewal.ends_on.isoformat()) == (
        "2027-01-01",
        "2027-12-31",
    )
    await desk.case(priority=priority, subject="Another one")
    assert len(await terms_in_log(desk)) == 2


async def test_the_old_term_lasts_to_the_vendors_midnight(
    desk: FrontDesk, store_clock: MovableClock
) -> None:
    await desk.customer()
    store_clock.move_to(LAST_MINUTE)
    await desk.case()
    assert len(await terms_in_log(desk)) == 1


async def test_reading_shows_the_new_term_and_records_nothing(
    desk: FrontDesk, store_clock: MovableClock
) -> None:
    await desk.customer()
    store_clock.move_to(NEW_YEAR)
    before = await desk.events()
    [listed] = (await desk.admin.get("/v1/customers")).json()["items"]
    for shown in (listed, await read(desk)):
        assert (shown["standing"], shown["term"]["starts_on"]) == ("entitled", "2027-01-01")
    assert await desk.events() == before


async def test_after_a_notice_in_time_the_plan_lapses_on_the_day_after(
    desk: FrontDesk, store_clock: MovableClock
) -> None:
    await desk.customer()
    await desk.admin.did("/v1/customers/acme/renewal-notice", {"given_on": "2026-10-02"})
    store_clock.move_to(LAST_MINUTE)
    await desk.case()
    store_clock.move_to(NEW_YEAR)
    refused = await desk.agent.post("/v1/cases", new_case(priority="P1"))
    assert (refused.status_code, refused.json()["code"]) == (403, "plan-lapsed")
    assert (await read(desk))["standing"] == "lapsed"


async def test_overdue_fees_stop_no_renewal_and_give_no_access(
    desk: FrontDesk, store_clock: MovableClock
) -> None:
    await desk.customer()
    await desk.admin.put("/v1/customers/acme/fees", {"status": "overdue"})
    store_clock.move_to(NEW_YEAR)
    assert ((await read(desk))["standing"], (await read(desk))["term"]["starts_on"]) == (
        "fees-overdue",
        "2027-01-01",
    )
    refused = await desk.agent.post("/v1/cases", new_case(priority="P1"))
    assert (refused.status_code, refused.json()["code"]) == (403, "fees-overdue")
    await desk.admin.put("/v1/customers/acme/fees", {"status": "current"})
    assert (await desk.agent.post("/v1/cases", new_case(priority="P1"))).status_code == 201


async def test_a_customer_that_was_silent_for_years_has_renewed_each_time(
    desk: FrontDesk, store_clock: MovableClock
) -> None:
    await desk.customer()
    store_clock.move_to(datetime(2029, 6, 1, 15, tzinfo=UTC))
    await desk.case()
    assert [term.starts_on.year for term in await terms_in_log(desk)] == [2026, 2027, 2028, 2029]


@pytest.mark.parametrize("priority", ["P1", "P3"])
async def test_two_first_cases_at_once_renew_once(
    desk: FrontDesk, store_clock: MovableClock, priority: str
) -> None:
    await desk.customer()
    store_clock.move_to(NEW_YEAR)
    tellings = [new_case(priority=priority, subject=f"Trouble {number}") for number in range(8)]
    answers = await asyncio.gather(*(desk.agent.post("/v1/cases", body) for body in tellings))
    assert {answer.status_code for answer in answers} == {201}
    assert len(await terms_in_log(desk)) == 2


async def test_a_refused_case_records_no_renewal(
    desk: FrontDesk, store_clock: MovableClock
) -> None:
    await desk.customer()
    store_clock.move_to(NEW_YEAR)
    refused = await desk.agent.post("/v1/cases", new_case(reporter_id="bob"))
    assert refused.status_code == 403
    assert len(await terms_in_log(desk)) == 1


async def test_a_leap_days_term_renews_into_the_same_february(
    desk: FrontDesk, store_clock: MovableClock
) -> None:
    term = {"starts_on": "2024-02-29", "ends_on": "2025-02-28"}
    await desk.admin.did(
        "/v1/customers", {"customer_id": "acme", "name": "Acme", "plan": "gold", "term": term}
    )
    assert [it["ends_on"] for it in (await read(desk))["terms"]] == [
        "2025-02-28",
        "2026-02-28",
        "2027-02-28",
    ]


async def test_a_plan_changed_within_its_term_renews_for_the_whole_length(
    desk: FrontDesk, store_clock: MovableClock
) -> None:
    await desk.customer()
    change = {"plan": "platinum", "starts_on": "2026-03-02", "ends_on": "2026-12-31"}
    await desk.admin.did("/v1/customers/acme/terms", change)
    store_clock.move_to(NEW_YEAR)
    shown = await read(desk)
    assert (shown["plan"], shown["term"]["starts_on"], shown["term"]["ends_on"]) == (
        "platinum",
        "2027-01-01",
        "2027-12-31",
    )


async def test_a_notice_stands_when_only_the_plan_changes(
    desk: FrontDesk, store_clock: MovableClock
) -> None:
    await desk.customer()
    await desk.admin.did("/v1/customers/acme/renewal-notice", {"given_on": "2026-03-02"})
    change = {"plan": "platinum", "starts_on": "2026-03-02", "ends_on": "2026-12-31"}
    changed = await desk.admin.did("/v1/customers/acme/terms", change)
    assert changed["notice_given_on"] == "2026-03-02"
    store_clock.move_to(NEW_YEAR)
    assert (await read(desk))["standing"] == "lapsed"


async def test_the_same_renewal_posted_again_makes_no_second_term(desk: FrontDesk) -> None:
    await desk.customer()
    answers = [await desk.admin.post("/v1/customers/acme/terms", NEXT) for _ in range(4)]
    assert {answer.status_code for answer in answers} == {201}
    assert len(answers[-1].json()["terms"]) == len(await terms_in_log(desk)) == 2


async def test_the_same_renewal_posted_at_the_same_time_makes_one_term(desk: FrontDesk) -> None:
    await desk.customer()
    answers = await asyncio.gather(
        *(desk.admin.post("/v1/customers/acme/terms", NEXT) for _ in range(5))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len(await terms_in_log(desk)) == 2


async def test_a_renewal_posted_after_the_term_renewed_by_itself_makes_no_second_term(
    desk: FrontDesk, store_clock: MovableClock
) -> None:
    await desk.customer()
    store_clock.move_to(NEW_YEAR)
    await desk.admin.did("/v1/customers/acme/terms", NEXT)
    assert [term.how for term in await terms_in_log(desk)] == ["first", "renewal"]


async def test_a_notice_after_the_renewal_counts_for_the_new_term(
    desk: FrontDesk, store_clock: MovableClock
) -> None:
    await desk.customer()
    store_clock.move_to(NEW_YEAR)
    await desk.admin.did("/v1/customers/acme/renewal-notice", {"given_on": "2027-01-01"})
    assert (await read(desk))["standing"] == "entitled"
    store_clock.move_to(datetime(2028, 1, 1, 5, tzinfo=UTC))
    assert (await read(desk))["standing"] == "lapsed"


async def test_a_notice_that_was_in_time_counts_though_it_is_recorded_late(
    desk: FrontDesk, store_clock: MovableClock
) -> None:
    await desk.customer()
    store_clock.move_to(NEW_YEAR)
    late = await desk.admin.post("/v1/customers/acme/renewal-notice", {"given_on": "2026-10-03"})
    assert (late.status_code, late.json()["code"]) == (409, "notice-too-late")
    assert "2026-10-02" in late.json()["detail"]
    await desk.admin.did("/v1/customers/acme/renewal-notice", {"given_on": "2026-10-02"})
    assert (await read(desk))["standing"] == "lapsed"


async def test_a_notice_of_before_a_term_that_is_in_use_is_refused(
    desk: FrontDesk, store_clock: MovableClock
) -> None:
    await desk.customer()
    store_clock.move_to(NEW_YEAR)
    await desk.case()
    refused = await desk.admin.post("/v1/customers/acme/renewal-notice", {"given_on": "2026-10-02"})
    assert (refused.status_code, refused.json()["code"]) == (409, "notice-before-the-term")


async def test_an_if_match_of_before_the_renewal_holds(
    desk: FrontDesk, store_clock: MovableClock
) -> None:
    await desk.customer()
    store_clock.move_to(NEW_YEAR)
    seen = await desk.admin.get("/v1/customers/acme")
    platinum = {**NEXT, "plan": "platinum"}
    changed = await desk.admin.post(
        "/v1/customers/acme/terms", platinum, If_Match=seen.headers["ETag"]
    )
    assert (changed.status_code, changed.json()["plan"]) == (201, "platinum")


async def test_a_plan_that_has_not_begun_says_from_when(desk: FrontDesk) -> None:
    term = {"starts_on": "2026-03-03", "ends_on": "2027-03-02"}
    await desk.admin.did(
        "/v1/customers", {"customer_id": "acme", "name": "Acme", "plan": "gold", "term": term}
    )
    await desk.admin.did(
        "/v1/customers/acme/users", {"user_id": "ann", "name": "Ann", "email": "ann@acme.example"}
    )
    refused = await desk.agent.post("/v1/cases", new_case(priority="P1"))
    assert (refused.status_code, refused.json()["code"]) == (403, "plan-lapsed")
    assert "2026-03-03" in refused.json()["detail"]
    assert (await read(desk))["begins_on"] == "2026-03-03"


@pytest.mark.parametrize(
    ("starts_on", "ends_on"), [("0001-01-01", "0001-01-02"), ("2026-01-01", "9999-12-31")]
)
async def test_a_term_in_years_that_cannot_be_counted_is_refused(
    desk: FrontDesk, starts_on: str, ends_on: str
) -> None:
    body = {"name": "Acme", "plan": "gold", "term": {"starts_on": starts_on, "ends_on": ends_on}}
    answer = await desk.admin.post("/v1/customers", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
