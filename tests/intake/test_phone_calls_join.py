"""A P1 told by telephone joins the one that was logged online (CP-16)."""

from events.catalogue.case_events import PhoneCallJoined
from tests.intake.front_desk import FrontDesk, new_case

CALL = {"priority": "P1", "channel": "phone", "reporter_id": "bob"}


async def test_a_call_joins_the_p1_that_is_open(desk: FrontDesk) -> None:
    await desk.customer()
    online = await desk.case(priority="P1")
    joined = await desk.agent.post("/v1/cases", new_case(**CALL))
    assert (joined.status_code, joined.json()["case_id"]) == (200, online["case_id"])
    events = await desk.store.read_stream(f"case-{online['case_id']}", online["case_id"])
    assert isinstance(events[-1].data, PhoneCallJoined)
    assert events[-1].data.caller_id == "bob"


async def test_a_call_about_a_named_case_joins_that_one(desk: FrontDesk) -> None:
    await desk.customer()
    first = await desk.case(priority="P1")
    await desk.case(priority="P1")
    joined = await desk.agent.post("/v1/cases", new_case(**CALL, same_as=first["case_id"]))
    assert joined.json()["case_id"] == first["case_id"]


async def test_a_call_without_an_open_p1_opens_a_case(desk: FrontDesk) -> None:
    await desk.customer()
    await desk.case(priority="P3")
    opened = await desk.agent.post("/v1/cases", new_case(**CALL))
    assert (opened.status_code, opened.json()["channel"]) == (201, "phone")


async def test_a_solved_p1_is_not_joined(desk: FrontDesk) -> None:
    await desk.customer()
    online = await desk.case(priority="P1")
    await desk.agent.did(f"/v1/cases/{online['case_id']}/resolve", {"text": "Restarted"})
    assert (await desk.agent.post("/v1/cases", new_case(**CALL))).status_code == 201


async def test_a_call_never_joins_another_customers_case(desk: FrontDesk) -> None:
    await desk.customer("acme")
    await desk.customer("bolt")
    theirs = await desk.case("acme", priority="P1")
    assert (await desk.agent.post("/v1/cases", new_case("bolt", **CALL))).status_code == 201
    named = await desk.agent.post("/v1/cases", new_case("bolt", **CALL, same_as=theirs["case_id"]))
    assert (named.status_code, named.json()["code"]) == (404, "unknown-case")


async def test_the_same_key_joins_once(desk: FrontDesk) -> None:
    await desk.customer()
    await desk.case(priority="P1")
    first = await desk.agent.post("/v1/cases", new_case(**CALL), Idempotency_Key="call")
    written = await desk.events()
    again = await desk.agent.post("/v1/cases", new_case(**CALL), Idempotency_Key="call")
    assert (again.status_code, again.json()) == (200, first.json())
    assert await desk.events() == written
