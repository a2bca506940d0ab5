"""What was recorded wrongly is corrected over HTTP, with who and why (CP-8 to CP-10, CP-33)."""

from typing import Any

import pytest

from events.catalogue.customer_events import CustomerCorrected, UserRemoved
from intake.settings import IntakeSettings
from tests.intake.intake_clients import TERM, IntakeClients, new_case

WHY = {"reason": "It was misspelt on the order form."}


async def patch(clients: IntakeClients, path: str, body: dict[str, object]) -> Any:
    return await clients.admin.ask("PATCH", path, {**body, **WHY})


async def test_a_customer_is_corrected_and_listed_by_its_new_name(clients: IntakeClients) -> None:
    await clients.customer()
    changes: dict[str, object] = {"name": "Zenith", "zone": "Asia/Tokyo", "ebc": True}
    shown = (await patch(clients, "/v1/customers/acme", {**changes, "extra_seats": 1})).json()
    assert {name: shown[name] for name in changes} == changes
    assert shown["seats"]["extra"] == 1
    await clients.admin.did(
        "/v1/customers", {"customer_id": "last", "name": "Young", "plan": "gold", "term": TERM}
    )
    listed = (await clients.admin.get("/v1/customers")).json()["items"]
    assert [customer["name"] for customer in listed] == ["Young", "Zenith"]
    events = await clients.store.read_stream("customer-acme", "acme")
    [corrected] = [it.data for it in events if isinstance(it.data, CustomerCorrected)]
    assert (corrected.corrected_by, corrected.personal.text) == ("admin", WHY["reason"])


async def test_a_correction_needs_a_reason_and_the_office(clients: IntakeClients) -> None:
    await clients.customer()
    bare = await clients.admin.ask("PATCH", "/v1/customers/acme", {"name": "Acme Presses"})
    assert (bare.status_code, bare.json()["errors"][0]["field"]) == (422, "reason")
    for asker in (clients.agent, clients.contact()):
        refused = await asker.ask("PATCH", "/v1/customers/acme", {"name": "Mine", **WHY})
        assert refused.status_code == 403
    nobody = await patch(clients, "/v1/customers/nobody", {"name": "X"})
    assert (nobody.status_code, nobody.json()["code"]) == (404, "unknown-customer")


async def test_a_repeated_correction_gets_its_first_answer(clients: IntakeClients) -> None:
    await clients.customer()
    body = {"name": "Acme Presses", **WHY}
    answers = [
        await clients.admin.ask("PATCH", "/v1/customers/acme", body, Idempotency_Key="k-1")
        for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    other = await clients.admin.ask(
        "PATCH", "/v1/customers/acme", {**body, "name": "Other"}, Idempotency_Key="k-1"
    )
    assert other.json()["code"] == "idempotency-key-reused"


async def test_more_paid_seats_than_the_plan_has_are_a_bad_wish(clients: IntakeClients) -> None:
    await clients.customer(plan="silver")
    refused = await patch(clients, "/v1/customers/acme", {"extra_seats": 1})
    assert (refused.status_code, refused.json()["code"]) == (422, "too-many-extra-seats")


async def test_a_user_is_corrected(clients: IntakeClients) -> None:
    await clients.customer()
    path = "/v1/customers/acme/users/bob"
    shown = (await patch(clients, path, {"email": "robert@acme.example"})).json()
    [bob] = [user for user in shown["users"] if user["user_id"] == "bob"]
    assert (bob["name"], bob["email"]) == ("bob", "robert@acme.example")


@pytest.mark.rule("CP-8")
async def test_a_removed_user_opens_nothing_more_and_keeps_its_history(
    clients: IntakeClients, settings: IntakeSettings
) -> None:
    await clients.customer()
    bobs = await clients.case(priority="P1", reporter_id="bob")
    comment = {"text": "It smokes."}
    bob = clients.contact(user="bob")
    assert (await bob.post(f"/v1/cases/{bobs['case_id']}/comment", comment)).status_code == 200
    removed = await clients.admin.ask("DELETE", "/v1/customers/acme/users/bob", WHY)
    assert [user["user_id"] for user in removed.json()["users"]] == ["ann"]

    assert (await bob.get(f"/v1/cases/{bobs['case_id']}")).status_code == 404
    assert (await bob.get("/v1/cases")).json()["items"] == []
    refused = await clients.agent.post("/v1/cases", new_case(priority="P1", reporter_id="bob"))
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown-reporter")
    # His words stay his, not support's.
    history = (await clients.contact().get(f"/v1/cases/{bobs['case_id']}/events")).json()["items"]
    authors = [entry["data"]["author_id"] for entry in history if "author_id" in entry["data"]]
    assert authors == ["bob"]
    again = {"user_id": "bob", "name": "Bob the second", "email": "bob2@acme.example"}
    taken = await clients.admin.post("/v1/customers/acme/users", again)
    assert (taken.status_code, taken.json()["code"]) == (409, "user-exists")
    events = await clients.store.read_stream("customer-acme", "acme")
    assert isinstance(events[-1].data, UserRemoved)


@pytest.mark.rule("CP-10")
async def test_without_a_course_that_was_taken_back_nobody_acts_as_a_contact(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    path = "/v1/customers/acme/users/ann/trainings/boot-camp"
    withdrawn = (await clients.admin.ask("DELETE", path, WHY)).json()
    [ann] = [user for user in withdrawn["users"] if user["user_id"] == "ann"]
    assert (ann["trained"], list(ann["trainings"])) == (False, ["role-supplement"])
    refused = await clients.agent.post("/v1/cases", new_case())
    assert (refused.status_code, refused.json()["code"]) == (403, "training-missing")


@pytest.mark.rule("CP-8")
@pytest.mark.parametrize("by_support", [True, False])
async def test_a_team_contact_is_taken_off_and_reads_the_case_no_more(
    clients: IntakeClients, by_support: bool
) -> None:
    await clients.customer()
    case = await clients.case()
    case_path = f"/v1/cases/{case['case_id']}"
    await clients.agent.did(f"{case_path}/add-team-contact", {"user_id": "bob"})
    bob = clients.contact(user="bob")
    assert (await bob.get(case_path)).status_code == 200
    own = await bob.ask("DELETE", f"{case_path}/team-contacts/bob", WHY)
    assert (own.status_code, own.json()["code"]) == (403, "authorized-contact-required")

    asker = clients.agent if by_support else clients.contact()
    left = await asker.ask("DELETE", f"{case_path}/team-contacts/bob", WHY)
    assert (left.status_code, left.json()["team_contacts"]) == (200, [])
    assert (await bob.get(case_path)).status_code == 404
    assert (await bob.get("/v1/cases")).json()["items"] == []
    stays = await asker.ask("DELETE", f"{case_path}/team-contacts/ann", WHY)
    assert (stays.status_code, stays.json()["code"]) == (409, "logged-the-case")
    await clients.agent.did(f"{case_path}/add-team-contact", {"user_id": "bob"})
    assert (await bob.get(case_path)).status_code == 200
