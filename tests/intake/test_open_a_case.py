"""A case is opened over REST, with its promise, once."""

from events.catalogue.case_events import CaseOpened
from tests.intake.front_desk import FrontDesk, new_case


async def test_a_case_is_answered_with_its_number_plan_and_due_time(desk: FrontDesk) -> None:
    await desk.customer(plan="gold")
    answer = await desk.contact().post("/v1/cases", new_case(priority="P1"))
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


async def test_working_time_is_counted_in_the_vendors_zone(desk: FrontDesk) -> None:
    await desk.customer(plan="silver")
    case = await desk.case(priority="P4")
    assert (
        case["targets"]["first_response"]["due_at"] == "2026-03-09T14:00:00Z"
    )  # five working days on, clocks changed


async def test_the_promise_is_frozen_into_the_event(desk: FrontDesk) -> None:
    await desk.customer(plan="platinum")
    case = await desk.case()
    [opened] = await desk.store.read_stream(f"case-{case['case_id']}", case["case_id"])
    assert isinstance(opened.data, CaseOpened)
    assert opened.data.promise.plan == "platinum"
    assert opened.data.promise.calendar.zone == "America/Detroit"
    assert opened.data.promise.targets["P3"].amount == 48 * 3600
    assert opened.data.opened_at.isoformat() == "2026-03-02T15:00:00+00:00"


async def test_the_same_key_gives_the_first_answer_again(desk: FrontDesk) -> None:
    await desk.customer()
    first = await desk.contact().post("/v1/cases", new_case(), Idempotency_Key="k1")
    written = await desk.events()
    again = await desk.contact().post("/v1/cases", new_case(), Idempotency_Key="k1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["ETag"] == first.headers["ETag"]
    assert await desk.events() == written


async def test_the_first_answer_comes_again_even_when_the_plan_has_lapsed_since(
    desk: FrontDesk,
) -> None:
    await desk.customer()
    first = await desk.contact().post("/v1/cases", new_case(), Idempotency_Key="k1")
    await desk.admin.put("/v1/customers/acme/fees", {"status": "overdue"})
    again = await desk.contact().post("/v1/cases", new_case(), Idempotency_Key="k1")
    assert again.json() == first.json()


async def test_two_customers_have_the_same_key_apart(desk: FrontDesk) -> None:
    await desk.customer("acme")
    await desk.customer("bolt")
    one = await desk.contact("acme").post("/v1/cases", new_case("acme"), Idempotency_Key="k1")
    other = await desk.contact("bolt").post("/v1/cases", new_case("bolt"), Idempotency_Key="k1")
    assert one.json()["case_id"] != other.json()["case_id"]
