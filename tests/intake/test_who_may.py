"""Who may do what: roles, plans, people (CP-4 to CP-15)."""

import pytest

from tests.intake.intake_clients import TERM, IntakeClients, new_case


@pytest.mark.rule("CP-14")
@pytest.mark.parametrize("priority", ["P2", "P3", "P4"])
async def test_only_authorized_contacts_open_what_is_no_p1(
    clients: IntakeClients, priority: str
) -> None:
    await clients.customer()
    answer = await clients.contact(user="bob").post(
        "/v1/cases", new_case(reporter_id="bob", priority=priority)
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "authorized-contact-required")


@pytest.mark.rule("CP-13")
async def test_any_user_opens_a_p1(clients: IntakeClients) -> None:
    await clients.customer()
    answer = await clients.contact(user="bob").post(
        "/v1/cases", new_case(reporter_id="bob", priority="P1")
    )
    assert answer.status_code == 201


@pytest.mark.rule("CP-10")
async def test_a_named_contact_without_training_may_not_act_as_one(clients: IntakeClients) -> None:
    await clients.customer()
    await clients.admin.put("/v1/customers/acme/users/bob/authorization")
    answer = await clients.contact(user="bob").post("/v1/cases", new_case(reporter_id="bob"))
    assert (answer.status_code, answer.json()["code"]) == (403, "training-missing")


@pytest.mark.rule("CP-10")
@pytest.mark.parametrize(
    ("courses", "status"),
    [
        (["boot-camp", "role-supplement"], 201),
        (["champion-overview", "champion-foundation", "role-supplement"], 201),
        (["champion-overview", "role-supplement"], 403),
        (["champion-overview", "champion-foundation"], 403),
        (["boot-camp"], 403),
    ],
)
async def test_the_boot_camp_or_both_courses_online_and_the_supplement_make_a_contact(
    clients: IntakeClients, courses: list[str], status: int
) -> None:
    await clients.customer()
    bob = "/v1/customers/acme/users/bob"
    await clients.admin.put(f"{bob}/authorization")
    for course in courses:
        done = {"course": course, "completed_on": "2026-01-15"}
        await clients.admin.did(f"{bob}/trainings", done)
    answer = await clients.contact(user="bob").post("/v1/cases", new_case(reporter_id="bob"))
    assert answer.status_code == status


@pytest.mark.rule("CP-14")
async def test_the_telephone_takes_p1_only(clients: IntakeClients) -> None:
    await clients.customer()
    answer = await clients.agent.post("/v1/cases", new_case(channel="phone"))
    assert (answer.status_code, answer.json()["code"]) == (403, "phone-is-for-p1")


@pytest.mark.rule("CP-4")
async def test_a_lapsed_customer_opens_no_case(clients: IntakeClients) -> None:
    old = {"starts_on": "2024-01-01", "ends_on": "2025-12-31"}
    await clients.admin.did(
        "/v1/customers", {"customer_id": "old", "name": "Old", "plan": "gold", "term": old}
    )
    await clients.admin.did(
        "/v1/customers/old/users", {"user_id": "ann", "name": "Ann", "email": "a@old.example"}
    )
    letter = {"given_on": "2025-10-02", "reason": "The letter lay in the post room."}
    await clients.admin.did("/v1/customers/old/renewal-notice", letter)
    answer = await clients.agent.post("/v1/cases", new_case("old", priority="P1"))
    assert (answer.status_code, answer.json()["code"]) == (403, "plan-lapsed")
    assert (await clients.admin.get("/v1/customers/old")).json()["standing"] == "lapsed"


@pytest.mark.rule("CP-6")
async def test_unpaid_fees_stand_against_a_case_until_they_are_paid(clients: IntakeClients) -> None:
    await clients.customer()
    await clients.admin.put("/v1/customers/acme/fees", {"status": "overdue"})
    refused = await clients.contact().post("/v1/cases", new_case())
    assert (refused.status_code, refused.json()["code"]) == (403, "fees-overdue")
    await clients.admin.put("/v1/customers/acme/fees", {"status": "current"})
    assert (await clients.contact().post("/v1/cases", new_case())).status_code == 201


