"""Customers, their terms of use and their people (CP-1 to CP-10)."""

import pytest

from tests.intake.front_desk import TERM, FrontDesk

NEXT = {"starts_on": "2027-01-01", "ends_on": "2027-12-31"}


async def test_a_customer_is_registered_with_its_first_term(desk: FrontDesk) -> None:
    body = {
        "customer_id": "acme",
        "name": "Acme",
        "plan": "gold",
        "term": TERM,
        "ebc": True,
        "extra_seats": 1,
    }
    answer = await desk.admin.post("/v1/customers", body)
    customer = answer.json()
    assert (answer.status_code, customer["standing"], customer["terms_version"]) == (
        201,
        "entitled",
        "2010.2",
    )
    assert (customer["ebc"], customer["extra_seats"], customer["term"]["ends_on"]) == (
        True,
        1,
        "2026-12-31",
    )
    again = await desk.admin.post("/v1/customers", body)
    assert (again.status_code, again.json()["code"]) == (409, "customer-exists")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"plan": "bronze"}, 422, "unknown-plan"),
        (
            {"term": {"starts_on": "2026-02-01", "ends_on": "2026-01-01"}},
            422,
            "term-ends-before-it-starts",
        ),
        ({"extra_seats": 2}, 403, "seats-taken"),
        ({"customer_id": "a b"}, 422, "invalid-request"),
    ],
)
async def test_a_bad_order_form_is_refused(
    desk: FrontDesk, changes: dict[str, object], status: int, code: str
) -> None:
    answer = await desk.admin.post(
        "/v1/customers", {"name": "Acme", "plan": "gold", "term": TERM, **changes}
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await desk.events() == 0


@pytest.mark.parametrize(
    ("term", "how"),
    [
        ({"plan": "gold", **NEXT}, "renewal"),
        ({"plan": "silver", **NEXT}, "change"),
        ({"plan": "platinum", "starts_on": "2026-03-02", "ends_on": "2026-12-31"}, "change"),
        ({"plan": "gold", "starts_on": "2026-03-02", "ends_on": "2027-03-01"}, "change"),
    ],
)
async def test_a_further_term_is_bought(desk: FrontDesk, term: dict[str, str], how: str) -> None:
    await desk.customer()
    answer = await desk.admin.post("/v1/customers/acme/terms", term)
    assert answer.status_code == 201
    assert len(answer.json()["terms"]) == 2
    events = await desk.store.read_stream("customer-acme", "acme")
    assert getattr(events[-1].data, "how", None) == how


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
    desk: FrontDesk, term: dict[str, str], code: str
) -> None:
    await desk.customer()
    answer = await desk.admin.post("/v1/customers/acme/terms", term)
    assert (answer.status_code, answer.json()["code"]) == (409, code)


async def test_a_lapsed_customer_comes_back_and_pays_for_the_gap(desk: FrontDesk) -> None:
    old = {"starts_on": "2024-01-01", "ends_on": "2025-12-31"}
    await desk.admin.did(
        "/v1/customers", {"customer_id": "old", "name": "Old", "plan": "gold", "term": old}
    )
    await desk.admin.did("/v1/customers/old/renewal-notice", {"given_on": "2025-10-02"})
    later = {"plan": "gold", "starts_on": "2026-03-02", "ends_on": "2026-12-31"}
    refused = await desk.admin.post("/v1/customers/old/terms", later)
    assert (refused.status_code, refused.json()["code"]) == (409, "gap-must-be-paid")
    await desk.admin.put("/v1/customers/old/fees", {"status": "overdue"})
    back = {"plan": "silver", "starts_on": "2025-12-31", "ends_on": "2026-12-30"}
    unpaid = await desk.admin.post("/v1/customers/old/terms", back)
    assert (unpaid.status_code, unpaid.json()["code"]) == (403, "fees-overdue")
    await desk.admin.put("/v1/customers/old/fees", {"status": "current"})
    customer = await desk.admin.did("/v1/customers/old/terms", back)
    assert (customer["standing"], customer["plan"]) == ("entitled", "silver")


async def test_a_notice_counts_until_ninety_days_before_the_end(desk: FrontDesk) -> None:
    await desk.customer()
    late = await desk.admin.post("/v1/customers/acme/renewal-notice", {"given_on": "2026-10-03"})
    assert (late.status_code, late.json()["code"]) == (409, "notice-too-late")
    assert "2026-10-02" in late.json()["detail"]
    given = await desk.admin.did("/v1/customers/acme/renewal-notice", {"given_on": "2026-10-02"})
    assert given["notice_given_on"] == "2026-10-02"


async def test_fees_settled_twice_change_nothing(desk: FrontDesk) -> None:
    await desk.customer()
    before = await desk.events()
    answer = await desk.admin.put("/v1/customers/acme/fees", {"status": "current"})
    assert (answer.status_code, await desk.events()) == (200, before)


async def test_seats_are_counted_and_given_back(desk: FrontDesk) -> None:
    body = {"customer_id": "acme", "name": "Acme", "plan": "gold", "term": TERM, "extra_seats": 1}
    await desk.admin.did("/v1/customers", body)
    answers = []
    for number in range(6):
        user = {"user_id": f"u{number}", "name": "User", "email": "user@acme.example"}
        await desk.admin.did("/v1/customers/acme/users", user)
        answers.append(await desk.admin.put(f"/v1/customers/acme/users/u{number}/authorization"))
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 200, 403]
    assert answers[-1].json()["code"] == "seats-taken"
    assert [it["extra_seat"] for it in answers[4].json()["contacts"]] == [False] * 4 + [True]
    freed = await desk.admin.ask("DELETE", "/v1/customers/acme/users/u0/authorization")
    assert freed.json()["seats"]["taken"] == 4
    assert (
        await desk.admin.ask("DELETE", "/v1/customers/acme/users/u0/authorization")
    ).status_code == 200
    assert (await desk.admin.put("/v1/customers/acme/users/u5/authorization")).status_code == 200
    assert (await desk.admin.put("/v1/customers/acme/users/u5/authorization")).status_code == 200


async def test_trainings_are_courses_that_exist_and_were_finished(desk: FrontDesk) -> None:
    await desk.customer()
    path = "/v1/customers/acme/users/bob/trainings"
    unknown = await desk.admin.post(path, {"course": "juggling", "completed_on": "2026-01-01"})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown-course")
    future = await desk.admin.post(path, {"course": "boot-camp", "completed_on": "2026-03-03"})
    assert (future.status_code, future.json()["code"]) == (422, "completed-in-the-future")
    await desk.admin.did(path, {"course": "boot-camp", "completed_on": "2026-01-01"})
    written = await desk.events()
    await desk.admin.did(path, {"course": "boot-camp", "completed_on": "2026-01-02"})
    assert await desk.events() == written


async def test_a_user_is_added_once_and_must_exist(desk: FrontDesk) -> None:
    await desk.customer()
    again = await desk.admin.post(
        "/v1/customers/acme/users", {"user_id": "ann", "name": "Ann", "email": "a@b"}
    )
    assert (again.status_code, again.json()["code"]) == (409, "user-exists")
    unknown = await desk.admin.put("/v1/customers/acme/users/zoe/authorization")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown-user")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("terms", {"plan": "gold", **NEXT}),
        ("users", {"name": "Ann", "email": "a@b"}),
        ("renewal-notice", {"given_on": "2026-01-01"}),
    ],
)
async def test_an_unknown_customer_is_said_to_be_unknown(
    desk: FrontDesk, path: str, body: dict[str, str]
) -> None:
    answer = await desk.admin.post(f"/v1/customers/nobody/{path}", body)
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-customer")
