"""A TAM moves a case ahead within its priority over REST (CP-31)."""

from typing import Any

from tests.intake.intake_clients import IntakeClients

AHEAD = {"until": "2026-03-06T22:00:00Z", "reason": "Their audit"}


async def moved(clients: IntakeClients) -> Any:
    await clients.customer()
    case = await clients.case()
    return await clients.role("tam", "tess").did(f"/v1/cases/{case['case_id']}/move-ahead", AHEAD)


async def test_a_moved_case_says_who_why_and_until_when_to_support_only(
    clients: IntakeClients,
) -> None:
    case = await moved(clients)
    path = f"/v1/cases/{case['case_id']}"
    answer = (await clients.agent.get(path)).json()["moved_ahead"]
    assert answer == {
        "moved_by": "tess",
        "moved_at": "2026-03-02T15:00:00Z",
        "until": "2026-03-06T22:00:00Z",
        "reason": "Their audit",
    }
    for other in (clients.contact(), clients.role("analyst")):
        assert (await other.get(path)).json()["moved_ahead"] is None
    history = (await clients.contact().get(f"{path}/events")).json()["items"]
    assert [event["type"] for event in history] == ["intake.case.opened.v2"]


async def test_a_case_is_moved_back(clients: IntakeClients) -> None:
    path = f"/v1/cases/{(await moved(clients))['case_id']}"
    back = await clients.role("tam").did(f"{path}/move-back", {"reason": "Put off"})
    assert back["moved_ahead"] is None


async def test_only_tam_and_admin_move_and_only_where_the_plan_has_calls(
    clients: IntakeClients,
) -> None:
    path = f"/v1/cases/{(await moved(clients))['case_id']}"
    for other in (clients.agent, clients.contact()):
        assert (await other.post(f"{path}/move-ahead", AHEAD)).status_code == 403
        assert (await other.post(f"{path}/move-back", {"reason": "No"})).status_code == 403
    await clients.customer("slim", "silver")
    silver = await clients.case("slim")
    refusal = await clients.admin.post(f"/v1/cases/{silver['case_id']}/move-ahead", AHEAD)
    assert (refusal.status_code, refusal.json()["code"]) == (403, "plan-without-tam-calls")
    past = {**AHEAD, "until": "2026-03-02T15:00:00Z"}
    late = await clients.admin.post(f"{path}/move-ahead", past)
    assert (late.status_code, late.json()["code"]) == (422, "until-in-the-past")
