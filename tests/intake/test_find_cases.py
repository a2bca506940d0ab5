"""Cases are found by what is known of them: number, state, engineer, level, times, and whose they
are."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from events.clock import MovableClock
from events.store.connection import in_schema
from intake.adapters.list_queries import QueueFilter, queue_query
from tests.intake.intake_clients import Asker, IntakeClients
from tests.intake.test_lists import pages


async def ids_of(asker: Asker, query: str) -> list[str]:
    """The ids of the cases that a query finds."""
    answer = await asker.get(f"/v1/cases?{query}")
    assert answer.status_code == 200, answer.text
    return [item["case_id"] for item in answer.json()["items"]]


async def did(clients: IntakeClients, case: Any, command: str, body: object) -> None:
    await clients.agent.did(f"/v1/cases/{case['case_id']}/{command}", body)


def at(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


async def test_a_case_is_found_by_its_number_even_when_it_is_closed(clients: IntakeClients) -> None:
    await clients.customer()
    case, _other = await clients.case(), await clients.case()
    await did(clients, case, "close", {"text": "Told twice"})

    assert await ids_of(clients.agent, f"number={case['number']}") == [case["case_id"]]
    assert await ids_of(clients.agent, "number=CASE-999999") == []
    assert await ids_of(clients.agent, f"number={case['number']}&status=open") == []


async def test_the_queue_holds_live_cases_unless_other_states_are_conditions_of(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    cases = {state: await clients.case() for state in ("open", "waiting", "around", "done", "over")}
    ids = {state: case["case_id"] for state, case in cases.items()}
    await did(clients, cases["waiting"], "request-information", {"text": "Which printer?"})
    await did(clients, cases["around"], "provide-workaround", {"text": "Use the other one"})
    await did(clients, cases["done"], "resolve", {"text": "Restarted"})
    await did(clients, cases["over"], "close", {"text": "Told twice"})

    live = await ids_of(clients.agent, "limit=50")
    finished = await ids_of(clients.agent, "status=resolved,closed")
    again = await ids_of(clients.agent, "status=resolved&status=closed")

    assert set(live) == {ids["open"], ids["waiting"], ids["around"]}
    assert set(finished) == set(again) == {ids["done"], ids["over"]}


async def test_a_state_that_does_not_exist_is_refused(clients: IntakeClients) -> None:
    answer = await clients.agent.get("/v1/cases?status=open,asleep")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "status.1")


async def test_cases_are_found_by_who_has_them_and_mine_are_those_that_i_have(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    hers, nobodys = await clients.case(), await clients.case()
    await did(clients, hers, "assign", {"engineer_id": "eve"})

    assert await ids_of(clients.agent, "engineer_id=eve") == [hers["case_id"]]
    assert await ids_of(clients.agent, "mine=true") == [hers["case_id"]]
    assert await ids_of(clients.agent, "mine=false") == [nobodys["case_id"]]
    assert await ids_of(clients.role("agent", "max"), "mine=true") == []


async def test_mine_are_a_contacts_own_cases_and_those_whose_team_it_is_on(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    anns = await clients.case()
    bobs = await clients.case(priority="P1", reporter_id="bob")
    await clients.contact().did(f"/v1/cases/{anns['case_id']}/add-team-contact", {"user_id": "bob"})
    ann, bob = clients.contact(), clients.contact(user="bob")

    assert await ids_of(ann, "mine=true") == [anns["case_id"]]
    assert await ids_of(ann, "mine=false") == [bobs["case_id"]]
    assert set(await ids_of(bob, "mine=true")) == {anns["case_id"], bobs["case_id"]}
    assert await ids_of(bob, "mine=false") == []


async def test_cases_are_found_by_the_level_of_support(clients: IntakeClients) -> None:
    await clients.customer()
    case, _other = await clients.case(), await clients.case()
    await did(clients, case, "escalate", {"level": 2, "reason": "Needs the makers"})

    assert await ids_of(clients.agent, "level=2") == [case["case_id"]]
    assert case["case_id"] not in await ids_of(clients.agent, "level=1")


async def test_a_range_of_openings_begins_with_its_first_instant_and_ends_before_its_last(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    cases = []
    for _ in range(3):
        cases.append(await clients.case())
        store_clock.move(timedelta(hours=1))
    first, second, third = (case["opened_at"] for case in cases)

    between = await ids_of(clients.agent, f"opened_after={second}&opened_before={third}")

    assert between == [cases[1]["case_id"]]
    assert len(await ids_of(clients.agent, f"opened_after={first}")) == 3


async def test_a_case_is_found_by_when_something_last_happened_to_it(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    case, _quiet = await clients.case(), await clients.case()
    store_clock.move(timedelta(hours=1))
    since = at(store_clock.now())
    await did(clients, case, "comment", {"text": "Any news?"})

    assert await ids_of(clients.agent, f"updated_after={since}") == [case["case_id"]]
    assert await ids_of(clients.contact(), f"updated_after={since}") == [case["case_id"]]


async def test_a_customer_does_not_see_by_a_time_that_support_noted_something_for_itself(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    # In an instant that stands still, a shard's events are recorded a microsecond apart.
    store_clock.move(timedelta(seconds=1))
    case = await clients.case()
    store_clock.move(timedelta(hours=1))
    since = at(store_clock.now())
    await did(clients, case, "note", {"text": "Their administrator is on leave"})

    assert await ids_of(clients.contact(), f"updated_after={since}") == []
    [shown] = (await clients.contact().get("/v1/cases")).json()["items"]
    assert shown["updated_at"] == case["opened_at"]
    assert await ids_of(clients.agent, f"updated_after={since}") == [case["case_id"]]


@pytest.mark.rule("CP-26")
async def test_a_p1_is_uncovered_until_it_has_an_engineer_or_a_workaround(
    clients: IntakeClients,
) -> None:
    """CP-26."""
    await clients.customer()
    await clients.case()
    covered, worked_around, alone = [await clients.case(priority="P1") for _ in range(3)]
    await did(clients, covered, "assign", {"engineer_id": "eve"})
    await did(clients, worked_around, "provide-workaround", {"text": "Use the other one"})

    uncovered = (await clients.agent.get("/v1/cases?uncovered=true")).json()["items"]
    others = (await clients.agent.get("/v1/cases?uncovered=false")).json()["items"]

    assert [(it["case_id"], it["uncovered"]) for it in uncovered] == [(alone["case_id"], True)]
    assert [it["uncovered"] for it in others] == [False] * 3


@pytest.mark.parametrize("query", ["engineer_id=eve", "uncovered=true"])
async def test_a_contact_cannot_ask_for_what_it_is_not_told(
    clients: IntakeClients, query: str
) -> None:
    await clients.customer()

    assert (await clients.contact().get(f"/v1/cases?{query}")).status_code == 403


async def test_a_contact_finds_nothing_of_another_customer_by_number(
    clients: IntakeClients,
) -> None:
    await clients.customer("acme")
    await clients.customer("bolt")
    case = await clients.case("bolt")

    assert await ids_of(clients.contact(), f"number={case['number']}") == []


async def test_pages_of_a_filtered_queue_hold_every_case_once(clients: IntakeClients) -> None:
    await clients.customer()
    cases = [await clients.case() for _ in range(7)]
    for case in cases[:5]:
        await did(clients, case, "assign", {"engineer_id": "eve"})

    walked = await pages(clients.agent, "/v1/cases?engineer_id=eve&status=open&", 2)

    assert sorted(it["case_id"] for it in walked) == sorted(case["case_id"] for case in cases[:5])


_MANY = """
insert into {schema}.case_list (case_id, number, customer_id, reporter_id, plan, plan_rank,
    priority, status, channel, subject, engineer_id, opened_at, version, level, updated_at,
    public_at)
