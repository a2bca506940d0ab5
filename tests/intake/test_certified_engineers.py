"""Platinum has a desk of its own, and giving its cases to somebody else takes a reason (CP-21)."""

from typing import Any

import pytest

from events.broker.memory_broker import MemoryBroker
from intake.bootstrap import Intake
from intake.settings import IntakeSettings
from tests.intake.intake_clients import IntakeClients
from tests.intake.test_engineers import PagerFeed, engineer

PLATINUM = "/v1/plans/platinum/certified-engineers"
CERTIFIED = {"engineer_ids": ["max", "eve"], "reason": "Both passed in February."}
WHY = "Nobody of the desk knows the labeller."


async def case_path(clients: IntakeClients, plan: str = "platinum") -> str:
    await clients.customer(plan=plan)
    return f"/v1/cases/{(await clients.case())['case_id']}"


async def given(clients: IntakeClients, path: str, to: str, **body: object) -> tuple[int, Any]:
    """Assign the case; the status, and the code of a refusal or who has it."""
    answer = await clients.agent.post(f"{path}/assign", {"engineer_id": to, **body})
    return answer.status_code, answer.json().get("code") or answer.json()["engineer_id"]


@pytest.mark.rule("CP-21")
async def test_giving_a_platinum_case_to_somebody_outside_of_its_desk_takes_a_reason(
    clients: IntakeClients,
) -> None:
    path = await case_path(clients)
    assert (await clients.admin.put(PLATINUM, CERTIFIED)).status_code == 200
    assert await given(clients, path, "zoe") == (422, "reason-required")
    assert await given(clients, path, "eve") == (200, "eve")
    hand_over = {"to_engineer_id": "zoe", "summary": "Half done"}
    refused = await clients.agent.post(f"{path}/hand-over", hand_over)
    assert (refused.status_code, refused.json()["code"]) == (422, "reason-required")
    handed = await clients.agent.did(f"{path}/hand-over", {**hand_over, "reason": WHY})
    assert handed["engineer_id"] == "zoe"
    assert await given(clients, path, "max") == (200, "max")
    assert await given(clients, path, "zoe", reason=WHY) == (200, "zoe")


@pytest.mark.rule("CP-21")
async def test_why_it_left_its_desk_is_in_the_history_for_support_only(
    clients: IntakeClients,
) -> None:
    path = await case_path(clients)
    assert (await clients.admin.put(PLATINUM, CERTIFIED)).status_code == 200
    await given(clients, path, "zoe", reason=WHY)
    [_, _, outside] = (await clients.agent.get(f"{path}/events")).json()["items"]
    assert outside["type"] == "intake.case.given-to-uncertified.v1"
    assert (outside["actor"], outside["data"]["engineer_id"]) == ("eve", "zoe")
    assert outside["data"]["personal"]["text"] == WHY
    seen = await clients.contact().get(f"{path}/events")
    assert (len(seen.json()["items"]), "labeller" in seen.text) == (1, False)


@pytest.mark.rule("CP-21")
async def test_a_case_of_a_plan_without_a_desk_goes_to_anybody(clients: IntakeClients) -> None:
    path = await case_path(clients, "gold")
    assert (await clients.admin.put(PLATINUM, CERTIFIED)).status_code == 200
    assert await given(clients, path, "zoe") == (200, "zoe")
    refused = await clients.admin.put("/v1/plans/gold/certified-engineers", CERTIFIED)
    assert (refused.status_code, refused.json()["code"]) == (422, "plan-without-desk")


async def test_a_desk_is_named_whole_with_who_and_why_and_nobody_of_it_frees_its_cases(
    clients: IntakeClients,
) -> None:
    path = await case_path(clients)
    nobody = await clients.agent.get(PLATINUM)
    assert (nobody.json()["engineer_ids"], nobody.json()["certified_by"]) == ([], None)
    named = await clients.role("admin", "olga").ask("PUT", PLATINUM, CERTIFIED)
    assert named.json() == {
        "plan": "platinum",
        "engineer_ids": ["eve", "max"],
        "certified_at": "2026-03-02T15:00:00Z",
        "certified_by": "olga",
        "reason": CERTIFIED["reason"],
    }
    before = await clients.events()
    again = await clients.admin.put(PLATINUM, {**CERTIFIED, "engineer_ids": ["eve", "max", "eve"]})
    assert (again.status_code, await clients.events()) == (200, before)
    assert (await clients.role("tam").get(PLATINUM)).json() == named.json()
    for asker in (clients.agent, clients.contact(), clients.role("tam")):
        assert (await asker.put(PLATINUM, CERTIFIED)).status_code == 403
    assert (await clients.contact().get(PLATINUM)).status_code == 403
    unknown = await clients.admin.put("/v1/plans/bronze/certified-engineers", CERTIFIED)
    assert unknown.status_code == 422
    freed = await clients.admin.put(PLATINUM, {"engineer_ids": [], "reason": "Dissolved."})
    assert freed.json()["engineer_ids"] == []
    assert await given(clients, path, "zoe") == (200, "zoe")


async def test_a_desk_is_of_engineers_whom_the_notifier_knows(
    clients: IntakeClients, intake: Intake, broker: MemoryBroker, settings: IntakeSettings
) -> None:
    await PagerFeed(intake, broker, settings.shards).say("eve", engineer("eve"))
    refused = await clients.admin.put(PLATINUM, CERTIFIED)
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown-engineer")
    assert "max" in refused.json()["detail"]
