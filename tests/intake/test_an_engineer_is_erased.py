"""The notifier erases an engineer: what that engineer wrote in cases is gone at intake, too, while
who did what and when stays; nobody else loses a word."""

from typing import Any

import pytest

from events.broker.memory_broker import MemoryBroker
from events.catalogue.on_call_events import EngineerPersonalDataErased
from intake.bootstrap import Intake
from intake.settings import SCHEMA, IntakeSettings
from tests.intake.intake_clients import IntakeClients
from tests.intake.test_engineers import AT, PagerFeed
from tests.support.stored_words import where_stored

EVES = ("Restart it twice", "I think it is a ghost")


@pytest.fixture
async def pager(intake: Intake, broker: MemoryBroker, settings: IntakeSettings) -> PagerFeed:
    return PagerFeed(intake, broker, settings.shards)


async def a_case(clients: IntakeClients) -> str:
    """Ann's case, which eve answered and noted something in."""
    await clients.customer()
    case_id = str((await clients.case())["case_id"])
    path = f"/v1/cases/{case_id}"
    key = {"Idempotency_Key": "eves-answer"}
    answer = await clients.agent.post(f"{path}/respond", {"text": EVES[0]}, **key)
    assert answer.status_code == 200, answer.text
    await clients.agent.did(f"{path}/note", {"text": EVES[1]})
    return case_id


async def erase_eve(intake: Intake, pager: PagerFeed) -> None:
    while await intake.words.step():
        pass
    event = EngineerPersonalDataErased(
        engineer_id="eve", erased_by="office", reason="person-asked", erased_at=AT
    )
    await pager.say("eve", event)
    while await intake.clearing.step():
        pass


async def texts_of(clients: IntakeClients, case_id: str) -> Any:
    return (await clients.contact().get(f"/v1/cases/{case_id}/events")).text


async def test_what_an_erased_engineer_wrote_is_gone_and_the_rest_stays(
    clients: IntakeClients, intake: Intake, pager: PagerFeed
) -> None:
    case_id = await a_case(clients)
    assert EVES[0] in await texts_of(clients, case_id)

    await erase_eve(intake, pager)

    assert await where_stored(intake.pool, SCHEMA, EVES) == []
    events = (await clients.agent.get(f"/v1/cases/{case_id}/events")).json()["items"]
    assert [one["type"].split(".")[2] for one in events] == ["opened", "responded", "noted"]
    text = await texts_of(clients, case_id)
    assert (EVES[0] in text, '"text":"erased"' in text, "Labels" in text) == (False, True, True)
    case = (await clients.agent.get(f"/v1/cases/{case_id}")).json()
    assert (case["subject"], case["status"]) == ("Labels do not print", "open")


async def test_no_case_is_found_by_an_erased_engineers_words_any_more(
    clients: IntakeClients, intake: Intake, pager: PagerFeed
) -> None:
    case_id = await a_case(clients)
    while await intake.words.step():
        pass

    async def cases_with(word: str) -> list[str]:
        items = (await clients.agent.get(f"/v1/cases?q={word}")).json()["items"]
        return [item["case_id"] for item in items]

    assert await cases_with("twice") == [case_id]
    await erase_eve(intake, pager)
    assert (await cases_with("twice"), await cases_with("labels")) == ([], [case_id])


async def test_an_open_case_goes_on_and_what_is_written_since_is_read(
    clients: IntakeClients, intake: Intake, pager: PagerFeed
) -> None:
    case_id = await a_case(clients)
    await erase_eve(intake, pager)

    await clients.agent.did(f"/v1/cases/{case_id}/comment", {"text": "It is mended."})

    assert "It is mended." in await texts_of(clients, case_id)
