"""Whatever is wrong with a request is said by a code of its own, and nothing is written."""

from collections.abc import Callable

import pytest

from tests.intake.front_desk import FrontDesk, new_case

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
    desk: FrontDesk, body: Callable[[], object], status: int, code: str
) -> None:
    await desk.customer()
    before = await desk.events()
    answer = await desk.agent.post("/v1/cases", body())
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert await desk.events() == before


async def test_a_reporter_of_another_customer_is_unknown(desk: FrontDesk) -> None:
    await desk.customer("acme")
    await desk.customer("bolt")
    await desk.admin.did(
        "/v1/customers/bolt/users", {"user_id": "zoe", "name": "Zoe", "email": "z@bolt.example"}
    )
    answer = await desk.agent.post("/v1/cases", new_case("acme", reporter_id="zoe"))
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-reporter")


async def test_a_time_without_a_zone_is_refused(desk: FrontDesk) -> None:
    await desk.customer()
    case = await desk.case()
    before = await desk.events()
    answer = await desk.agent.post(f"/v1/cases/{case['case_id']}/respond", PAST)
    assert (answer.status_code, answer.json()["code"]) == (422, "time-without-zone")
    assert await desk.events() == before


async def test_broken_json_is_refused(desk: FrontDesk) -> None:
    before = await desk.events()
    headers = {"Authorization": f"Bearer {desk.agent.token}", "Content-Type": "application/json"}
    answer = await desk.client.post("/v1/cases", content='{"customer_id": ', headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "broken-json")
    assert await desk.events() == before


async def test_a_key_with_another_body_is_refused(desk: FrontDesk) -> None:
    await desk.customer()
    await desk.agent.post("/v1/cases", new_case(), Idempotency_Key="k1")
    before = await desk.events()
    answer = await desk.agent.post("/v1/cases", new_case(subject="Another"), Idempotency_Key="k1")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")
    assert await desk.events() == before


async def test_an_unknown_case_is_said_to_be_unknown(desk: FrontDesk) -> None:
    answer = await desk.agent.post("/v1/cases/nope/respond", {"text": "Hello"})
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-case")


async def test_a_refusal_does_not_repeat_what_was_written(desk: FrontDesk) -> None:
    await desk.customer()
    answer = await desk.agent.post(
        "/v1/cases", new_case(priority="P5", description="my secret words")
    )
    assert "secret" not in answer.text
