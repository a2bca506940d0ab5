"""Customers, their terms of use and their people (CP-1 to CP-10)."""

from datetime import UTC, datetime

import pytest

from events.clock import MovableClock
from tests.intake.intake_clients import TERM, IntakeClients

NEXT = {"starts_on": "2027-01-01", "ends_on": "2027-12-31"}


@pytest.mark.rule("CP-1")
async def test_a_customer_is_registered_with_its_first_term(clients: IntakeClients) -> None:
    body = {
        "customer_id": "acme",
        "name": "Acme",
        "plan": "gold",
        "term": TERM,
        "ebc": True,
        "extra_seats": 1,
    }
    answer = await clients.admin.post("/v1/customers", body)
    customer = answer.json()
    assert (answer.status_code, customer["standing"], customer["terms_version"]) == (
        201,
        "entitled",
        "2010.5",
    )
    assert (customer["ebc"], customer["extra_seats"], customer["term"]["ends_on"]) == (
        True,
        1,
        "2026-12-31",
    )
    again = await clients.admin.post("/v1/customers", body)
    assert (again.status_code, again.json()["code"]) == (409, "customer-exists")


@pytest.mark.rule("CP-1")
@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"plan": "bronze"}, 422, "unknown-plan"),
        (
            {"term": {"starts_on": "2026-02-01", "ends_on": "2026-01-01"}},
            422,
            "term-ends-before-it-starts",
        ),
        (
            {"term": {"starts_on": "2011-01-01", "ends_on": "2011-01-02"}},
            422,
            "term-too-long-ago",
        ),
        ({"plan": "silver", "extra_seats": 1}, 422, "too-many-extra-seats"),
        ({"customer_id": "a b"}, 422, "invalid-request"),
    ],
)
async def test_a_bad_order_form_is_refused(
    clients: IntakeClients, changes: dict[str, object], status: int, code: str
) -> None:
    answer = await clients.admin.post(
        "/v1/customers", {"name": "Acme", "plan": "gold", "term": TERM, **changes}
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await clients.events() == 0


@pytest.mark.parametrize(
    ("term", "how"),
    [
        ({"plan": "gold", **NEXT}, "renewal"),
        ({"plan": "silver", **NEXT}, "change"),
        (
            {
                "plan": "platinum",
                "starts_on": "2026-03-02",
                "ends_on": "2026-12-31",
                "accepts_losses": ["target-P2", "target-P3", "target-P4"],
            },
            "change",
        ),
        ({"plan": "gold", "starts_on": "2026-03-02", "ends_on": "2027-03-01"}, "change"),
    ],
)
async def test_a_further_term_is_bought(
    clients: IntakeClients, term: dict[str, object], how: str
) -> None:
    await clients.customer()
    answer = await clients.admin.post("/v1/customers/acme/terms", term)
    assert answer.status_code == 201
    assert len(answer.json()["terms"]) == 2
    events = await clients.store.read_stream("customer-acme", "acme")
    assert getattr(events[-1].data, "how", None) == how


@pytest.mark.rule("CP-2", "CP-6")
@pytest.mark.parametrize(
    ("term", "code"),
    [
        (
            {"plan": "gold", "starts_on": "2027-02-01", "ends_on": "2027-12-31"},
            "term-not-contiguous",
        ),
        (
            {"plan": "silver", "starts_on": "2026-06-01", "ends_on": "2026-12-31"},
            "worse-within-the-term",
        ),
        (
            {"plan": "platinum", "starts_on": "2026-06-01", "ends_on": "2026-11-30"},
            "term-not-shortened",
        ),
    ],
)
async def test_a_term_that_takes_something_away_is_refused(
    clients: IntakeClients, term: dict[str, str], code: str
) -> None:
    await clients.customer()
    answer = await clients.admin.post("/v1/customers/acme/terms", term)
    assert (answer.status_code, answer.json()["code"]) == (409, code)


@pytest.mark.rule("CP-5")
async def test_a_lapsed_customer_comes_back_and_pays_for_the_gap(clients: IntakeClients) -> None:
    old = {"starts_on": "2024-01-01", "ends_on": "2025-12-31"}
    await clients.admin.did(
        "/v1/customers", {"customer_id": "old", "name": "Old", "plan": "gold", "term": old}
    )
    letter = {"given_on": "2025-10-02", "reason": "The letter lay in the post room."}
    await clients.admin.did("/v1/customers/old/renewal-notice", letter)
    later = {"plan": "gold", "starts_on": "2026-03-02", "ends_on": "2026-12-31"}
    refused = await clients.admin.post("/v1/customers/old/terms", later)
    assert (refused.status_code, refused.json()["code"]) == (409, "gap-must-be-paid")
    await clients.admin.put("/v1/customers/old/fees", {"status": "overdue"})
    back = {"plan": "silver", "starts_on": "2025-12-31", "ends_on": "2026-12-30"}
    unpaid = await clients.admin.post("/v1/customers/old/terms", back)
    assert (unpaid.status_code, unpaid.json()["code"]) == (403, "fees-overdue")
    await clients.admin.put("/v1/customers/old/fees", {"status": "current"})
    customer = await clients.admin.did("/v1/customers/old/terms", back)
    assert (customer["standing"], customer["plan"]) == ("entitled", "silver")


@pytest.mark.rule("CP-3")
async def test_a_notice_counts_until_ninety_days_before_the_end(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    store_clock.move_to(datetime(2026, 10, 3, 12, tzinfo=UTC))
    late = await clients.admin.post("/v1/customers/acme/renewal-notice", {"given_on": "2026-10-03"})
    assert (late.status_code, late.json()["code"]) == (409, "notice-too-late")
    assert "2026-10-02" in late.json()["detail"]
    letter = {"given_on": "2026-10-02", "reason": "It came in the evening."}
    given = await clients.admin.did("/v1/customers/acme/renewal-notice", letter)
    assert given["notice_given_on"] == "2026-10-02"


async def test_fees_settled_twice_change_nothing(clients: IntakeClients) -> None:
    await clients.customer()
    before = await clients.events()
    answer = await clients.admin.put("/v1/customers/acme/fees", {"status": "current"})
    assert (answer.status_code, await clients.events()) == (200, before)


@pytest.mark.rule("CP-9")
async def test_seats_are_counted_and_given_back(clients: IntakeClients) -> None:
    body = {"customer_id": "acme", "name": "Acme", "plan": "gold", "term": TERM, "extra_seats": 1}
    await clients.admin.did("/v1/customers", body)
    answers = []
    for number in range(6):
        user = {"user_id": f"u{number}", "name": "User", "email": "user@acme.example"}
        await clients.admin.did("/v1/customers/acme/users", user)
        answers.append(await clients.admin.put(f"/v1/customers/acme/users/u{number}/authorization"))
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 200, 403]
    assert answers[-1].json()["code"] == "seats-taken"
    assert [it["extra_seat"] for it in answers[4].json()["contacts"]] == [False] * 4 + [True]
    freed = await clients.admin.ask("DELETE", "/v1/customers/acme/users/u0/authorization")
    assert freed.json()["seats"]["taken"] == 4
    assert (
        await clients.admin.ask("DELETE", "/v1/customers/acme/users/u0/authorization")
    ).status_code == 200
    assert (await clients.admin.put("/v1/customers/acme/users/u5/authorization")).status_code == 200
    assert (await clients.admin.put("/v1/customers/acme/users/u5/authorization")).status_code == 200


async def test_trainings_are_courses_that_exist_and_were_finished(clients: IntakeClients) -> None:
    await clients.customer()
    path = "/v1/customers/acme/users/bob/trainings"
    unknown = await clients.admin.post(path, {"course": "juggling", "completed_on": "2026-01-01"})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown-course")
    future = await clients.admin.post(path, {"course": "boot-camp", "completed_on": "2026-03-03"})
    assert (future.status_code, future.json()["code"]) == (422, "completed-in-the-future")
    await clients.admin.did(path, {"course": "boot-camp", "completed_on": "2026-01-01"})
    written = await clients.events()
    await clients.admin.did(path, {"course": "boot-camp", "completed_on": "2026-01-02"})
    assert await clients.events() == written


async def test_a_user_is_added_once_and_must_exist(clients: IntakeClients) -> None:
    await clients.customer()
    again = await clients.admin.post(
        "/v1/customers/acme/users", {"user_id": "ann", "name": "Ann", "email": "a@b"}
    )
    assert (again.status_code, again.json()["code"]) == (409, "user-exists")
    unknown = await clients.admin.put("/v1/customers/acme/users/zoe/authorization")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown-user")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("terms", {"plan": "gold", **NEXT}),
        ("users", {"name": "Ann", "email": "a@b"}),
        ("renewal-notice", {"given_on": "2026-01-01", "reason": "Late."}),
    ],
)
async def test_an_unknown_customer_is_said_to_be_unknown(
    clients: IntakeClients, path: str, body: dict[str, str]
) -> None:
    answer = await clients.admin.post(f"/v1/customers/nobody/{path}", body)
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-customer")
