"""What the plans do not cover is asked for as a service, tied to its case (CP-19, CP-20)."""

from datetime import timedelta
from typing import Any

import pytest

from events.clock import MovableClock
from tests.intake.intake_clients import Asker, IntakeClients

WANTED = {"kind": "edi-new-trading-partner", "text": "Connect Borealis by May"}


async def requested(asker: Asker, case: dict[str, Any], **changes: object) -> Any:
    return await asker.did(f"/v1/cases/{case['case_id']}/service-requests", {**WANTED, **changes})


async def listed(asker: Asker, query: str = "") -> list[str]:
    answer = await asker.get(f"/v1/service-requests{query}")
    assert answer.status_code == 200, answer.text
    return [it["service_request_id"] for it in answer.json()["items"]]


@pytest.mark.rule("CP-19")
async def test_a_case_about_edi_beyond_the_plan_says_so_and_offers_the_service(
    clients: IntakeClients,
) -> None:
    """CP-19."""
    await clients.customer()
    body = {"area": "edi", "edi_topic": "new-trading-partner"}
    case = await clients.case(**body)

    [suggested] = case["suggestions"]
    assert (suggested["code"], suggested["service"]) == ("beyond-scope", WANTED["kind"])
    assert "professional services" in suggested["reason"]
    assert (await clients.case(area="edi", edi_topic="basic-function"))["suggestions"] == []

    seen = (await clients.contact().get(f"/v1/cases/{case['case_id']}")).json()
    assert (seen["edi_topic"], seen["suggestions"]) == ("new-trading-partner", [suggested])
    unknown = await clients.agent.post("/v1/cases", {**_case(), **body, "edi_topic": "magic"})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown-edi-topic")
    assert "basic-function" in unknown.json()["codes"]


def _case() -> dict[str, object]:
    return {
        "customer_id": "acme",
        "reporter_id": "ann",
        "priority": "P3",
        "subject": "EDI",
        "description": "",
    }


async def test_a_p1_about_edi_is_told_the_same(clients: IntakeClients) -> None:
    await clients.customer()
    case = await clients.case(priority="P1", area="edi", edi_topic="testing")
    assert [it["service"] for it in case["suggestions"]] == ["edi-testing"]


@pytest.mark.rule("CP-20")
async def test_a_customer_asks_and_the_vendor_quotes_until_it_is_done(
    clients: IntakeClients,
) -> None:
    """CP-20: each step with who and why."""
    await clients.customer()
    case, ann = await clients.case(), clients.contact()
    answer = await ann.post(f"/v1/cases/{case['case_id']}/service-requests", WANTED)
    assert answer.status_code == 201
    request = answer.json()
    path = f"/v1/service-requests/{request['service_request_id']}"
    assert answer.headers["location"] == path

    await clients.role("tam", "tess").did(f"{path}/quote", {"text": "Six hours"})
    await ann.did(f"{path}/accept", {})
    await clients.agent.did(f"{path}/complete", {"text": "Connected"})

    steps = (await clients.admin.get(path)).json()["steps"]
    assert [(it["state"], it["by"], it["text"]) for it in steps] == [
        ("requested", "ann", WANTED["text"]),
        ("quoted", "tess", "Six hours"),
        ("accepted", "ann", None),
        ("done", "eve", "Connected"),
    ]
    shown = (await ann.get(path)).json()
    assert (shown["state"], shown["hourly"]) == ("done", True)
    assert [it["by"] for it in shown["steps"]] == ["ann", "support", "ann", "support"]
    figures = (await clients.role("analyst").get(path)).json()
    assert {it["text"] for it in figures["steps"]} == {None}

    late = await ann.post(f"{path}/withdraw", {"text": "No more"})
    assert (late.status_code, late.json()["code"]) == (409, "not-from-this-state")
    assert late.json()["allowed_in"] == ["requested", "quoted", "accepted"]


