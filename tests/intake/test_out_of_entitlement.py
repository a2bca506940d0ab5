"""A customer whose plan lapsed or whose fees are overdue begins nothing more; what is open is
worked on (CP-4, CP-6, CP-9)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from events.clock import MovableClock
from tests.intake.intake_clients import IntakeClients, new_case

AFTER_THE_TERM = datetime(2027, 1, 4, 15, tzinfo=UTC)


async def overdue(clients: IntakeClients, _clock: MovableClock) -> None:
    assert (
        await clients.admin.put("/v1/customers/acme/fees", {"status": "overdue"})
    ).status_code == 200


async def lapsed(clients: IntakeClients, clock: MovableClock) -> None:
    await clients.admin.did("/v1/customers/acme/renewal-notice", {"given_on": "2026-03-02"})
    clock.move_to(AFTER_THE_TERM)


OUT = {"fees-overdue": overdue, "plan-lapsed": lapsed}


async def refused(clients: IntakeClients, path: str, body: object, *, contact: bool) -> Any:
    asker = clients.contact() if contact else clients.role("tam", "tess")
    answer = await asker.post(path, body)
    return answer.status_code, answer.json()["code"]


@pytest.mark.rule("CP-4", "CP-6")
@pytest.mark.parametrize("code", OUT)
async def test_a_resolved_case_is_not_reopened_and_none_becomes_a_p1(
    clients: IntakeClients, store_clock: MovableClock, code: str
) -> None:
    await clients.customer()
    solved, running = await clients.case(), await clients.case()
    solved_path, path = (f"/v1/cases/{it['case_id']}" for it in (solved, running))
    await clients.agent.did(f"{solved_path}/resolve", {"text": "Restarted"})
    await OUT[code](clients, store_clock)

    reopening = {"text": "It is back"}
    assert await refused(clients, f"{solved_path}/reopen", reopening, contact=True) == (403, code)
    to_p1 = {"priority": "P1", "reason": "Worse"}
    assert await refused(clients, f"{path}/change-priority", to_p1, contact=False) == (403, code)
    # What is open is worked on.
    await clients.agent.did(f"{path}/change-priority", {"priority": "P2", "reason": "Worse"})
    await clients.contact().did(f"{path}/comment", {"text": "Any news?"})
    await clients.agent.did(f"{path}/respond", {"text": "Tomorrow"})


async def test_once_fees_are_paid_a_case_is_reopened(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    case = await clients.case()
    path = f"/v1/cases/{case['case_id']}"
    await clients.agent.did(f"{path}/resolve", {"text": "Restarted"})
    await overdue(clients, store_clock)
    await clients.admin.put("/v1/customers/acme/fees", {"status": "current"})
    shown = await clients.contact().did(f"{path}/reopen", {"text": "It is back"})
    assert shown["status"] == "open"


@pytest.mark.rule("CP-4")
async def test_a_lapsed_plan_gives_no_benefit_no_visit_and_no_call(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer(plan="platinum")
    await lapsed(clients, store_clock)
    tam, customer = clients.role("tam", "tess"), "/v1/customers/acme"
    call = {"caller_id": "ann", "called_at": "2027-01-04T14:00:00Z", "text": "Labels first"}
    group = {"use": "joined", "used_on": "2027-01-04"}
    answers = (
        await tam.post(f"{customer}/tam-calls", call),
        await tam.post(f"{customer}/visits", {"visit_on": "2027-02-01", "held": False}),
        await tam.put(f"{customer}/benefits/vip-group", group),
    )
    assert [(it.status_code, it.json()["code"]) for it in answers] == [(403, "plan-lapsed")] * 3
    # What the plan gave while it ran is recorded later, too.
    late = {**call, "called_at": "2026-12-30T14:00:00Z"}
    assert (await tam.post(f"{customer}/tam-calls", late)).status_code == 201


@pytest.mark.rule("CP-8")
async def test_who_gave_up_its_seat_reads_its_own_cases_from_that_day_on(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    """CP-8, CP-9: before anybody has recorded that the new term began."""
    await clients.customer(plan="platinum")
    await clients.authorize("acme", "bob")
    body = {"plan": "gold", "starts_on": "2027-01-01", "ends_on": "2027-12-31"}
    await clients.admin.did("/v1/customers/acme/terms", {**body, "keeps_seats": ["ann"]})
    case, bob = await clients.case(), clients.contact(user="bob")
    path = f"/v1/cases/{case['case_id']}"
    assert (await bob.get(path)).status_code == 200

    store_clock.move_to(AFTER_THE_TERM)
    assert (await bob.get(path)).status_code == 404
    assert (await bob.get("/v1/cases")).json()["items"] == []
    added = await bob.post(f"{path}/add-team-contact", {"user_id": "bob"})
    assert added.status_code == 404
    feed = (await bob.get("/v1/events")).json()["items"]
    assert [it for it in feed if it["case_id"]] == []
    assert (await clients.contact().get(path)).status_code == 200


@pytest.mark.rule("CP-18")
async def test_an_included_case_is_due_as_before(clients: IntakeClients) -> None:
    """CP-18: excluding gains no time, and loses none."""
    await clients.customer()
    case = await clients.case()
    path = f"/v1/cases/{case['case_id']}"
    await clients.agent.did(f"{path}/exclude", {"reason": "non-payment"})
    shown = await clients.agent.did(f"{path}/include", {"reason": "They had paid"})
    assert shown["targets"] == case["targets"]
    assert shown["targets"]["first_response"]["due_at"] is not None


async def test_a_refused_call_leaves_no_user_behind(clients: IntakeClients) -> None:
    """CP-13: the caller becomes a user with the call, or not at all."""
    await clients.customer()
    p1 = await clients.case(priority="P1")
    lower = await clients.case()
    call = new_case(
        reporter_id="joe", priority="P1", channel="phone", caller={"name": "Night-shift Joe"}
    )
    stranger = {"user_id": "nobody", "phone": "+1 555 0100"}
    for changes in (
        {"same_as": lower["case_id"]},
        {"same_as": p1["case_id"], "reach": stranger},
        {"same_as": "none", "reach": stranger},
        {"same_as": p1["case_id"], "told_at": "2030-01-01T00:00:00Z", "told_reason": "x"},
        {},
    ):
        answer = await clients.agent.post("/v1/cases", {**call, **changes})
        assert answer.status_code in {404, 409, 422}, answer.text
        users = (await clients.admin.get("/v1/customers/acme")).json()["users"]
        assert [it["user_id"] for it in users] == ["ann", "bob"]
    await clients.agent.did("/v1/cases", {**call, "same_as": p1["case_id"]})
    users = (await clients.admin.get("/v1/customers/acme")).json()["users"]
    assert [it["user_id"] for it in users] == ["ann", "bob", "joe"]