@pytest.mark.rule("CP-11")
@pytest.mark.parametrize("changes", [{"area": "account"}, {"subject": "Password reset!"}])
async def test_a_password_is_no_case_and_nobody_is_named(
    clients: IntakeClients, changes: dict[str, str]
) -> None:
    await clients.customer()
    answer = await clients.contact().post("/v1/cases", new_case(**changes))
    assert (answer.status_code, answer.json()["code"]) == (403, "not-a-case")
    assert "self-service" in answer.json()["detail"]
    assert "@" not in answer.text


async def test_a_contact_acts_as_itself_only(clients: IntakeClients) -> None:
    await clients.customer()
    answer = await clients.contact(user="bob").post("/v1/cases", new_case(reporter_id="ann"))
    assert (answer.status_code, answer.json()["code"]) == (403, "acts-as-itself-only")


async def test_another_customers_things_do_not_exist(clients: IntakeClients) -> None:
    await clients.customer("acme")
    await clients.customer("bolt")
    case = await clients.case("acme")
    stranger = clients.contact("bolt")
    for path in (f"/v1/cases/{case['case_id']}", f"/v1/cases/{case['case_id']}/events"):
        theirs, nobodys = (
            await stranger.get(path),
            await stranger.get(path.replace(case["case_id"], "nope")),
        )
        assert (theirs.status_code, theirs.json()) == (404, nobodys.json())
    assert (await stranger.get("/v1/customers/acme")).json()["code"] == "unknown-customer"
    assert (await stranger.get("/v1/cases?customer_id=acme")).status_code == 404
    assert (await stranger.post("/v1/cases", new_case("acme"))).json()["code"] == "unknown-customer"
    answers_text = await stranger.post(f"/v1/cases/{case['case_id']}/comment", {"text": "Hello"})
    assert (answers_text.status_code, answers_text.json()["code"]) == (404, "unknown-case")


async def test_lists_show_a_contact_its_own_customer_only(clients: IntakeClients) -> None:
    await clients.customer("acme")
    await clients.customer("bolt")
    await clients.case("acme")
    await clients.case("bolt")
    cases = (await clients.contact("bolt").get("/v1/cases")).json()["items"]
    customers = (await clients.contact("bolt").get("/v1/customers")).json()["items"]
    assert [case["customer_id"] for case in cases] == ["bolt"]
    assert [customer["customer_id"] for customer in customers] == ["bolt"]


@pytest.mark.parametrize(
    "command",
    ["respond", "resolve", "assign", "exclude", "include", "change-priority", "mark-unreachable"],
)
async def test_a_contact_does_not_do_supports_work(clients: IntakeClients, command: str) -> None:
    await clients.customer()
    case = await clients.case()
    answer = await clients.contact().post(
        f"/v1/cases/{case['case_id']}/{command}", {"text": "Hello"}
    )
    assert answer.status_code == 403


async def test_a_contact_does_not_log_calls(clients: IntakeClients) -> None:
    await clients.customer()
    answer = await clients.contact().post("/v1/cases", new_case(channel="phone", priority="P1"))
    assert (answer.status_code, answer.json()["code"]) == (403, "phone-is-logged-by-support")


async def test_only_the_office_registers_customers(clients: IntakeClients) -> None:
    body = {"name": "Acme", "plan": "gold", "term": TERM}
    assert (await clients.agent.post("/v1/customers", body)).status_code == 403
    assert (await clients.role("service").post("/v1/customers", body)).status_code == 201


@pytest.mark.rule("CP-8")
async def test_a_user_works_on_a_case_once_added_to_it(clients: IntakeClients) -> None:
    await clients.customer()
    path = f"/v1/cases/{(await clients.case())['case_id']}"
    bob = clients.contact(user="bob")
    refused = await bob.post(f"{path}/comment", {"text": "Me too"})
    assert (refused.status_code, refused.json()["code"]) == (404, "unknown-case")
    assert (await bob.post(f"{path}/add-team-contact", {"user_id": "bob"})).status_code == 404
    assert (
        await clients.contact().post(f"{path}/add-team-contact", {"user_id": "bob"})
    ).status_code == 200
    assert (await bob.post(f"{path}/comment", {"text": "Me too"})).status_code == 200
    adding = await bob.post(f"{path}/add-team-contact", {"user_id": "ann"})
    assert (adding.status_code, adding.json()["code"]) == (403, "authorized-contact-required")
