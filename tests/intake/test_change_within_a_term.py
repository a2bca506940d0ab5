"""Changes within a term, the seats that they take, and what a request may say of them (CP-2, CP-3,
CP-9).
"""

from datetime import UTC, datetime
from typing import Any

import pytest

from events.clock import MovableClock
from tests.intake.intake_clients import TERM, IntakeClients, new_case

PLATINUM = {"plan": "platinum", "starts_on": "2026-03-02", "ends_on": "2026-12-31"}
SLOWER = ["target-P2", "target-P3", "target-P4"]
GOLD_NEXT = {"plan": "gold", "starts_on": "2027-01-01", "ends_on": "2027-12-31"}
NEW_YEAR = datetime(2027, 1, 1, 5, 0, tzinfo=UTC)
"""00:00 in Detroit."""


async def crowded(clients: IntakeClients, plan: str, contacts: int, extra: int = 1) -> None:
    """Bring in a customer whose contacts are u0, u1 and so on."""
    body = {"customer_id": "acme", "name": "Acme", "plan": plan, "term": TERM}
    await clients.admin.did("/v1/customers", {**body, "extra_seats": extra})
    for number in range(contacts):
        user = {"user_id": f"u{number}", "name": "User", "email": "user@acme.example"}
        await clients.admin.did("/v1/customers/acme/users", user)
        await clients.authorize("acme", f"u{number}")


async def read(clients: IntakeClients) -> Any:
    return (await clients.admin.get("/v1/customers/acme")).json()


