"""The queue, the history and the list of customers, page by page."""

from datetime import timedelta
from typing import Any

import pytest

from events.clock import MovableClock
from tests.intake.intake_clients import Asker, IntakeClients


async def pages(asker: Asker, path: str, limit: int) -> list[Any]:
    items: list[Any] = []
    cursor = ""
    while True:
        page = (await asker.get(f"{path}limit={limit}{cursor}")).json()
        items += page["items"]
        assert len(page["items"]) <= limit
        if page["next"] is None:
            return items
        cursor = f"&cursor={page['next']}"


@pytest.mark.rule("CP-21")
async def test_the_queue_is_by_priority_then_plan_then_age(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    for plan in ("silver", "gold", "platinum"):
        await clients.customer(plan, plan)
    for priority in ("P3", "P1"):
        for plan in ("silver", "gold", "platinum", "gold"):
            await clients.case(plan, priority=priority)
            store_clock.move(timedelta(seconds=1))
    queue = await pages(clients.agent, "/v1/cases?", 3)
    plans = ["platinum", "gold", "gold", "silver"]
    assert [(case["priority"], case["plan"]) for case in queue] == [("P1", it) for it in plans] + [
        ("P3", it) for it in plans
    ]
    assert queue[1]["opened_at"] < queue[2]["opened_at"]


async def test_the_queue_is_filtered(clients: IntakeClients) -> None:
    await clients.customer("acme")
    await clients.customer("bolt")
    case = await clients.case("acme")
    await clients.case("acme", priority="P1")
    await clients.case("bolt")
    await clients.agent.did(f"/v1/cases/{case['case_id']}/resolve", {"text": "Restarted"})
    items = (
        await clients.agent.get("/v1/cases?customer_id=acme&status=resolved&priority=P3")
    ).json()["items"]
    assert [it["case_id"] for it in items] == [case["case_id"]]
    assert items[0]["first_responded_at"] is not None
    wrong = await clients.agent.get("/v1/cases?priority=P9")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "unknown-priority")


async def test_a_cursor_of_another_list_is_refused(clients: IntakeClients) -> None:
    await clients.customer("acme")
    await clients.customer("bolt")
    cursor = (await clients.agent.get("/v1/customers?limit=1")).json()["next"]
    refused = await clients.agent.get(f"/v1/cases?cursor={cursor}")
    assert (refused.status_code, refused.json()["code"]) == (400, "bad-cursor")


async def test_the_history_tells_all_that_happened_in_order(clients: IntakeClients) -> None:
    await clients.customer()
    path = f"/v1/cases/{(await clients.case())['case_id']}"
    for command in ("comment", "respond", "resolve"):
        await clients.agent.did(f"{path}/{command}", {"text": f"{command}!"})
    history = await pages(clients.contact(), f"{path}/events?", 3)
    assert [event["type"] for event in history] == [
        "intake.case.opened.v10",
        "intake.case.commented.v3",
        "intake.case.responded.v1",
        "intake.case.resolved.v1",
    ]
    assert history[1]["data"]["personal"]["text"] == "comment!"
    assert [event["version"] for event in history] == [1, 2, 3, 4]


async def test_customers_are_listed_by_name(clients: IntakeClients) -> None:
    for name in ("cork", "acme", "bolt"):
        await clients.customer(name)
    listed = await pages(clients.agent, "/v1/customers?", 2)
    assert [it["customer_id"] for it in listed] == ["acme", "bolt", "cork"]
    assert [it["standing"] for it in listed] == ["entitled"] * 3
    assert listed[0]["seats"] == {"included": 4, "extra": 0, "taken": 1, "over": 0}


async def test_a_read_case_carries_its_version(clients: IntakeClients) -> None:
    await clients.customer()
    case = await clients.case()
    read = await clients.agent.get(f"/v1/cases/{case['case_id']}")
    assert (read.json(), read.headers["ETag"]) == (case, '"1"')
