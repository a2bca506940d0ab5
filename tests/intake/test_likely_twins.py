"""The same trouble told twice leaves one case, or two that are marked as likely twins (CP-16)."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from events.broker.memory_broker import MemoryBroker
from events.catalogue.case_events import CaseOpened, PhoneCallJoined, WorkaroundProvided
from events.clock import MovableClock, SystemClock
from intake import bootstrap
from intake.domain.likely_twins import AT_ONCE
from intake.settings import IntakeSettings
from tests.intake.intake_clients import IntakeClients, new_case

ONLINE: dict[str, Any] = {"priority": "P1", "subject": "Shipping is down"}
PHONE: dict[str, Any] = {**ONLINE, "channel": "phone", "reporter_id": "bob"}
OTHER_WORDS = {"subject": "No truck leaves the yard"}
PAIRS = {
    "phone and phone": (PHONE, PHONE),
    "online and phone": (ONLINE, {**PHONE, **OTHER_WORDS}),
    "phone and online": (PHONE, {**ONLINE, **OTHER_WORDS}),
    "online and online": (
        ONLINE,
        {**ONLINE, "reporter_id": "bob", "subject": "shipping is  DOWN!"},
    ),
    "online and online, in other words": (
        ONLINE,
        {**ONLINE, **OTHER_WORDS, "reporter_id": "bob"},
    ),
    "phone and phone, of none of those before": (
        {**PHONE, "same_as": "none"},
        {**PHONE, "same_as": "none"},
    ),
}


async def cases_of(clients: IntakeClients, customer_id: str) -> list[Any]:
    listed = (await clients.agent.get(f"/v1/cases?customer_id={customer_id}")).json()["items"]
    return [(await clients.agent.get(f"/v1/cases/{it['case_id']}")).json() for it in listed]


def come_out_right(cases: list[Any]) -> bool:
    """One case, or two that name each other."""
    ids = [case["case_id"] for case in cases]
    return len(ids) == 1 or [case["likely_twins"] for case in cases] == [[ids[1]], [ids[0]]]


@pytest.mark.rule("CP-16")
@pytest.mark.parametrize("pair", list(PAIRS)[:5])
async def test_a_p1_told_twice_is_one_case_or_two_that_name_each_other(
    clients: IntakeClients, pair: str
) -> None:
    await clients.customer()
    for telling in PAIRS[pair]:
        await clients.agent.post("/v1/cases", new_case(**telling))
    assert come_out_right(await cases_of(clients, "acme"))


@pytest.mark.parametrize("pair", PAIRS)
async def test_ten_pairs_each_in_the_same_instant(clients: IntakeClients, pair: str) -> None:
    customers = [await clients.customer(f"acme-{number}") for number in range(10)]
    tellings = [
        clients.agent.post("/v1/cases", new_case(customer, **telling))
        for customer in customers
        for telling in PAIRS[pair]
    ]
    answers = await asyncio.gather(*tellings)
    assert {answer.status_code for answer in answers} <= {201, 409}
    for customer in customers:
        assert come_out_right(await cases_of(clients, customer))


async def test_in_the_same_instant_at_two_instances(
    clients: IntakeClients, settings: IntakeSettings, store_clock: MovableClock
) -> None:
    customers = [await clients.customer(f"acme-{number}") for number in range(10)]
    other = await bootstrap.build(
        settings, clock=SystemClock(), store_clock=store_clock, broker=MemoryBroker()
    )
    try:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=other.app), base_url="http://other"
        ) as client:
            there = IntakeClients(client, settings, other.store)
            answers = await asyncio.gather(
                *(
                    at.agent.post("/v1/cases", new_case(customer, **PHONE))
                    for customer in customers
                    for at in (clients, there)
                )
            )
    finally:
        await other.close()
    assert sorted(answer.status_code for answer in answers) == [201] * 10 + [409] * 10


async def test_the_same_request_at_the_same_time_is_one_case(clients: IntakeClients) -> None:
    await clients.customer()
    answers = await asyncio.gather(
        *(
            clients.agent.post("/v1/cases", new_case(**PHONE), Idempotency_Key="call")
            for _ in range(5)
        )
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["case_id"] for answer in answers}) == 1


async def test_the_mark_is_in_the_history_of_both_cases(clients: IntakeClients) -> None:
    await clients.customer()
    first = await clients.agent.did("/v1/cases", new_case(**PHONE))
    second = await clients.agent.did("/v1/cases", new_case(**ONLINE))
    assert second["likely_twins"] == [first["case_id"]]
    for case, twin in ((first, second), (second, first)):
        history = (await clients.agent.get(f"/v1/cases/{case['case_id']}/events")).json()["items"]
        assert history[-1]["type"] == "intake.case.likely-twin-marked.v2"
        assert history[-1]["data"]["twin_id"] == twin["case_id"]
        assert history[-1]["data"]["because"] == "told-by-telephone"


async def test_two_different_troubles_logged_online_one_after_the_other_are_no_twins(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    cases = []
    for subject in ("Shipping is down", "EDI is down"):
        cases.append(await clients.case(priority="P1", subject=subject))
        store_clock.move(AT_ONCE + timedelta(seconds=1))
    assert [case["likely_twins"] for case in cases] == [[], []]


async def test_many_at_once_for_one_customer_do_not_hold_up_the_others(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    await clients.customer("bolt")
    storm = [clients.agent.post("/v1/cases", new_case(**ONLINE)) for _ in range(40)]
    answers = await asyncio.gather(*storm, clients.agent.post("/v1/cases", new_case("bolt")))
    assert {answer.status_code for answer in answers} == {201}
    opened = [
        event.data.case_id
        for shard in range(clients.store.shards)
        for event in await clients.store.read_shard(shard, 1, 10_000)
        if isinstance(event.data, CaseOpened)
    ]
    assert len(opened) == 41


async def test_a_storm_of_the_same_subject_marks_the_first_ones_only(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    cases = [await clients.case(priority="P1") for _ in range(6)]
    assert set(cases[5]["likely_twins"]) == {case["case_id"] for case in cases[:3]}


async def test_a_call_and_a_workaround_in_the_same_instant_lose_nobody(
    clients: IntakeClients,
) -> None:
    """Either the call came first and joined, or it found a case that takes no more calls and opened
    its own.
    """
    for number in range(10):
        customer = await clients.customer(f"acme-{number}")
        case = await clients.case(customer, priority="P1")
        named = new_case(customer, **{**PHONE, "same_as": case["case_id"]})
        report, _ = await asyncio.gather(
            clients.agent.post("/v1/cases", named),
            clients.agent.post(
                f"/v1/cases/{case['case_id']}/provide-workaround", {"text": "Print on two"}
            ),
        )
        kinds = [
            type(event.data)
            for event in await clients.store.read_stream(f"case-{case['case_id']}", case["case_id"])
        ]
        if report.status_code == 200:
            assert kinds.index(PhoneCallJoined) < kinds.index(WorkaroundProvided)
        else:
            assert (report.status_code, report.json()["likely_twins"]) == (201, [case["case_id"]])
            assert PhoneCallJoined not in kinds


async def test_of_twins_a_customer_tells_only_those_who_see_every_case(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    anns = await clients.contact().did("/v1/cases", new_case(**ONLINE))
    bobs = await clients.contact(user="bob").did(
        "/v1/cases", new_case(**{**ONLINE, "reporter_id": "bob"})
    )
    assert bobs["likely_twins"] == []
    path = f"/v1/cases/{bobs['case_id']}"
    assert (await clients.contact(user="bob").get(path)).json()["likely_twins"] == []
    assert (await clients.contact().get(path)).json()["likely_twins"] == [anns["case_id"]]
    assert (await clients.contact().did(f"{path}/comment", {"text": "Mine, too"}))[
        "likely_twins"
    ] == [anns["case_id"]]
