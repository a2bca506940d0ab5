"""A P1 says who at the customer is available, who called and when, and who was tried (CP-13, CP-16,
CP-27).
"""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from events.catalogue.customer_events import UserAdded
from events.clock import MovableClock
from tests.intake.intake_clients import IntakeClients, new_case

CALL = {"priority": "P1", "channel": "phone", "subject": "EDI gateway is down"}
JOE = {"reporter_id": "night-shift-joe", "caller": {"name": "Joe"}}
ZOE = {"name": "Zoe", "phone": "+1 555 0100"}


async def call(clients: IntakeClients, **changes: object) -> Any:
    return await clients.agent.post("/v1/cases", new_case("acme", **{**CALL, **changes}))


async def users(clients: IntakeClients) -> list[str]:
    customer = (await clients.admin.get("/v1/customers/acme")).json()
    return [user["user_id"] for user in customer["users"]]


@pytest.mark.rule("CP-13")
async def test_a_p1_caller_who_is_no_known_user_is_added_with_the_case(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    opened = await call(clients, **JOE)
    assert (opened.status_code, opened.json()["reporter_id"]) == (201, "night-shift-joe")
    assert await users(clients) == ["ann", "bob", "night-shift-joe"]
    # A known one is taken as known; nobody is added twice.
    again = await call(clients, **JOE, same_as="none")
    assert again.status_code == 201
    assert await users(clients) == ["ann", "bob", "night-shift-joe"]


async def test_a_caller_is_added_with_the_case_that_the_call_joins(clients: IntakeClients) -> None:
    await clients.customer()
    case = await clients.case(priority="P1")
    joined = await call(clients, **JOE, same_as=case["case_id"])
    assert (joined.status_code, joined.json()["case_id"]) == (200, case["case_id"])
    assert "night-shift-joe" in await users(clients)


@pytest.mark.rule("CP-13")
async def test_of_two_unknown_callers_at_once_the_one_without_a_case_is_not_left_behind(
    clients: IntakeClients,
) -> None:
    """CP-13, CP-16: the second call is asked about the first one's P1, and adds nobody."""
    for customer_id in ("acme", "bolt", "cog"):
        await clients.customer(customer_id)
        answers = await asyncio.gather(
            *(
                clients.agent.post("/v1/cases", new_case(customer_id, **{**CALL, **caller}))
                for caller in (JOE, {"reporter_id": "jim", "caller": {"name": "Jim"}})
            )
        )
        [opened] = [it.json() for it in answers if it.status_code == 201]
        [refusal] = [it.json() for it in answers if it.status_code == 409]
        assert refusal["code"] == "likely-the-same"
        customer = (await clients.admin.get(f"/v1/customers/{customer_id}")).json()
        users = [user["user_id"] for user in customer["users"]]
        assert users == ["ann", "bob", opened["reporter_id"]]


async def test_a_caller_whom_somebody_adds_at_the_same_time_is_added_once(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    case = await clients.case(priority="P1")
    known = {"user_id": JOE["reporter_id"], "name": "Joe", "email": "joe@acme.example"}
    added, *joined = await asyncio.gather(
        clients.admin.post("/v1/customers/acme/users", known),
        *(call(clients, **JOE, same_as=case["case_id"]) for _ in range(3)),
    )
    assert {it.status_code for it in joined} == {200}
    assert added.status_code in {201, 409}
    events = await clients.store.read_stream("customer-acme", "acme")
    names = [it.data.user_id for it in events if isinstance(it.data, UserAdded)]
    assert names == ["ann", "bob", "night-shift-joe"]


async def test_a_repeated_call_of_an_unknown_caller_is_answered_alike(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    case = await clients.case(priority="P1")
    body = new_case("acme", **{**CALL, **JOE, "same_as": case["case_id"]})
    answers = await asyncio.gather(
        *(clients.agent.post("/v1/cases", body, Idempotency_Key="k") for _ in range(4))
    )
    assert {(it.status_code, it.content) for it in answers} == {(200, answers[0].content)}
    assert sum("Idempotent-Replayed" not in it.headers for it in answers) == 1
    assert await users(clients) == ["ann", "bob", "night-shift-joe"]


async def test_nobody_is_added_where_the_call_is_asked_about_an_open_p1(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    await clients.case(priority="P1")
    assert (await call(clients, **JOE)).json()["code"] == "likely-the-same"
    assert await users(clients) == ["ann", "bob"]


@pytest.mark.parametrize(
    ("caller", "status"),
    [
        ({"name": "Zoe"}, 422),
        ({"name": "Ann Lee", "email": "zoe@acme.example"}, 422),
        ({"name": "Ann Lee"}, 201),
        ({"name": "Ann Lee", "email": "ann@acme.example"}, 201),
    ],
)
async def test_a_caller_under_a_users_id_is_that_user_or_refused(
    clients: IntakeClients, caller: dict[str, str], status: int
) -> None:
    """CP-13: what is said of a caller is used, or refused, and never dropped."""
    await clients.customer()
    known = {"user_id": "lee", "name": "Ann Lee", "email": "ann@acme.example"}
    await clients.admin.did("/v1/customers/acme/users", known)
    answer = await call(clients, reporter_id="lee", caller=caller)
    assert answer.status_code == status, answer.text
    if status == 422:
        assert answer.json()["code"] == "caller-is-somebody-else"
        assert "Ann" not in answer.text
        assert (await clients.agent.get("/v1/cases")).json()["items"] == []


async def test_a_caller_whom_somebody_adds_under_another_name_meanwhile_is_refused(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    case = await clients.case(priority="P1")
    others = ({"name": "Joe"}, {"name": "Jim"})
    answers = await asyncio.gather(
        *(
            call(clients, reporter_id="night-shift", caller=it, same_as=case["case_id"])
            for it in others
        )
    )
    assert sorted(it.status_code for it in answers) == [200, 422]
    assert await users(clients) == ["ann", "bob", "night-shift"]


async def test_a_known_reporter_of_what_is_no_call_has_no_caller_either(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    body = new_case("acme", priority="P1", caller={"name": "Ann"})
    for client in (clients.agent, clients.contact()):
        refused = await client.post("/v1/cases", body)
        assert (refused.status_code, refused.json()["code"]) == (422, "caller-is-for-p1-calls")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"channel": "online"}, 422, "caller-is-for-p1-calls"),
        ({"priority": "P3"}, 422, "caller-is-for-p1-calls"),
        ({"caller": None}, 422, "unknown-reporter"),
    ],
)
async def test_a_caller_is_added_by_a_p1_told_by_telephone_only(
    clients: IntakeClients, changes: dict[str, object], status: int, code: str
) -> None:
    await clients.customer()
    refused = await call(clients, **{**JOE, **changes})
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert await users(clients) == ["ann", "bob"]


async def test_a_contact_adds_no_caller(clients: IntakeClients) -> None:
    await clients.customer()
    body = new_case("acme", **{**CALL, **JOE, "channel": "online"})
    refused = await clients.contact().post("/v1/cases", body)
    assert (refused.status_code, refused.json()["code"]) == (403, "acts-as-itself-only")
    assert await users(clients) == ["ann", "bob"]


@pytest.mark.rule("CP-16")
async def test_when_the_call_came_is_kept_beside_the_hour_that_runs_from_the_logging(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    store_clock.move(timedelta(minutes=25))
    opened = await call(
        clients, told_at="2026-03-02T15:00:00Z", told_reason="no sign-in was possible"
    )
    case = opened.json()
    assert (case["told_at"], case["told_reason"]) == (
        "2026-03-02T15:00:00Z",
        "no sign-in was possible",
    )
    assert case["opened_at"] == "2026-03-02T15:25:00Z"
    assert case["targets"]["first_response"]["due_at"] == "2026-03-02T16:25:00Z"
    path = f"/v1/cases/{case['case_id']}"
    shown = (await clients.contact().get(path)).json()
    assert (shown["told_at"], shown["told_reason"]) == ("2026-03-02T15:00:00Z", None)
    assert "sign-in" not in (await clients.contact().get(f"{path}/events")).text


@pytest.mark.rule("CP-27")
async def test_a_p1_says_whom_to_reach_and_it_is_the_reporter_unless_another_is_named(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    case = await clients.case(priority="P1")
    assert case["reach"] == {"user_id": "ann", "name": None, "phone": None}
    path = f"/v1/cases/{case['case_id']}"
    named = await clients.contact().did(f"{path}/reach", ZOE)
    assert named["reach"] == {"user_id": None, **ZOE}
    bob = {"user_id": "bob", "phone": "+1 555 0199"}
    named = await clients.agent.did(f"{path}/reach", bob)
    assert named["reach"] == {"user_id": "bob", "name": "bob", "phone": "+1 555 0199"}
    figures = (await clients.role("analyst").get(path)).json()
    assert figures["reach"] is None
    other = await clients.contact("bolt").post(f"{path}/reach", ZOE)
    assert other.status_code == 404
    lowered = {"priority": "P2", "reason": "Better"}
    assert (await clients.agent.did(f"{path}/change-priority", lowered))["reach"] is None


async def test_whom_to_reach_is_named_with_the_p1(clients: IntakeClients) -> None:
    await clients.customer()
    case = await clients.case(priority="P1", reach=ZOE)
    assert case["reach"] == {"user_id": None, **ZOE}
    refused = await clients.agent.post("/v1/cases", new_case(reach=ZOE))
    assert (refused.status_code, refused.json()["code"]) == (422, "reach-is-for-p1")


async def test_a_contact_turns_no_id_into_the_name_of_somebody_it_may_not_know_of(
    clients: IntakeClients,
) -> None:
    """CP-8, CP-11."""
    await clients.customer()
    case = await clients.case(priority="P1", reporter_id="bob")
    path = f"/v1/cases/{case['case_id']}/reach"
    before = await clients.events()
    bob, phone = clients.contact(user="bob"), {"phone": "+1 555 0100"}
    for_ann = await bob.post(path, {"user_id": "ann", **phone})
    for_nobody = await bob.post(path, {"user_id": "nobody", **phone})
    opening = {"priority": "P1", "reporter_id": "bob", "reach": {"user_id": "ann", **phone}}
    opened = await bob.post("/v1/cases", new_case("acme", **opening))

    refused = [(it.status_code, it.json()["code"]) for it in (for_ann, for_nobody, opened)]
    assert refused == [(404, "unknown-user")] * 3
    assert for_ann.json()["detail"] == for_nobody.json()["detail"]
    assert await clients.events() == before
    named = await bob.did(path, {"user_id": "bob", **phone})
    assert named["reach"] == {"user_id": "bob", "name": "bob", **phone}


@pytest.mark.rule("CP-27")
async def test_marking_unreachable_says_who_was_tried_and_only_support_reads_it(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    path = f"/v1/cases/{(await clients.case(priority='P1'))['case_id']}"
    tried = {"who": "Zoe", "how": "phone", "at": "2026-03-02T15:00:00Z"}
    body = {"reason": "voicemail", "tried": [tried]}
    marked = await clients.agent.did(f"{path}/mark-unreachable", body)
    assert (marked["unreachable"], marked["tried"]) == (True, [tried])
    assert (await clients.contact().get(path)).json()["tried"] == []
    assert "Zoe" not in (await clients.contact().get(f"{path}/events")).text
