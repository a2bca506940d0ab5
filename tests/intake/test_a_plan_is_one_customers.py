"""No plan passes from one customer to another (CP-7)."""

from typing import Any

import pytest

from tests.intake.intake_clients import TERM, IntakeClients, new_case


async def two_customers(clients: IntakeClients) -> None:
    """Acme has a Platinum plan; Bolt's has lapsed."""
    await clients.customer("acme", "platinum")
    ended = {"starts_on": "2025-01-01", "ends_on": "2025-12-31"}
    body = {"customer_id": "bolt", "name": "Bolt", "plan": "gold", "term": ended}
    await clients.admin.did("/v1/customers", body)
    letter = {"given_on": "2025-09-01", "reason": "The letter lay in the post room."}
    await clients.admin.did("/v1/customers/bolt/renewal-notice", letter)
    user = {"user_id": "zoe", "name": "Zoe", "email": "zoe@bolt.example"}
    await clients.admin.did("/v1/customers/bolt/users", user)


@pytest.mark.rule("CP-7")
async def test_nobody_of_another_company_opens_a_case_under_a_plan(
    clients: IntakeClients,
) -> None:
    await two_customers(clients)
    as_theirs = new_case("acme", reporter_id="zoe", priority="P1")
    refused = await clients.agent.post("/v1/cases", as_theirs)
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown-reporter")
    refused = await clients.contact("bolt", "zoe").post("/v1/cases", as_theirs)
    assert (refused.status_code, refused.json()["code"]) == (404, "unknown-customer")
    own = new_case("bolt", reporter_id="zoe", priority="P1")
    refused = await clients.contact("bolt", "zoe").post("/v1/cases", own)
    assert (refused.status_code, refused.json()["code"]) == (403, "plan-lapsed")


@pytest.mark.rule("CP-7")
async def test_the_id_of_a_customer_with_a_plan_is_nobody_elses(clients: IntakeClients) -> None:
    await two_customers(clients)
    taken_over = {"customer_id": "acme", "name": "Bolt", "plan": "silver", "term": TERM}
    refused = await clients.admin.post("/v1/customers", taken_over)
    assert (refused.status_code, refused.json()["code"]) == (409, "customer-exists")
    assert (await clients.admin.get("/v1/customers/acme")).json()["name"] == "acme"


@pytest.mark.rule("CP-7")
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/customers/bolt/terms", {"plan": "platinum", **TERM, "from": "acme"}),
        ("POST", "/v1/customers/bolt/terms", {"plan_of": "acme", **TERM}),
        ("PATCH", "/v1/customers/acme", {"customer_id": "bolt", "reason": "Sold"}),
        ("PATCH", "/v1/customers/bolt", {"plan": "platinum", "reason": "Sold"}),
    ],
)
async def test_no_request_hands_a_plan_over(
    clients: IntakeClients, method: str, path: str, body: dict[str, Any]
) -> None:
    await two_customers(clients)
    before = await clients.events()
    refused = await clients.admin.ask(method, path, body)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid-request")
    assert await clients.events() == before