select 'c' || n, 'CASE-' || n, 'customer' || n % 500, 'user' || n % 2000, 'gold', 2,
    'P' || 1 + n % 4, case when n % 100 = 0 then 'open' else 'closed' end, 'online', 'Down',
    'engineer' || n % 200, at, 3, case when n % 1000 = 0 then 2 else 1 end, at, at
from generate_series(1, 20000) as n,
    lateral (select timestamptz '2026-01-01' + n * '1 min'::interval) as it (at)
"""
LATE = datetime.fromisoformat("2026-01-14T20:00:00Z")
FILTERS: Sequence[QueueFilter] = (
    QueueFilter(number="CASE-7"),
    QueueFilter(customer_id="customer7"),
    QueueFilter(engineer_id="engineer7"),
    QueueFilter(statuses=("open", "waiting-on-customer", "worked-around")),
    QueueFilter(statuses=("resolved", "excluded")),
    QueueFilter(level=2),
    QueueFilter(opened_after=LATE),
    QueueFilter(updated_after=LATE),
    QueueFilter(public_after=LATE),
    QueueFilter(uncovered=True),
    QueueFilter(of_user="user7"),
    QueueFilter(),
)


@pytest.mark.parametrize("wanted", FILTERS, ids=str)
async def test_an_index_serves_every_filter(intake_dsn: str, wanted: QueueFilter) -> None:
    connection = await asyncpg.connect(intake_dsn)
    await connection.execute(in_schema(_MANY, "intake"))
    await connection.execute("analyze intake.case_list")
    query, arguments = queue_query(wanted, None, 51)

    await connection.execute("set plan_cache_mode to force_custom_plan")
    plan = await connection.fetch(in_schema(f"explain {query}", "intake"), *arguments)
    await connection.close()

    assert "Seq Scan on case_list" not in "\n".join(row[0] for row in plan)
