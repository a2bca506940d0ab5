"""What may be done with a case in which state, and what becomes of it."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from events.catalogue.case_events import CaseCommented, InformationProvided
from events.clock import MovableClock
from intake.domain.allowed_states import ALLOWED_IN, CaseCommandName
from intake.domain.case_progress import Status
from tests.intake.intake_clients import IntakeClients

BODIES: dict[CaseCommandName, dict[str, object] | None] = {
    "respond": {"text": "Hello"},
    "comment": {"text": "Hello"},
    "assign": {"engineer_id": "eve"},
    "hand-over": {"to_engineer_id": "max", "summary": "Half done"},
    "escalate": {"level": 2, "reason": "Hard"},
    "change-priority": {"priority": "P2", "reason": "Worse"},
    "request-information": {"text": "Which printer?"},
    "provide-information": {"text": "All of them"},
    "mark-unreachable": {"reason": "No answer"},
    "mark-reachable": None,
    "reach": {"phone": "+1 555 0100"},
    "add-team-contact": {"user_id": "bob"},
    "reproduce": {"reproduced": True, "on_version": "2026.1"},
    "exclude": {"reason": "unsupported-customization"},
    "include": {"reason": "Wrong customer"},
    "provide-workaround": {"text": "Print on two"},
    "resolve": {"text": "Restarted"},
    "reopen": {"text": "It is back"},
    "close": None,
}
WAY_TO: Mapping[Status, tuple[CaseCommandName, ...]] = {
    "open": (),
    "waiting-on-customer": ("request-information",),
    "worked-around": ("provide-workaround",),
    "resolved": ("resolve",),
    "closed": ("close",),
    "excluded": ("exclude",),
}


async def do(clients: IntakeClients, case: dict[str, Any], command: CaseCommandName) -> Any:
    return await clients.agent.did(f"/v1/cases/{case['case_id']}/{command}", BODIES[command])


@pytest.mark.parametrize("status", WAY_TO)
async def test_each_command_is_taken_in_its_states_only(
    clients: IntakeClients, status: Status
) -> None:
    await clients.customer()
    case = await clients.case(priority="P1")
    for step in WAY_TO[status]:
        case = await do(clients, case, step)
    assert case["status"] == status
    for command, body in BODIES.items():
        if status in ALLOWED_IN[command]:
            continue
        answer = await clients.agent.post(f"/v1/cases/{case['case_id']}/{command}", body)
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (409, "not-allowed-in-state"), command
        assert problem["allowed_in"] == list(ALLOWED_IN[command])


async def test_the_first_answer_is_marked_as_first(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    case = await clients.case()
    store_clock.move(timedelta(minutes=5))
    answered = await do(clients, case, "respond")
    store_clock.move(timedelta(minutes=5))
    again = await do(clients, case, "respond")
    assert answered["first_responded_at"] == again["first_responded_at"] == "2026-03-02T15:05:00Z"
    events = (await clients.agent.get(f"/v1/cases/{case['case_id']}/events")).json()["items"]
    assert [event["data"]["first"] for event in events[1:]] == [True, False]
    assert events[1]["data"]["responder_id"] == "eve"


async def test_an_answer_given_before_needs_a_reason(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    path = f"/v1/cases/{(await clients.case())['case_id']}/respond"
    store_clock.move(timedelta(hours=1))
    given = {"text": "Hello", "responded_at": "2026-03-02T10:30:00-05:00"}
    refused = await clients.agent.post(path, given)
    assert (refused.status_code, refused.json()["code"]) == (422, "reason-required")
    answered = await clients.agent.did(path, {**given, "reason": "told on the telephone"})
    assert answered["first_responded_at"] == "2026-03-02T15:30:00Z"


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("2026-03-02T16:00:00Z", "responded-in-the-future"),
        ("2026-03-02T14:59:59Z", "responded-before-opened"),
    ],
)
async def test_an_answer_lies_between_the_opening_and_now(
    clients: IntakeClients, at: str, code: str
) -> None:
    await clients.customer()
    body = {"text": "Hello", "responded_at": at, "reason": "told"}
    answer = await clients.agent.post(
        f"/v1/cases/{(await clients.case())['case_id']}/respond", body
    )
    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.rule("CP-28")
@pytest.mark.parametrize("command", ["resolve", "provide-workaround"])
async def test_a_solution_is_an_answer_too(
    clients: IntakeClients, command: CaseCommandName
) -> None:
    await clients.customer()
    case = await do(clients, await clients.case(), command)
    assert case["first_responded_at"] is not None
    assert case["version"] == 3


@pytest.mark.rule("CP-28")
async def test_a_question_is_no_answer(clients: IntakeClients) -> None:
    await clients.customer()
    case = await do(clients, await clients.case(), "request-information")
    assert (case["status"], case["first_responded_at"]) == ("waiting-on-customer", None)
    assert case["targets"]["first_response"]["due_at"] is None


@pytest.mark.rule("CP-18")
async def test_an_excluded_case_has_no_target(clients: IntakeClients) -> None:
    await clients.customer()
    case = await do(clients, await clients.case(), "exclude")
    assert (case["status"], case["exclusion"]) == ("excluded", "unsupported-customization")
    assert case["targets"] == {"first_response": None}


@pytest.mark.rule("CP-18")
@pytest.mark.parametrize("reason", ["whatever I like", "x", "\N{PARTY POPPER}", "other"])
async def test_free_text_is_no_reason_to_exclude_and_the_answer_lists_the_codes(
    clients: IntakeClients, reason: str
) -> None:
    await clients.customer()
    path = f"/v1/cases/{(await clients.case())['case_id']}"
    refused = await clients.agent.post(f"{path}/exclude", {"reason": reason, "text": "Hello"})
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown-exclusion")
    assert refused.json()["codes"][1] == "non-payment"
    assert (await clients.agent.get(path)).json()["status"] == "open"


async def test_a_p1_excluded_by_mistake_is_included_and_can_be_answered(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    case = await do(clients, await clients.case(priority="P1"), "exclude")
    case = await do(clients, case, "include")
    assert (case["status"], case["exclusion"]) == ("open", None)
    [listed] = (await clients.agent.get("/v1/cases")).json()["items"]
    assert (listed["status"], listed["version"]) == ("open", case["version"])
    assert (await do(clients, case, "respond"))["first_responded_at"] is not None


async def test_after_waiting_a_workaround_still_holds(clients: IntakeClients) -> None:
    await clients.customer()
    case = await clients.case()
    for command in ("provide-workaround", "request-information", "provide-information"):
        case = await do(clients, case, command)
    assert case["status"] == "worked-around"
    [listed] = (await clients.agent.get("/v1/cases")).json()["items"]
    assert (listed["status"], listed["version"]) == ("worked-around", case["version"])


async def test_a_solved_case_is_reopened_and_closed_with_a_last_word(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    case = await clients.case()
    for command in ("resolve", "reopen"):
        case = await do(clients, case, command)
    assert case["status"] == "open"
    closed = await clients.contact().did(
        f"/v1/cases/{case['case_id']}/close", {"text": "Thank you"}
    )
    assert (closed["status"], closed["version"]) == ("closed", case["version"] + 2)


@pytest.mark.rule("CP-26")
async def test_cover_is_assigned_and_handed_over(clients: IntakeClients) -> None:
    await clients.customer()
    case = await do(clients, await clients.case(), "assign")
    assert case["engineer_id"] == "eve"
    assert (await do(clients, case, "assign"))["version"] == case["version"]
    case = await do(clients, case, "hand-over")
    assert case["engineer_id"] == "max"
    again = await clients.agent.post(f"/v1/cases/{case['case_id']}/hand-over", BODIES["hand-over"])
    assert again.json()["code"] == "already-covered"


@pytest.mark.rule("CP-17")
async def test_a_case_is_escalated_upwards_only(clients: IntakeClients) -> None:
    await clients.customer()
    case = await do(clients, await clients.case(), "escalate")
    assert case["level"] == 2
    again = await clients.agent.post(f"/v1/cases/{case['case_id']}/escalate", BODIES["escalate"])
    assert (again.status_code, again.json()["code"]) == (409, "level-not-higher")


@pytest.mark.rule("CP-27")
async def test_only_a_p1s_customer_is_marked_unreachable_and_once(clients: IntakeClients) -> None:
    await clients.customer()
    low = await clients.case(priority="P3")
    refused = await clients.agent.post(
        f"/v1/cases/{low['case_id']}/mark-unreachable", BODIES["mark-unreachable"]
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "p1-only")
    case = await clients.case(priority="P1")
    assert (await do(clients, case, "mark-unreachable"))["unreachable"] is True
    again = await clients.agent.post(
        f"/v1/cases/{case['case_id']}/mark-unreachable", BODIES["mark-unreachable"]
    )
    assert again.json()["code"] == "already-unreachable"
    assert (await do(clients, case, "mark-reachable"))["unreachable"] is False
    over = await clients.agent.post(f"/v1/cases/{case['case_id']}/mark-reachable")
    assert over.json()["code"] == "not-unreachable"


async def test_the_priority_changes_once_to_the_same(clients: IntakeClients) -> None:
    await clients.customer()
    case = await do(clients, await clients.case(), "change-priority")
    assert case["priority"] == "P2"
    again = await clients.agent.post(
        f"/v1/cases/{case['case_id']}/change-priority", BODIES["change-priority"]
    )
    assert (again.status_code, again.json()["code"]) == (409, "priority-unchanged")


async def test_a_team_contact_is_a_user_of_the_customer(clients: IntakeClients) -> None:
    await clients.customer()
    case = await do(clients, await clients.case(), "add-team-contact")
    assert case["team_contacts"] == ["bob"]
    assert (await do(clients, case, "add-team-contact"))["version"] == case["version"]
    unknown = await clients.agent.post(
        f"/v1/cases/{case['case_id']}/add-team-contact", {"user_id": "zoe"}
    )
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown-user")


async def test_nobody_overwrites_what_he_has_not_seen(clients: IntakeClients) -> None:
    await clients.customer()
    path = f"/v1/cases/{(await clients.case())['case_id']}/comment"
    first = await clients.agent.post(path, BODIES["comment"], If_Match='"1"')
    assert first.headers["ETag"] == '"2"'
    stale = await clients.agent.post(path, BODIES["comment"], If_Match='"1"')
    assert (stale.status_code, stale.json()["code"]) == (412, "stale-version")


async def test_a_command_with_a_key_is_carried_out_once(clients: IntakeClients) -> None:
    await clients.customer()
    path = f"/v1/cases/{(await clients.case())['case_id']}/resolve"
    first = await clients.agent.post(path, BODIES["resolve"], Idempotency_Key="k")
    again = await clients.agent.post(path, BODIES["resolve"], Idempotency_Key="k")
    assert (again.status_code, again.json()) == (200, first.json())
    other = await clients.agent.post(path, {"text": "Something else"}, Idempotency_Key="k")
    assert other.json()["code"] == "idempotency-key-reused"


@pytest.mark.rule("CP-17")
async def test_whether_it_could_be_reproduced_is_kept(clients: IntakeClients) -> None:
    await clients.customer()
    case = await do(clients, await clients.case(), "reproduce")
    assert case["reproduced"] is True
    [_, tried] = (await clients.contact().get(f"/v1/cases/{case['case_id']}/events")).json()[
        "items"
    ]
    assert (tried["data"]["reproduced"], tried["data"]["on_version"]) == (True, "2026.1")


async def test_a_customers_comment_ends_the_wait(clients: IntakeClients) -> None:
    await clients.customer()
    case = await do(clients, await clients.case(), "request-information")
    commented = await clients.contact().did(
        f"/v1/cases/{case['case_id']}/comment", {"text": "It is 7"}
    )
    assert commented["status"] == "open"
    events = await clients.store.read_stream(f"case-{case['case_id']}", case["case_id"])
    problem, ended = events[-2].data, events[-1].data
    assert isinstance(problem, CaseCommented)
    assert problem.personal.text == "It is 7"
    assert isinstance(ended, InformationProvided)
    [listed] = (await clients.agent.get("/v1/cases")).json()["items"]
    assert (listed["status"], listed["version"]) == ("open", commented["version"])


async def test_an_agents_comment_does_not_end_the_wait(clients: IntakeClients) -> None:
    await clients.customer()
    case = await do(clients, await clients.case(), "request-information")
    assert (await do(clients, case, "comment"))["status"] == "waiting-on-customer"


@pytest.mark.parametrize("number", [10, 100])
async def test_comments_at_the_same_time_are_all_taken(clients: IntakeClients, number: int) -> None:
    await clients.customer()
    path = f"/v1/cases/{(await clients.case())['case_id']}/comment"
    answers = await asyncio.gather(
        *(clients.agent.post(path, {"text": f"{count}"}) for count in range(number))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert sorted(answer.json()["version"] for answer in answers) == list(range(2, number + 2))


@pytest.mark.parametrize("way", [("resolve", "reopen"), ("change-priority",)])
async def test_being_unreachable_ends_with_the_resolution_and_with_the_lowering(
    clients: IntakeClients, way: tuple[CaseCommandName, ...]
) -> None:
    await clients.customer()
    case = await do(clients, await clients.case(priority="P1"), "mark-unreachable")
    for command in way:
        case = await do(clients, case, command)
    assert case["unreachable"] is False


async def test_a_reopened_p1_keeps_its_first_answer_and_may_be_marked_unreachable_again(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    case = await clients.case(priority="P1")
    for command in ("mark-unreachable", "provide-workaround", "resolve"):
        solved = await do(clients, case, command)
    reopened = await do(clients, case, "reopen")
    assert (reopened["status"], reopened["priority"]) == ("open", "P1")
    assert reopened["first_responded_at"] == solved["first_responded_at"]
    assert (await do(clients, case, "mark-unreachable"))["unreachable"] is True