@pytest.mark.rule("CP-2")
async def test_what_a_change_would_lose_is_listed_and_may_be_given_up_by_name(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    refused = await clients.admin.post("/v1/customers/acme/terms", PLATINUM)
    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (409, "worse-within-the-term")
    assert [loss["name"] for loss in problem["losses"]] == SLOWER
    assert problem["losses"][0]["text"].startswith("P2 is answered within 24 working hours")
    taken = await clients.admin.did(
        "/v1/customers/acme/terms", {**PLATINUM, "accepts_losses": SLOWER}
    )
    assert taken["plan"] == "platinum"


async def test_who_renewed_early_still_changes_the_plan_of_the_running_term(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    await clients.admin.did("/v1/customers/acme/terms", GOLD_NEXT)
    changed = await clients.admin.did(
        "/v1/customers/acme/terms", {**PLATINUM, "accepts_losses": SLOWER}
    )
    assert (changed["plan"], len(changed["terms"])) == ("platinum", 3)
    store_clock.move_to(NEW_YEAR)
    shown = await read(clients)
    assert (shown["plan"], shown["standing"], shown["term"]["ends_on"]) == (
        "gold",
        "entitled",
        "2027-12-31",
    )


@pytest.mark.rule("CP-9")
async def test_the_seats_of_a_smaller_plan_are_settled_with_the_purchase(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await crowded(clients, "platinum", 7)
    refused = await clients.admin.post("/v1/customers/acme/terms", GOLD_NEXT)
    assert (refused.status_code, refused.json()["code"]) == (403, "seats-taken")
    keeps = [f"u{number}" for number in range(2, 7)]
    bought = await clients.admin.did(
        "/v1/customers/acme/terms", {**GOLD_NEXT, "keeps_seats": keeps}
    )
    assert bought["seats"]["taken"] == 7

    store_clock.move_to(NEW_YEAR)
    shown = await read(clients)
    assert shown["seats"] == {"included": 4, "extra": 1, "taken": 5, "over": 0}
    assert [contact["user_id"] for contact in shown["contacts"]] == keeps
    left = await clients.agent.post("/v1/cases", new_case(reporter_id="u0"))
    assert (left.status_code, left.json()["code"]) == (403, "authorized-contact-required")
    await clients.case(reporter_id="u6")
    again = await clients.admin.put("/v1/customers/acme/users/u0/authorization")
    assert (again.status_code, again.json()["code"]) == (403, "seats-taken")


async def test_who_gave_up_a_seat_may_be_named_again_in_the_new_term(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await crowded(clients, "platinum", 5)
    await clients.admin.did("/v1/customers/acme/terms", {**GOLD_NEXT, "keeps_seats": ["u0"]})
    store_clock.move_to(NEW_YEAR)
    named = await clients.admin.put("/v1/customers/acme/users/u4/authorization")
    assert [contact["user_id"] for contact in named.json()["contacts"]] == ["u0", "u4"]
    assert [contact["user_id"] for contact in (await read(clients))["contacts"]] == ["u0", "u4"]


async def test_a_freed_seat_of_the_plan_is_taken_by_whoever_had_a_paid_one(
    clients: IntakeClients,
) -> None:
    await crowded(clients, "gold", 5)
    user = {"user_id": "u5", "name": "User", "email": "user@acme.example"}
    await clients.admin.did("/v1/customers/acme/users", user)
    await clients.admin.ask("DELETE", "/v1/customers/acme/users/u0/authorization")
    named = (await clients.admin.put("/v1/customers/acme/users/u5/authorization")).json()
    assert {it["user_id"]: it["extra_seat"] for it in named["contacts"]} == {
        "u1": False,
        "u2": False,
        "u3": False,
        "u4": False,
        "u5": True,
    }


@pytest.mark.rule("CP-3")
@pytest.mark.parametrize(
    ("zone", "given_on", "status"),
    [
        (None, "2026-10-03", 422),
        ("Asia/Tokyo", "2026-10-03", 409),
        ("America/Los_Angeles", "2026-10-02", 200),
    ],
)
async def test_a_notice_is_given_on_the_customers_day(
    clients: IntakeClients,
    store_clock: MovableClock,
    zone: str | None,
    given_on: str,
    status: int,
) -> None:
    body = {"customer_id": "acme", "name": "Acme", "plan": "gold", "term": TERM, "zone": zone}
    made = await clients.admin.did("/v1/customers", body)
    assert made["zone"] == zone
    # 20:00 in Detroit, 17:00 in Los Angeles, and in Tokyo 09:00 of the day after.
    store_clock.move_to(datetime(2026, 10, 3, 0, 0, tzinfo=UTC))
    answer = await clients.admin.post("/v1/customers/acme/renewal-notice", {"given_on": given_on})
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("given_on", "status", "code"),
    [
        ("2028-01-01", 422, "given-in-the-future"),
        ("2026-03-01", 422, "reason-required"),
        ("1990-01-01", 422, "reason-required"),
    ],
)
async def test_a_notice_is_not_of_any_day(
    clients: IntakeClients, given_on: str, status: int, code: str
) -> None:
    await clients.customer()
    answer = await clients.admin.post("/v1/customers/acme/renewal-notice", {"given_on": given_on})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    reason = {"given_on": "1990-01-01", "reason": "An old letter."}
    old = await clients.admin.post("/v1/customers/acme/renewal-notice", reason)
    assert (old.status_code, old.json()["code"]) == (409, "notice-before-the-term")


@pytest.mark.parametrize(
    "changes",
    [
        {"extra_seats": True},
        {"extra_seats": "1"},
        {"ebc": "yes"},
        {"ebc": 1},
        {"zone": "Mars/Olympus"},
        {"zone": "../etc"},
        {"zone": "America"},
        {"term": {**TERM, "starts_on": 0}},
        {"term": {**TERM, "starts_on": "2026-01-01T00:00:00+05:00"}},
        {"term": {**TERM, "starts_on": "2026-01-01T00:00:00"}},
        {"term": {**TERM, "ends_on": "2201-01-01"}},
        {"term": {**TERM, "starts_on": "1899-12-31"}},
    ],
)
async def test_nothing_is_taken_for_what_it_is_not(
    clients: IntakeClients, changes: dict[str, object]
) -> None:
    body = {"name": "Acme", "plan": "gold", "term": TERM, **changes}
    answer = await clients.admin.post("/v1/customers", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
    assert "atetime" not in answer.json()["detail"]
