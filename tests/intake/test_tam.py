"""A customer's TAM, calls between reviews and visits over REST (CP-29, CP-31)."""

import httpx
import pytest

from tests.intake.intake_clients import Asker, IntakeClients

PATH = "/v1/customers/acme"
CALL = {"caller_id": "ann", "called_at": "2026-03-02T14:30:00Z", "text": "Labels first"}


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def put(asker: Asker, path: str, body: object) -> dict[str, object]:
    answer = await asker.put(f"{PATH}/{path}", body)
    assert answer.status_code == 200, answer.text
    body_of_answer: dict[str, object] = answer.json()
    return body_of_answer


@pytest.fixture
async def tam(clients: IntakeClients) -> Asker:
    await clients.customer("acme", "platinum")
    return clients.role("tam", "tess")


@pytest.mark.rule("CP-31")
async def test_the_tam_is_named_from_a_day_on(tam: Asker) -> None:
    await put(tam, "tam", {"tam_id": "tess", "name": "Tess", "from_on": "2026-01-01"})
    named = await put(tam, "tam", {"tam_id": "tim", "name": "Tim"})
    assert named["current"] == {"tam_id": "tim", "name": "Tim", "from_on": "2026-03-02"}
    later = await put(tam, "tam", {"tam_id": "tom", "name": "Tom", "from_on": "2026-04-01"})
    assert later["current"] == named["current"]
    answer = await tam.get(f"{PATH}/tam")
    assert answer.json() == later
    assert [it["tam_id"] for it in answer.json()["named"]] == ["tess", "tim", "tom"]
    assert answer.headers["ETag"] == '"3"'


@pytest.mark.rule("CP-31")
async def test_calls_are_listed_with_who_called_whom_about_what(
    clients: IntakeClients, tam: Asker
) -> None:
    await put(tam, "tam", {"tam_id": "tess", "name": "Tess", "from_on": "2026-01-01"})
    case = await clients.case()
    call = await tam.did(f"{PATH}/tam-calls", {**CALL, "case_ids": [case["case_id"]]})
    assert (call["tam_id"], call["recorded_by"]) == ("tess", "tess")
    page = (await clients.agent.get(f"{PATH}/tam-calls")).json()
    assert page == {"items": [call], "next": None}


async def test_a_call_is_about_the_customers_own_people_and_cases(
    clients: IntakeClients, tam: Asker
) -> None:
    await clients.customer("bolt")
    other = await clients.case("bolt")
    calls = f"{PATH}/tam-calls"
    mixed = {**CALL, "case_ids": [other["case_id"]]}
    assert refused(await tam.post(calls, mixed)) == (422, "not-of-this-customer")
    unknown = {**CALL, "case_ids": ["c0"]}
    assert refused(await tam.post(calls, unknown)) == (404, "unknown-case")
    stranger = {**CALL, "caller_id": "zoe"}
    assert refused(await tam.post(calls, stranger)) == (404, "unknown-user")
    future = {**CALL, "called_at": "2026-03-02T15:00:01Z"}
    assert refused(await tam.post(calls, future)) == (422, "called-in-the-future")


@pytest.mark.rule("CP-31")
async def test_a_visit_is_agreed_held_and_called_off(clients: IntakeClients, tam: Asker) -> None:
    visit = await tam.did(f"{PATH}/visits", {"visit_on": "2026-05-12", "text": "At the plant"})
    assert (visit["state"], visit["note"]) == ("agreed", "At the plant")
    held = await put(tam, f"visits/{visit['visit_id']}", {"visit_on": "2026-03-01", "held": True})
    assert held["state"] == "held"
    second = await tam.did(f"{PATH}/visits", {"visit_on": "2026-02-01", "visit_id": "v2"})
    off = await tam.did(f"{PATH}/visits/v2/call-off", {"reason": "The plant is closed"})
    assert (second["visit_id"], off["state"]) == ("v2", "called-off")
    page = (await clients.agent.get(f"{PATH}/visits")).json()
    assert [it["visit_on"] for it in page["items"]] == ["2026-02-01", "2026-03-01"]
    counts = (await clients.contact().get(f"{PATH}/benefits?year=2026")).json()["benefits"]
    [visits] = [it for it in counts if it["benefit"] == "tam-visit"]
    assert (visits["uses"], visits["left"]) == ({"agreed": 0, "held": 1}, 0)


@pytest.mark.rule("CP-31")
async def test_a_plan_without_a_tam_is_refused(clients: IntakeClients) -> None:
    await clients.customer("acme", "silver")
    asker = clients.role("tam", "tess")
    named = await asker.put(f"{PATH}/tam", {"tam_id": "tess", "name": "Tess"})
    assert refused(named) == (403, "plan-without-tam")
    called = await asker.post(f"{PATH}/tam-calls", CALL)
    assert refused(called) == (403, "plan-without-tam-calls")
    visited = await asker.post(f"{PATH}/visits", {"visit_on": "2026-05-12"})
    assert refused(visited) == (403, "plan-without-visits")


async def test_only_tam_and_admin_write_and_no_customer_reads(
    clients: IntakeClients, tam: Asker
) -> None:
    await tam.did(f"{PATH}/visits", {"visit_on": "2026-05-12", "visit_id": "v1"})
    visit = {"visit_on": "2026-05-12"}
    for other in (clients.agent, clients.contact(), clients.role("analyst")):
        answers = [
            await other.put(f"{PATH}/tam", {"tam_id": "tess", "name": "Tess"}),
            await other.post(f"{PATH}/tam-calls", CALL),
            await other.post(f"{PATH}/visits", visit),
            await other.put(f"{PATH}/visits/v1", visit),
            await other.post(f"{PATH}/visits/v1/call-off", {"reason": "Closed"}),
        ]
        assert [answer.status_code for answer in answers] == [403] * 5
    assert (await clients.admin.put(f"{PATH}/visits/v1", visit)).is_success
    for path in ("tam", "tam-calls", "visits"):
        assert (await clients.contact().get(f"{PATH}/{path}")).status_code == 403
        assert (await clients.agent.get(f"{PATH}/{path}")).status_code == 200
        nobody = await tam.get(f"/v1/customers/nobody/{path}")
        assert refused(nobody) == (404, "unknown-customer")
