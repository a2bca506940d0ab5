"""A request that is sent several times at once, under one key, opens one case."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from events.broker.memory_broker import MemoryBroker
from events.clock import MovableClock, SystemClock
from intake import bootstrap
from intake.settings import IntakeSettings
from tests.intake.intake_clients import IntakeClients, new_case

NEW_YEAR = datetime(2027, 1, 1, 5, 0, tzinfo=UTC)
"""00:00 in Detroit: the term of 2026 has renewed by itself."""

REQUESTS = {
    "a P3": new_case(),
    "a P1 online": new_case(priority="P1"),
    "a P1 by telephone": new_case(priority="P1", channel="phone"),
    "a P1 by telephone, of none of those before": new_case(
        priority="P1", channel="phone", same_as="none"
    ),
}


@pytest.fixture
async def elsewhere(
    settings: IntakeSettings, store_clock: MovableClock
) -> AsyncIterator[IntakeClients]:
    """Clients of a second instance on the same database."""
    other = await bootstrap.build(
        settings, clock=SystemClock(), store_clock=store_clock, broker=MemoryBroker()
    )
    transport = httpx.ASGITransport(app=other.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://other") as client:
        yield IntakeClients(client, settings, other.store)
    await other.close()


async def test_a_key_is_kept_also_where_nothing_was_to_be_done(clients: IntakeClients) -> None:
    """Carried out anew, a repeat would take the case away from whoever got it since."""
    await clients.customer()
    case = (await clients.case())["case_id"]
    assign = f"/v1/cases/{case}/assign"
    await clients.agent.did(assign, {"engineer_id": "eve"})
    same = {"engineer_id": "eve"}
    first = await clients.agent.post(assign, same, Idempotency_Key="k")
    await clients.agent.did(assign, {"engineer_id": "bea"})

    again = await clients.agent.post(assign, same, Idempotency_Key="k")
    other = await clients.agent.post(assign, {"engineer_id": "zoe"}, Idempotency_Key="k")

    assert (again.content, again.headers["Idempotent-Replayed"]) == (first.content, "true")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    shown = (await clients.agent.get(f"/v1/cases/{case}")).json()
    assert shown["engineer_id"] == "bea"


@pytest.mark.parametrize("request_of", REQUESTS)
async def test_the_same_request_at_two_instances_opens_one_case_and_is_answered_alike(
    clients: IntakeClients, elsewhere: IntakeClients, request_of: str
) -> None:
    await clients.customer()
    before = await clients.events()
    body = REQUESTS[request_of]
    answers = await asyncio.gather(
        *(
            at.agent.post("/v1/cases", body, Idempotency_Key="k")
            for _ in range(5)
            for at in (clients, elsewhere)
        )
    )
    assert {(answer.status_code, answer.content) for answer in answers} == {
        (201, answers[0].content)
    }
    assert sum("Idempotent-Replayed" not in answer.headers for answer in answers) == 1
    # No case is marked as its own twin, either.
    assert await clients.events() == before + 1


@pytest.mark.parametrize("request_of", REQUESTS)
async def test_of_two_bodies_under_one_key_at_once_one_is_refused(
    clients: IntakeClients, request_of: str
) -> None:
    for customer_id in ("acme", "bolt"):
        await clients.customer(customer_id)
    body = REQUESTS[request_of]
    before = await clients.events()
    answers = await asyncio.gather(
        clients.agent.post("/v1/cases", body, Idempotency_Key="k"),
        clients.agent.post("/v1/cases", {**body, "customer_id": "bolt"}, Idempotency_Key="k"),
    )
    [opened] = [answer for answer in answers if answer.status_code == 201]
    [refused] = [answer for answer in answers if answer is not opened]
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency-key-reused")
    assert await clients.events() == before + 1


async def test_a_call_that_is_asked_about_a_p1_draws_no_number(clients: IntakeClients) -> None:
    await clients.customer()
    await clients.case(priority="P1")
    for _ in range(3):
        refused = await clients.agent.post("/v1/cases", new_case(priority="P1", channel="phone"))
        assert refused.json()["code"] == "likely-the-same"
    assert (await clients.case())["number"] == "CASE-000002"


async def test_a_call_that_is_asked_about_a_p1_records_no_renewal(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    await clients.case(priority="P1")
    store_clock.move_to(NEW_YEAR)
    before = await clients.events()
    refused = await clients.agent.post("/v1/cases", new_case(priority="P1", channel="phone"))
    assert refused.json()["code"] == "likely-the-same"
    assert await clients.events() == before
