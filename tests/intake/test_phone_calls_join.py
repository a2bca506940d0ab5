"""A P1 told by telephone joins the case that the engineer says it is about, and its words are kept
(CP-16).
"""

from typing import Any

import pytest

from events.catalogue.case_events import (
    CallText,
    InformationProvided,
    LikelyTwinMarked,
    PhoneCallJoined,
)
from tests.intake.front_desk import FrontDesk, new_case

CALL = {
    "priority": "P1",
    "channel": "phone",
    "reporter_id": "bob",
    "subject": "EDI gateway is down",
    "description": "No orders since noon.",
}


async def call(desk: FrontDesk, customer_id: str = "acme", **changes: object) -> Any:
    return await desk.agent.post("/v1/cases", new_case(customer_id, **{**CALL, **changes}))


async def test_a_call_beside_an_open_p1_is_answered_with_the_candidates(desk: FrontDesk) -> None:
    await desk.customer()
    shipping = await desk.case(priority="P1", subject="Shipping is down")
    printing = await desk.case(priority="P1", subject="Nothing prints")
    before = await desk.events()
    answer = await call(desk)
    assert (answer.status_code, answer.json()["code"]) == (409, "likely-the-same")
    assert {(it["case_id"], it["number"], it["subject"]) for it in answer.json()["candidates"]} == {
        (case["case_id"], case["number"], case["subject"]) for case in (shipping, printing)
    }
    assert await desk.events() == before


async def test_a_call_joins_the_case_that_is_named_and_its_words_are_kept(desk: FrontDesk) -> None:
    await desk.customer()
    first = await desk.case(priority="P1", subject="Shipping is down")
    await desk.case(priority="P1", subject="Nothing prints")
    joined = await call(desk, same_as=first["case_id"])
    assert (joined.status_code, joined.json()["case_id"]) == (200, first["case_id"])
    assert joined.json()["joined_to"] == {
        "case_id": first["case_id"],
        "number": first["number"],
        "subject": "Shipping is down",
    }
    events = await desk.store.read_stream(f"case-{first['case_id']}", first["case_id"])
    told = events[-1].data
    assert isinstance(told, PhoneCallJoined)
    assert (told.caller_id, told.personal) == (
        "bob",
        CallText(subject="EDI gateway is down", description="No orders since noon.", caller="bob"),
    )


async def test_a_new_case_says_that_nothing_was_joined(desk: FrontDesk) -> None:
    await desk.customer()
    await desk.case(priority="P3")
    opened = await call(desk)
    assert (opened.status_code, opened.json()["channel"], "joined_to" in opened.json()) == (
        201,
        "phone",
        False,
    )


@pytest.mark.parametrize("by_ids", [True, False])
async def test_a_call_about_none_of_them_opens_a_case(desk: FrontDesk, by_ids: bool) -> None:
    await desk.customer()
    online = await desk.case(priority="P1")
    choice = {"not_same_as": [online["case_id"]]} if by_ids else {"same_as": "none"}
    opened = await call(desk, **choice)
    assert opened.status_code == 201
    assert opened.json()["case_id"] != online["case_id"]
    assert (opened.json()["subject"], opened.json()["likely_twins"]) == ("EDI gateway is down", [])


async def test_what_the_engineer_has_not_ruled_out_is_asked_about_again(desk: FrontDesk) -> None:
    await desk.customer()
    first, second = [await desk.case(priority="P1") for _ in range(2)]
    answer = await call(desk, not_same_as=[first["case_id"]])
    assert [it["case_id"] for it in answer.json()["candidates"]] == [second["case_id"]]


@pytest.mark.parametrize(
    "way", [("provide-workaround",), ("provide-workaround", "request-information"), ("resolve",)]
)
async def test_a_p1_that_has_a_workaround_or_is_solved_is_no_candidate(
    desk: FrontDesk, way: tuple[str, ...]
) -> None:
    await desk.customer()
    online = await desk.case(priority="P1")
    for command in way:
        await desk.agent.did(f"/v1/cases/{online['case_id']}/{command}", {"text": "Print on two"})
    opened = await call(desk)
    assert (opened.status_code, opened.json()["subject"]) == (201, "EDI gateway is down")


