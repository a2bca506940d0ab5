"""`Location` on every 201 is an address under which what was made is read."""

from typing import Any

import httpx
import pytest

from tests.intake.intake_clients import TERM, Asker, IntakeClients, new_case

CUSTOMER = {"customer_id": "acme", "name": "Acme", "plan": "gold", "term": TERM}


async def read_at(asker: Asker, made: httpx.Response) -> Any:
    """What stands at the location of a 201."""
    assert made.status_code == 201, made.text
    answer = await asker.get(made.headers["Location"])
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("priority", ["P1", "P3"])
async def test_a_case_is_read_where_its_opening_says(clients: IntakeClients, priority: str) -> None:
    await clients.customer()
    made = await clients.agent.post("/v1/cases", new_case(priority=priority), Idempotency_Key="k")
    again = await clients.agent.post("/v1/cases", new_case(priority=priority), Idempotency_Key="k")

    assert await read_at(clients.agent, made) == made.json()
    assert again.headers["Location"] == made.headers["Location"]
    assert again.headers["Idempotent-Replayed"] == "true"


async def test_a_customer_its_terms_its_users_and_their_trainings_say_where_they_are(
    clients: IntakeClients,
) -> None:
    made = await clients.admin.post("/v1/customers", CUSTOMER)
    assert (await read_at(clients.admin, made))["customer_id"] == "acme"

    user = await clients.admin.post(
        "/v1/customers/acme/users", {"name": "Ann", "email": "ann@acme.example"}
    )
    shown = await read_at(clients.admin, user)
    assert (shown["user_id"], shown["name"]) == (user.json()["user_id"], "Ann")

    course = {"course": "boot-camp", "completed_on": "2026-01-15"}
    path = f"/v1/customers/acme/users/{user.json()['user_id']}/trainings"
    trained = await read_at(clients.admin, await clients.admin.post(path, course))
    assert trained["customer_id"] == "acme"


async def test_a_contact_reads_of_itself_and_not_of_others(clients: IntakeClients) -> None:
    """CP-11."""
    await clients.customer("acme")
    await clients.customer("bolt")
    bob = clients.contact(user="bob")

    assert (await bob.get("/v1/customers/acme/users/bob")).json()["email"] == "bob@acme.example"
    assert (await bob.get("/v1/customers/acme/users/ann")).status_code == 404
    assert (await bob.get("/v1/customers/bolt/users/bob")).status_code == 404


async def test_an_opening_does_not_say_that_it_looks_at_if_match(clients: IntakeClients) -> None:
    document = (await clients.client.get("/openapi.json")).json()
    parameters = document["paths"]["/v1/cases"]["post"].get("parameters", [])

    assert "if-match" not in {it["name"].lower() for it in parameters}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"name": "Ann", "email": "nowhere"}, "as in name@example.com"),
        ({"name": "Ann", "email": "a@b.example", "user_id": "a b"}, "letters, digits"),
    ],
)
async def test_what_is_wrong_with_an_id_or_an_address_is_told_in_words(
    clients: IntakeClients, body: object, message: str
) -> None:
    await clients.customer()
    answer = await clients.admin.post("/v1/customers/acme/users", body)

    assert answer.status_code == 422
    assert message in answer.json()["errors"][0]["message"]


async def test_a_day_with_a_time_is_told_to_be_a_day(clients: IntakeClients) -> None:
    await clients.customer()
    answer = await clients.admin.post(
        "/v1/customers/acme/renewal-notice", {"given_on": "2026-03-01T09:00:00Z"}
    )

    assert answer.json()["errors"][0]["message"] == "should be a date, as in 2026-03-01"


async def test_a_description_of_many_bytes_is_refused_by_its_own_limit(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    answer = await clients.agent.post("/v1/cases", new_case(description="東" * 34_000))

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "description")


async def test_a_list_goes_on_after_a_customer_of_the_longest_name(clients: IntakeClients) -> None:
    for number, name in enumerate(("東" * 200, "東" * 200, "東" * 200)):
        body = {**CUSTOMER, "customer_id": f"c{number}" + "x" * 90, "name": name}
        await clients.admin.did("/v1/customers", body)
    first = (await clients.agent.get("/v1/customers?limit=1")).json()
    second = (await clients.agent.get(f"/v1/customers?limit=1&cursor={first['next']}")).json()

    assert (len(first["items"]), len(second["items"])) == (1, 1)
    assert first["items"][0]["customer_id"] != second["items"][0]["customer_id"]