async def test_the_case_shows_its_requests_and_its_history_tells_of_them(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    case = await clients.case()
    request = await requested(clients.agent, case)

    seen = (await clients.contact().get(f"/v1/cases/{case['case_id']}")).json()
    assert [it["service_request_id"] for it in seen["service_requests"]] == [
        request["service_request_id"]
    ]
    history = (await clients.contact().get(f"/v1/cases/{case['case_id']}/events")).json()["items"]
    assert history[-1]["data"]["author_id"] == "support"
    assert history[-1]["data"]["personal"]["text"] == WANTED["text"]


async def test_requests_are_listed_by_customer_case_and_state(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    await clients.customer("bolt")
    one, two = await clients.case(), await clients.case("bolt")
    first = (await requested(clients.agent, one))["service_request_id"]
    store_clock.move(timedelta(seconds=1))
    second = (await requested(clients.agent, two, kind="other"))["service_request_id"]
    store_clock.move(timedelta(seconds=1))
    third = (await requested(clients.agent, two))["service_request_id"]
    await clients.agent.did(f"/v1/service-requests/{third}/withdraw", {"text": "Twice"})

    assert await listed(clients.agent) == [first, second, third]
    assert await listed(clients.agent, "?customer_id=bolt") == [second, third]
    assert await listed(clients.agent, f"?case_id={one['case_id']}") == [first]
    assert await listed(clients.agent, "?state=withdrawn") == [third]
    assert await listed(clients.agent, "?state=requested&state=withdrawn&limit=2") == [
        first,
        second,
    ]
    page = (await clients.agent.get("/v1/service-requests?limit=2")).json()
    assert await listed(clients.agent, f"?limit=2&cursor={page['next']}") == [third]
    assert await listed(clients.contact()) == [first]
    foreign = await clients.contact().get("/v1/service-requests?customer_id=bolt")
    assert foreign.status_code == 404


async def test_a_plain_user_sees_the_requests_of_its_own_cases(clients: IntakeClients) -> None:
    """CP-8."""
    await clients.customer()
    bob = clients.contact(user="bob")
    anns = (await requested(clients.agent, await clients.case()))["service_request_id"]
    bobs_case = await clients.case(reporter_id="bob", priority="P1")
    bobs = (await requested(bob, bobs_case))["service_request_id"]

    assert await listed(bob) == [bobs]
    assert (await bob.get(f"/v1/service-requests/{anns}")).status_code == 404
    for step in ("accept", "withdraw", "decline"):
        refused = await bob.post(f"/v1/service-requests/{anns}/{step}", {"text": "Yes"})
        assert (refused.status_code, refused.json()["code"]) == (404, "unknown-service-request")
    # A yes costs money, so that an authorized contact says it.
    refused = await bob.post(f"/v1/service-requests/{bobs}/accept", {})
    assert (refused.status_code, refused.json()["code"]) == (403, "authorized-contact-required")
    await clients.contact().did(f"/v1/service-requests/{bobs}/accept", {})


@pytest.mark.rule("CP-20")
async def test_an_exclusion_asks_for_the_service_in_the_same_call(clients: IntakeClients) -> None:
    """CP-20."""
    await clients.customer()
    case = await clients.case()
    path = f"/v1/cases/{case['case_id']}/exclude"
    wrong = await clients.agent.post(path, {"reason": "non-payment", "service_request": WANTED})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "not-for-services")

    body = {"reason": "edi-services", "service_request": WANTED}
    shown = await clients.agent.did(path, body)
    assert shown["status"] == "excluded"
    [request] = shown["service_requests"]
    assert await listed(clients.agent) == [request["service_request_id"]]


@pytest.mark.parametrize("again", [False, True])
async def test_a_repeated_request_asks_once(clients: IntakeClients, *, again: bool) -> None:
    await clients.customer()
    case = await clients.case()
    path = f"/v1/cases/{case['case_id']}/service-requests"
    keys = ["k1", "k1" if again else "k2"]
    answers = [await clients.agent.post(path, WANTED, Idempotency_Key=key) for key in keys]
    assert [it.status_code for it in answers] == [201, 201]
    assert len(await listed(clients.agent)) == (1 if again else 2)


async def test_what_is_not_there_is_not_found(clients: IntakeClients) -> None:
    for answer in (
        await clients.agent.get("/v1/service-requests/none"),
        await clients.agent.post("/v1/service-requests/none/quote", {"text": "x"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown-service-request")


async def test_the_plans_tell_topics_and_services_with_their_codes(clients: IntakeClients) -> None:
    for query in ("", "?terms_version=2010.1"):
        scope = (await clients.contact().get(f"/v1/plans{query}")).json()["scope"]
        topics = {it["code"]: it["service"] for it in scope["edi_topics"]}
        assert topics["basic-function"] is None
        assert topics["configuration"] == "edi-configuration"
        assert set(topics.values()) - {None} <= {it["code"] for it in scope["services"]}


@pytest.mark.rule("CP-19")
async def test_what_of_edi_a_call_is_about_is_kept_when_it_joins(clients: IntakeClients) -> None:
    """CP-16, CP-19: a call's words count as those of a request of its own."""
    await clients.customer()
    p1 = await clients.case(priority="P1", area="edi")
    call = _case() | {"priority": "P1", "channel": "phone", "same_as": p1["case_id"], "area": "edi"}
    joined = await clients.agent.did("/v1/cases", {**call, "edi_topic": "testing"})
    assert (joined["case_id"], joined["edi_topic"]) == (p1["case_id"], "testing")
    [suggested] = joined["suggestions"]
    assert suggested["service"] == "edi-testing"
    unknown = await clients.agent.post("/v1/cases", {**call, "edi_topic": "magic"})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown-edi-topic")