@pytest.mark.parametrize("way", [("provide-workaround",), ("resolve",), ("close",)])
async def test_a_case_that_takes_no_more_calls_becomes_the_twin_of_a_new_one(
    desk: FrontDesk, way: tuple[str, ...]
) -> None:
    await desk.customer()
    online = await desk.case(priority="P1")
    for command in way:
        await desk.agent.did(f"/v1/cases/{online['case_id']}/{command}", {"text": "Print on two"})
    opened = await call(desk, same_as=online["case_id"])
    assert opened.status_code == 201
    assert opened.json()["likely_twins"] == [online["case_id"]]
    events = await desk.store.read_stream(f"case-{online['case_id']}", online["case_id"])
    assert isinstance(events[-1].data, LikelyTwinMarked)
    assert events[-1].data.because == "named-by-support"


async def test_a_reopened_p1_is_a_candidate_again(desk: FrontDesk) -> None:
    await desk.customer()
    online = await desk.case(priority="P1")
    for command in ("provide-workaround", "resolve", "reopen"):
        await desk.agent.did(f"/v1/cases/{online['case_id']}/{command}", {"text": "It is back"})
    assert (await call(desk)).status_code == 409
    assert (await call(desk, same_as=online["case_id"])).status_code == 200


async def test_a_call_ends_the_wait_for_the_customer(desk: FrontDesk) -> None:
    await desk.customer()
    online = await desk.case(priority="P1")
    await desk.agent.did(
        f"/v1/cases/{online['case_id']}/request-information", {"text": "Which printer?"}
    )
    joined = await call(desk, same_as=online["case_id"])
    assert joined.json()["status"] == "open"
    events = await desk.store.read_stream(f"case-{online['case_id']}", online["case_id"])
    assert [type(event.data) for event in events[-2:]] == [PhoneCallJoined, InformationProvided]


async def test_a_call_never_joins_another_customers_case(desk: FrontDesk) -> None:
    await desk.customer("acme")
    await desk.customer("bolt")
    theirs = await desk.case("acme", priority="P1")
    assert (await call(desk, "bolt")).status_code == 201
    named = await call(desk, "bolt", same_as=theirs["case_id"])
    assert (named.status_code, named.json()["code"]) == (404, "unknown-case")


async def test_a_call_never_joins_what_is_no_p1(desk: FrontDesk) -> None:
    await desk.customer()
    low = await desk.case(priority="P3")
    named = await call(desk, same_as=low["case_id"])
    assert (named.status_code, named.json()["code"]) == (409, "not-a-p1")


async def test_the_same_key_joins_once(desk: FrontDesk) -> None:
    await desk.customer()
    online = await desk.case(priority="P1")
    body = new_case(**CALL, same_as=online["case_id"])
    first = await desk.agent.post("/v1/cases", body, Idempotency_Key="call")
    written = await desk.events()
    again = await desk.agent.post("/v1/cases", body, Idempotency_Key="call")
    assert (again.status_code, again.json()) == (200, first.json())
    assert await desk.events() == written


async def test_the_choice_may_be_sent_under_the_key_of_the_question(desk: FrontDesk) -> None:
    await desk.customer()
    online = await desk.case(priority="P1")
    asked = await desk.agent.post("/v1/cases", new_case(**CALL), Idempotency_Key="call")
    chosen = await desk.agent.post(
        "/v1/cases", new_case(**CALL, same_as=online["case_id"]), Idempotency_Key="call"
    )
    assert (asked.status_code, chosen.status_code) == (409, 200)


async def test_a_service_account_is_told_of_the_candidates_without_what_was_written(
    desk: FrontDesk,
) -> None:
    await desk.customer()
    online = await desk.case(priority="P1")
    answer = await desk.role("service").post("/v1/cases", new_case(**CALL))
    assert answer.status_code == 409
    assert [(it["case_id"], it["subject"]) for it in answer.json()["candidates"]] == [
        (online["case_id"], "")
    ]
