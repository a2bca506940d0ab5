"""A case is opened over REST, with its promise, once."""

import pytest

from events.catalogue.case_events import CaseOpened
from tests.intake.intake_clients import IntakeClients, new_case


@pytest.mark.rule("CP-22")
async def test_a_case_is_answered_with_its_number_plan_and_due_time(clients: IntakeClients) -> None:
    await clients.customer(plan="gold")
    answer = await clients.contact().post("/v1/cases", new_case(priority="P1"))
    assert answer.status_code == 201
    case = answer.json()
    assert (case["status"], case["priority"], case["plan"], case["version"]) == (
        "open",
        "P1",
        "gold",
        1,
    )
    assert case["number"] == "CASE-000001"
    assert case["targets"]["first_response"]["due_at"] == "2026-03-02T16:00:00Z"
    assert answer.headers["ETag"] == '"1"'


@pytest.mark.rule("CP-24")
async def test_working_time_is_counted_in_the_vendors_zone(clients: IntakeClients) -> None:
    await clients.customer(plan="silver")
    case = await clients.case(priority="P4")
    assert (
        case["targets"]["first_response"]["due_at"] == "2026-03-09T14:00:00Z"
    )  # five working days on, clocks changed


@pytest.mark.rule("CP-25")
async def test_the_promise_is_frozen_into_the_event(clients: IntakeClients) -> None:
    await clients.customer(plan="platinum")
    case = await clients.case()
    [opened] = await clients.store.read_stream(f"case-{case['case_id']}", case["case_id"])
    assert isinstance(opened.data, CaseOpened)
    assert opened.data.promise.plan == "platinum"
    assert opened.data.promise.calendar.zone == "America/Detroit"
    assert opened.data.promise.targets["P3"].amount == 48 * 3600
    assert opened.data.opened_at.isoformat() == "2026-03-02T15:00:00+00:00"


async def test_the_same_key_gives_the_first_answer_again(clients: IntakeClients) -> None:
    await clients.customer()
    first = await clients.contact().post("/v1/cases", new_case(), Idempotency_Key="k1")
    written = await clients.events()
    again = await clients.contact().post("/v1/cases", new_case(), Idempotency_Key="k1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["ETag"] == first.headers["ETag"]
    assert await clients.events() == written


async def test_the_first_answer_comes_again_even_when_the_plan_has_lapsed_since(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    first = await clients.contact().post("/v1/cases", new_case(), Idempotency_Key="k1")
    await clients.admin.put("/v1/customers/acme/fees", {"status": "overdue"})
    again = await clients.contact().post("/v1/cases", new_case(), Idempotency_Key="k1")
    assert again.json() == first.json()


async def test_two_customers_have_the_same_key_apart(clients: IntakeClients) -> None:
    await clients.customer("acme")
    await clients.customer("bolt")
    one = await clients.contact("acme").post("/v1/cases", new_case("acme"), Idempotency_Key="k1")
    other = await clients.contact("bolt").post("/v1/cases", new_case("bolt"), Idempotency_Key="k1")
    assert one.json()["case_id"] != other.json()["case_id"]
