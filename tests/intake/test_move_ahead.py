"""A TAM moves a case ahead within its priority over REST (CP-31)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from events.clock import MovableClock
from intake.projections.moved_cases import MovedCases
from intake.settings import SCHEMA
from tests.intake.intake_clients import Asker, IntakeClients

AHEAD = {"until": "2026-03-06T22:00:00Z", "reason": "Their audit"}


async def moved(clients: IntakeClients) -> Any:
    await clients.customer()
    case = await clients.case()
    return await clients.role("tam", "tess").did(f"/v1/cases/{case['case_id']}/move-ahead", AHEAD)


@pytest.mark.rule("CP-31")
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
    assert [event["type"] for event in history] == ["intake.case.opened.v10"]


async def test_a_case_is_moved_back(clients: IntakeClients) -> None:
    path = f"/v1/cases/{(await moved(clients))['case_id']}"
    back = await clients.role("tam").did(f"{path}/move-back", {"reason": "Put off"})
    assert back["moved_ahead"] is None


@pytest.mark.rule("CP-31")
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


async def queue_of(asker: Asker, limit: int = 200) -> list[Any]:
    """The whole queue, read page by page."""
    items: list[Any] = []
    cursor = ""
    while True:
        page = (await asker.get(f"/v1/cases?limit={limit}{cursor}")).json()
        items += page["items"]
        if page["next"] is None:
            return items
        cursor = f"&cursor={page['next']}"


async def several(clients: IntakeClients, clock: MovableClock) -> list[str]:
    """Five cases, each a second after the one before: a P2 and three P3 of gold, a platinum P3."""
    await clients.customer("acme", "gold")
    await clients.customer("plum", "platinum")
    ids = []
    for customer, priority in (
        ("acme", "P3"),
        ("acme", "P3"),
        ("acme", "P3"),
        ("plum", "P3"),
        ("acme", "P2"),
    ):
        ids.append((await clients.case(customer, priority=priority))["case_id"])
        clock.move(timedelta(seconds=1))
    return ids


async def move(clients: IntakeClients, case_id: str, until: str = "2026-03-06T22:00:00Z") -> None:
    body = {**AHEAD, "until": until}
    await clients.role("tam", "tess").did(f"/v1/cases/{case_id}/move-ahead", body)


@pytest.mark.rule("CP-31")
async def test_moved_cases_come_first_within_their_priority(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    a, b, c, plum, p2 = await several(clients, store_clock)
    await move(clients, c)
    await move(clients, b)
    for limit in (1, 2, 3, 200):
        queue = await queue_of(clients.agent, limit)
        assert [case["case_id"] for case in queue] == [p2, b, c, plum, a]
    first = queue[1]["moved_ahead"]
    assert (first["moved_by"], first["until"]) == ("tess", "2026-03-06T22:00:00Z")
    assert [case["moved_ahead"] is None for case in queue] == [True, False, False, True, True]


async def test_a_customers_own_list_shows_no_such_order(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    a, b, c, _, p2 = await several(clients, store_clock)
    await move(clients, c)
    queue = await queue_of(clients.contact())
    assert [case["case_id"] for case in queue] == [p2, a, b, c]
    assert {case["moved_ahead"] for case in queue} == {None}


async def test_a_move_ends_with_its_time_with_another_priority_and_by_moving_back(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    a, b, c, plum, p2 = await several(clients, store_clock)
    for case_id in (a, b, c):
        await move(clients, case_id)
    await move(clients, a, "2026-03-03T00:00:00Z")
    raised = {"priority": "P2", "reason": "Worse"}
    await clients.agent.did(f"/v1/cases/{b}/change-priority", raised)
    await clients.role("tam").did(f"/v1/cases/{c}/move-back", {"reason": "Put off"})
    before = [case["case_id"] for case in await queue_of(clients.agent)]
    assert before == [b, p2, a, plum, c]
    store_clock.move_to(datetime(2026, 3, 3, tzinfo=UTC))
    after = [case["case_id"] for case in await queue_of(clients.agent)]
    assert after == [b, p2, plum, a, c]


async def test_all_pages_of_a_reading_have_one_order(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    a, b, c, plum, p2 = await several(clients, store_clock)
    await move(clients, c, "2026-03-03T00:00:00Z")
    first = (await clients.agent.get("/v1/cases?limit=2")).json()
    store_clock.move_to(datetime(2026, 3, 4, tzinfo=UTC))
    rest = (await clients.agent.get(f"/v1/cases?limit=200&cursor={first['next']}")).json()
    order = [case["case_id"] for case in (*first["items"], *rest["items"])]
    assert order == [p2, c, plum, a, b]


async def test_filters_count_for_moved_cases_too(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    _, _, c, plum, _ = await several(clients, store_clock)
    await move(clients, c)
    page = (await clients.agent.get("/v1/cases?customer_id=plum")).json()
    assert [case["case_id"] for case in page["items"]] == [plum]


async def test_a_move_put_into_the_table_twice_is_there_once(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    a, b, *_ = await several(clients, store_clock)
    await move(clients, a)
    await move(clients, b)
    await clients.role("tam").did(f"/v1/cases/{b}/move-back", {"reason": "Put off"})
    store = clients.store
    before = await queue_of(clients.agent)
    for shard in range(store.shards):
        events = await store.read_shard(shard, 1, 1000)
        async with store.transaction() as tx:
            await MovedCases(SCHEMA)(tx, events)
    assert await queue_of(clients.agent) == before
