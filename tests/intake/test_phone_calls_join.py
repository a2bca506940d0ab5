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
from tests.intake.intake_clients import IntakeClients, new_case

CALL = {
    "priority": "P1",
    "channel": "phone",
    "reporter_id": "bob",
    "subject": "EDI gateway is down",
    "description": "No orders since noon.",
}


async def call(clients: IntakeClients, customer_id: str = "acme", **changes: object) -> Any:
    return await clients.agent.post("/v1/cases", new_case(customer_id, **{**CALL, **changes}))


@pytest.mark.rule("CP-16")
async def test_a_call_beside_an_open_p1_is_answered_with_the_candidates(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    shipping = await clients.case(priority="P1", subject="Shipping is down")
    printing = await clients.case(priority="P1", subject="Nothing prints")
    before = await clients.events()
    answer = await call(clients)
    assert (answer.status_code, answer.json()["code"]) == (409, "likely-the-same")
    assert {(it["case_id"], it["number"], it["subject"]) for it in answer.json()["candidates"]} == {
        (case["case_id"], case["number"], case["subject"]) for case in (shipping, printing)
    }
    assert await clients.events() == before


@pytest.mark.rule("CP-16")
async def test_a_call_joins_the_case_that_is_named_and_its_words_are_kept(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    first = await clients.case(priority="P1", subject="Shipping is down")
    await clients.case(priority="P1", subject="Nothing prints")
    joined = await call(clients, same_as=first["case_id"])
    assert (joined.status_code, joined.json()["case_id"]) == (200, first["case_id"])
    assert joined.json()["joined_to"] == {
        "case_id": first["case_id"],
        "number": first["number"],
        "subject": "Shipping is down",
    }
    events = await clients.store.read_stream(f"case-{first['case_id']}", first["case_id"])
    report = events[-1].data
    assert isinstance(report, PhoneCallJoined)
    assert (report.caller_id, report.personal) == (
        "bob",
        CallText(subject="EDI gateway is down", description="No orders since noon.", caller="bob"),
    )


async def test_a_new_case_says_that_nothing_was_joined(clients: IntakeClients) -> None:
    await clients.customer()
    await clients.case(priority="P3")
    opened = await call(clients)
    assert (opened.status_code, opened.json()["channel"], "joined_to" in opened.json()) == (
        201,
        "phone",
        False,
    )


@pytest.mark.parametrize("by_ids", [True, False])
async def test_a_call_about_none_of_them_opens_a_case(clients: IntakeClients, by_ids: bool) -> None:
    await clients.customer()
    online = await clients.case(priority="P1")
    choice = {"not_same_as": [online["case_id"]]} if by_ids else {"same_as": "none"}
    opened = await call(clients, **choice)
    assert opened.status_code == 201
    assert opened.json()["case_id"] != online["case_id"]
    assert (opened.json()["subject"], opened.json()["likely_twins"]) == ("EDI gateway is down", [])


async def test_what_the_engineer_has_not_ruled_out_is_asked_about_again(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    first, second = [await clients.case(priority="P1") for _ in range(2)]
    answer = await call(clients, not_same_as=[first["case_id"]])
    assert [it["case_id"] for it in answer.json()["candidates"]] == [second["case_id"]]


@pytest.mark.parametrize(
    "way", [("provide-workaround",), ("provide-workaround", "request-information"), ("resolve",)]
)
async def test_a_p1_that_has_a_workaround_or_is_solved_is_no_candidate(
    clients: IntakeClients, way: tuple[str, ...]
) -> None:
    await clients.customer()
    online = await clients.case(priority="P1")
    for command in way:
        await clients.agent.did(
            f"/v1/cases/{online['case_id']}/{command}", {"text": "Print on two"}
        )
    opened = await call(clients)
    assert (opened.status_code, opened.json()["subject"]) == (201, "EDI gateway is down")


@pytest.mark.parametrize("way", [("provide-workaround",), ("resolve",), ("close",)])
async def test_a_case_that_takes_no_more_calls_becomes_the_twin_of_a_new_one(
    clients: IntakeClients, way: tuple[str, ...]
) -> None:
    await clients.customer()
    online = await clients.case(priority="P1")
    for command in way:
        await clients.agent.did(
            f"/v1/cases/{online['case_id']}/{command}", {"text": "Print on two"}
        )
    opened = await call(clients, same_as=online["case_id"])
    assert opened.status_code == 201
    assert opened.json()["likely_twins"] == [online["case_id"]]
    events = await clients.store.read_stream(f"case-{online['case_id']}", online["case_id"])
    assert isinstance(events[-1].data, LikelyTwinMarked)
    assert events[-1].data.because == "named-by-support"


async def test_a_reopened_p1_is_a_candidate_again(clients: IntakeClients) -> None:
    await clients.customer()
    online = await clients.case(priority="P1")
    for command in ("provide-workaround", "resolve", "reopen"):
        await clients.agent.did(f"/v1/cases/{online['case_id']}/{command}", {"text": "It is back"})
    assert (await call(clients)).status_code == 409
    assert (await call(clients, same_as=online["case_id"])).status_code == 200


async def test_a_call_ends_the_wait_for_the_customer(clients: IntakeClients) -> None:
    await clients.customer()
    online = await clients.case(priority="P1")
    await clients.agent.did(
        f"/v1/cases/{online['case_id']}/request-information", {"text": "Which printer?"}
    )
    joined = await call(clients, same_as=online["case_id"])
    assert joined.json()["status"] == "open"
    events = await clients.store.read_stream(f"case-{online['case_id']}", online["case_id"])
    assert [type(event.data) for event in events[-2:]] == [PhoneCallJoined, InformationProvided]


async def test_a_call_never_joins_another_customers_case(clients: IntakeClients) -> None:
    await clients.customer("acme")
    await clients.customer("bolt")
    theirs = await clients.case("acme", priority="P1")
    assert (await call(clients, "bolt")).status_code == 201
    named = await call(clients, "bolt", same_as=theirs["case_id"])
    assert (named.status_code, named.json()["code"]) == (404, "unknown-case")


async def test_a_call_never_joins_what_is_no_p1(clients: IntakeClients) -> None:
    await clients.customer()
    low = await clients.case(priority="P3")
    named = await call(clients, same_as=low["case_id"])
    assert (named.status_code, named.json()["code"]) == (409, "not-a-p1")


async def test_the_same_key_joins_once(clients: IntakeClients) -> None:
    await clients.customer()
    online = await clients.case(priority="P1")
    body = new_case(**CALL, same_as=online["case_id"])
    first = await clients.agent.post("/v1/cases", body, Idempotency_Key="call")
    written = await clients.events()
    again = await clients.agent.post("/v1/cases", body, Idempotency_Key="call")
    assert (again.status_code, again.json()) == (200, first.json())
    assert await clients.events() == written


async def test_the_choice_may_be_sent_under_the_key_of_the_question(clients: IntakeClients) -> None:
    await clients.customer()
    online = await clients.case(priority="P1")
    refusal = await clients.agent.post("/v1/cases", new_case(**CALL), Idempotency_Key="call")
    chosen = await clients.agent.post(
        "/v1/cases", new_case(**CALL, same_as=online["case_id"]), Idempotency_Key="call"
    )
    assert (refusal.status_code, chosen.status_code) == (409, 200)


async def test_a_service_account_is_told_of_the_candidates_without_what_was_written(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    online = await clients.case(priority="P1")
    answer = await clients.role("service").post("/v1/cases", new_case(**CALL))
    assert answer.status_code == 409
    assert [(it["case_id"], it["subject"]) for it in answer.json()["candidates"]] == [
        (online["case_id"], "")
    ]
