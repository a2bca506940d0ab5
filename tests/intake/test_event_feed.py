"""A client that polls hears of all that changed and that it may know of, once and in order."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from events.clock import MovableClock
from events.store import event_feed
from intake.bootstrap import Intake
from tests.intake.intake_clients import Asker, IntakeClients


async def page(asker: Asker, after: str | None, limit: int = 200) -> Any:
    """One page of the feed."""
    cursor = f"&after={after}" if after else ""
    answer = await asker.get(f"/v1/events?limit={limit}{cursor}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def walk(asker: Asker, after: str | None = None, limit: int = 200) -> tuple[list[Any], str]:
    """All events up to the end of the stream, and where to go on from there."""
    items: list[Any] = []
    while True:
        read = await page(asker, after, limit)
        assert len(read["items"]) <= limit
        items, after = items + read["items"], read["next"]
        if read["end_of_stream"]:
            return items, read["next"]


def kinds(items: list[Any]) -> list[str]:
    return [item["type"].removeprefix("intake.").rpartition(".")[0] for item in items]


async def test_support_reads_every_event_of_cases_and_customers(clients: IntakeClients) -> None:
    await clients.customer()
    case = await clients.case()
    await clients.agent.did(f"/v1/cases/{case['case_id']}/note", {"text": "Call them"})

    items, _ = await walk(clients.agent)

    assert len(items) == await clients.events()
    assert {"customer.registered", "case.opened", "case.noted"} <= set(kinds(items))
    assert {item["customer_id"] for item in items} == {"acme"}
    [noted] = [item for item in items if item["type"] == "intake.case.noted.v1"]
    assert (noted["case_id"], noted["data"]["personal"]["text"]) == (case["case_id"], "Call them")


async def test_events_say_in_which_role_somebody_acted(clients: IntakeClients) -> None:
    await clients.customer("acme")
    case = await clients.case()
    path = f"/v1/cases/{case['case_id']}"
    await clients.contact().did(f"{path}/comment", {"text": "Still so"})
    await clients.admin.did(f"{path}/comment", {"text": "We look"})

    history = (await clients.agent.get(f"{path}/events")).json()["items"]
    assert [item["actor_role"] for item in history] == ["agent", "contact", "admin"]
    items, _ = await walk(clients.agent)
    assert [it["actor_role"] for it in items if it["case_id"]] == ["agent", "contact", "admin"]


async def test_nobody_reads_in_the_feed_how_machines_sign_in(clients: IntakeClients) -> None:
    await clients.customer()
    before, end = await walk(clients.admin)
    await clients.admin.did("/v1/api-keys", {"label": "nightly-export", "role": "analyst"})

    since, _ = await walk(clients.admin, end)

    assert before != []
    assert since == []


async def test_from_the_end_only_what_came_since_is_read(clients: IntakeClients) -> None:
    await clients.customer()
    _, end = await walk(clients.agent)
    nothing = await page(clients.agent, end)
    case = await clients.case()

    since = await page(clients.agent, end)

    assert (nothing["items"], nothing["end_of_stream"]) == ([], True)
    assert [item["case_id"] for item in since["items"]] == [case["case_id"]]


@pytest.mark.rule("CP-11")
async def test_a_contact_reads_the_public_side_of_its_own_customers_cases(
    clients: IntakeClients,
) -> None:
    """CP-11."""
    await clients.customer("acme")
    await clients.customer("bolt")
    case = await clients.case("acme")
    await clients.case("bolt")
    path = f"/v1/cases/{case['case_id']}"
    await clients.agent.did(f"{path}/note", {"text": "Their administrator is Eve Root"})
    await clients.agent.did(f"{path}/assign", {"engineer_id": "eve"})
    await clients.agent.did(f"{path}/comment", {"text": "We look"})
    await clients.agent.did(f"{path}/escalate", {"level": 2, "reason": "We broke it"})

    items, _ = await walk(clients.contact("acme"))

    assert kinds(items) == ["case.opened", "case.commented", "case.escalated"]
    assert {(item["case_id"], item["customer_id"]) for item in items} == {(case["case_id"], "acme")}
    assert {(item["actor"], item["actor_role"]) for item in items} == {(None, None)}
    assert items[1]["data"]["author_id"] == "support"
    assert "personal" not in items[2]["data"]


@pytest.mark.rule("CP-8")
async def test_a_user_reads_of_its_own_cases_only_and_a_stranger_of_none(
    clients: IntakeClients,
) -> None:
    """CP-8."""
    await clients.customer()
    await clients.case()
    bobs = await clients.case(priority="P1", reporter_id="bob")

    items, _ = await walk(clients.contact(user="bob"))

    assert {item["case_id"] for item in items} == {bobs["case_id"]}
    assert (await walk(clients.contact(user="nobody")))[0] == []
    assert (await walk(clients.contact("nowhere", "ann")))[0] == []


@pytest.mark.parametrize("role", ["analyst", "service"])
async def test_who_only_counts_reads_no_words(clients: IntakeClients, role: Any) -> None:
    await clients.customer()
    case = await clients.case()
    await clients.agent.did(f"/v1/cases/{case['case_id']}/comment", {"text": "Bob's printer"})

    items, _ = await walk(clients.role(role))

    assert len(items) == await clients.events()
    assert [item["data"] for item in items if "personal" in item["data"]] == []
    assert "printer" not in str(items)


async def test_nothing_is_missed_and_nothing_comes_twice_while_events_come_in(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    cases = [await clients.case() for _ in range(6)]
    ended = asyncio.Event()

    async def write(case: Any) -> None:
        for number in range(8):
            body = {"text": f"Comment {number}"}
            await clients.agent.did(f"/v1/cases/{case['case_id']}/comment", body)

    async def poll(limit: int) -> list[Any]:
        items, after = await walk(clients.agent, None, limit)
        while not ended.is_set():
            more, after = await walk(clients.agent, after, limit)
            items += more
        return items + (await walk(clients.agent, after, limit))[0]

    polls = [asyncio.create_task(poll(limit)) for limit in (1, 7)]
    await asyncio.gather(*map(write, cases))
    ended.set()

    for items in await asyncio.gather(*polls):
        assert len({item["event_id"] for item in items}) == len(items) == await clients.events()
        for case in cases:
            versions = [item["version"] for item in items if item["case_id"] == case["case_id"]]
            assert versions == list(range(1, 10))


async def test_an_event_that_commits_late_is_read_when_it_has_come(
    clients: IntakeClients, intake: Intake, intake_dsn: str
) -> None:
    """A transaction that holds a shard's row lock keeps that shard's seq from being given away."""
    await clients.customer()
    case = await clients.case()
    others = [await clients.case() for _ in range(8)]
    _, end = await walk(clients.agent)
    holder = await asyncpg.connect(intake_dsn)
    shard = await holder.fetchval(
        "select shard from intake.es_event where key = $1 limit 1", case["case_id"]
    )
    held = holder.transaction()
    await held.start()
    await holder.execute("select from intake.es_shard where shard = $1 for update", shard)
    late = asyncio.create_task(
        clients.agent.did(f"/v1/cases/{case['case_id']}/comment", {"text": "Late"})
    )
    free = [it for it in others if await _shard(holder, it["case_id"]) != shard]
    assert free, "of eight cases one lies in another shard"
    await intake.pool.execute("select")
    waiting, after = await walk(clients.agent, end)
    await held.rollback()
    await late
    await holder.close()

    items, _ = await walk(clients.agent, after)

    assert kinds(waiting) == []
    assert [item["case_id"] for item in items] == [case["case_id"]]


async def _shard(connection: Any, case_id: str) -> int:
    query = "select shard from intake.es_event where key = $1 limit 1"
    return int(await connection.fetchval(query, case_id))


async def test_a_page_of_what_nobody_may_read_is_empty_and_leads_on(
    clients: IntakeClients, store_clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_feed, "WINDOW", 3)
    await clients.customer("bolt")
    await clients.customer("acme")
    store_clock.move(timedelta(hours=1))
    case = await clients.case("acme")

    first = await page(clients.contact("acme"), None)
    items, _ = await walk(clients.contact("acme"))

    assert (first["items"], first["end_of_stream"]) == ([], False)
    assert [item["case_id"] for item in items] == [case["case_id"]]


async def test_events_of_one_shard_keep_their_order_where_an_import_dated_them_back(
    clients: IntakeClients, intake_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_feed, "WINDOW", 2)
    await clients.customer()
    case = await clients.case()
    for number in range(3):
        body = {"text": f"Comment {number}"}
        await clients.agent.did(f"/v1/cases/{case['case_id']}/comment", body)
    connection = await asyncpg.connect(intake_dsn)
    await connection.execute("alter table intake.es_event disable trigger user")
    await connection.execute(
        "update intake.es_event set recorded_at = timestamptz '2026-01-01' - version * '1 day'"
        "::interval where key = $1",
        case["case_id"],
    )
    await connection.close()

    items, _ = await walk(clients.agent)

    assert [it["version"] for it in items if it["case_id"] == case["case_id"]] == [1, 2, 3, 4]


@pytest.mark.parametrize("cursor", ["nonsense", "", "a" * 4097])
async def test_a_cursor_that_the_feed_did_not_give_out_is_refused(
    clients: IntakeClients, cursor: str
) -> None:
    assert (await clients.agent.get(f"/v1/events?after={cursor}")).status_code in {400, 422}


async def test_a_cursor_ahead_of_a_log_that_was_restored_is_refused(
    clients: IntakeClients, intake_dsn: str
) -> None:
    await clients.customer()
    _, end = await walk(clients.agent)
    connection = await asyncpg.connect(intake_dsn)
    await connection.execute("update intake.es_shard set next = 1")
    await connection.close()

    refused = await clients.agent.get(f"/v1/events?after={end}")

    assert (refused.status_code, refused.json()["code"]) == (400, "bad-cursor")
