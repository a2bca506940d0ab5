"""Whatever is wrong with a request is said by a code of its own, and nothing is written."""

from collections.abc import Callable

import pytest

from tests.intake.intake_clients import IntakeClients, new_case

BIG = "x" * 300 * 1024
PAST = {"text": "done", "reason": "phone", "responded_at": "2026-03-02T14:00:00"}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (lambda: new_case("nobody"), 404, "unknown-customer"),
        (lambda: new_case(reporter_id="zoe"), 422, "unknown-reporter"),
        (lambda: new_case(priority="P5"), 422, "unknown-priority"),
        (lambda: new_case(subject=""), 422, "empty-subject"),
        (lambda: new_case(subject="   "), 422, "empty-subject"),
        (lambda: new_case(description=BIG), 413, "body-too-large"),
        (lambda: new_case(surprise=1), 422, "invalid-request"),
        (lambda: new_case(priority="P5", subject=""), 422, "invalid-request"),
        (lambda: new_case(same_as="x"), 422, "same-as-is-for-p1-calls"),
        (lambda: new_case(subject="a\x00b"), 422, "invalid-request"),
    ],
)
async def test_a_bad_case_is_refused(
    clients: IntakeClients, body: Callable[[], object], status: int, code: str
) -> None:
    await clients.customer()
    before = await clients.events()
    answer = await clients.agent.post("/v1/cases", body())
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert await clients.events() == before


@pytest.mark.parametrize("text", ["\u200b", "\u2060\ufeff", "\u2800\n\u3164", "\x1b"])
async def test_an_answer_of_which_nothing_can_be_seen_stops_no_clock(
    clients: IntakeClients, text: str
) -> None:
    """CP-28: a target is met by an answer of a person."""
    await clients.customer()
    case = await clients.case()
    answer = await clients.agent.post(f"/v1/cases/{case['case_id']}/respond", {"text": text})
    assert answer.status_code == 422, answer.text
    shown = (await clients.agent.get(f"/v1/cases/{case['case_id']}")).json()
    assert shown["first_responded_at"] is None


@pytest.mark.parametrize(
    "email", ["\u202eann@acme.example", "ann@acme.example\u200b", "ann\x00@acme.example", "ann"]
)
async def test_an_address_with_signs_that_nobody_sees_is_no_mail_address(
    clients: IntakeClients, email: str
) -> None:
    await clients.customer()
    body = {"user_id": "zoe", "name": "Zoe", "email": email}
    answer = await clients.admin.post("/v1/customers/acme/users", body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "email")


async def test_a_mistake_in_a_body_is_said_in_plain_words(clients: IntakeClients) -> None:
    await clients.customer()
    wrong = new_case(priority="P1", description=1, not_same_as="x")
    answer = await clients.agent.post("/v1/cases", wrong)
    assert answer.json()["errors"][0]["message"] == "should be a valid string"
    assert answer.json()["errors"][1]["message"] == "should be a list"
    for level in ("2", True, 2.0):
        answer = await clients.agent.post(
            "/v1/cases/c1/escalate", {"level": level, "reason": "not reproduced"}
        )
        assert answer.json()["detail"] == "level should be a whole number"


async def test_a_reporter_of_another_customer_is_unknown(clients: IntakeClients) -> None:
    await clients.customer("acme")
    await clients.customer("bolt")
    await clients.admin.did(
        "/v1/customers/bolt/users", {"user_id": "zoe", "name": "Zoe", "email": "z@bolt.example"}
    )
    answer = await clients.agent.post("/v1/cases", new_case("acme", reporter_id="zoe"))
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-reporter")


async def test_a_time_without_a_zone_is_refused(clients: IntakeClients) -> None:
    await clients.customer()
    case = await clients.case()
    before = await clients.events()
    answer = await clients.agent.post(f"/v1/cases/{case['case_id']}/respond", PAST)
    assert (answer.status_code, answer.json()["code"]) == (422, "time-without-zone")
    assert await clients.events() == before


async def test_broken_json_is_refused(clients: IntakeClients) -> None:
    before = await clients.events()
    headers = {"Authorization": f"Bearer {clients.agent.token}", "Content-Type": "application/json"}
    answer = await clients.client.post("/v1/cases", content='{"customer_id": ', headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "broken-json")
    assert await clients.events() == before


async def test_a_key_with_another_body_is_refused(clients: IntakeClients) -> None:
    await clients.customer()
    await clients.agent.post("/v1/cases", new_case(), Idempotency_Key="k1")
    before = await clients.events()
    answer = await clients.agent.post(
        "/v1/cases", new_case(subject="Another"), Idempotency_Key="k1"
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")
    assert await clients.events() == before


async def test_an_unknown_case_is_said_to_be_unknown(clients: IntakeClients) -> None:
    answer = await clients.agent.post("/v1/cases/nope/respond", {"text": "Hello"})
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-case")


async def test_a_refusal_does_not_repeat_what_was_written(clients: IntakeClients) -> None:
    await clients.customer()
    answer = await clients.agent.post(
        "/v1/cases", new_case(priority="P5", description="my secret words")
    )
    assert "secret" not in answer.text
