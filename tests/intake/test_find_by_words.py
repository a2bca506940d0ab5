"""Cases are found by words that the asker may read, a moment after they were written."""

from typing import Any

import pytest

from events.event import Event
from intake.adapters.word_index import rebuild_words
from intake.bootstrap import Intake
from intake.projections.public_words import CHUNK, public_words
from intake.settings import SCHEMA
from tests.intake.intake_clients import Asker, IntakeClients
from tests.intake.sample_cases import ANSWERED, OPENED, QUESTION, TEXT


async def ids_of(intake: Intake, asker: Asker, words: str, more: str = "") -> list[str]:
    """The ids of the live cases that are found by these words, once the index has caught up."""
    while await intake.words.step():
        pass
    answer = await asker.get(f"/v1/cases?q={words}{more}")
    assert answer.status_code == 200, answer.text
    return [item["case_id"] for item in answer.json()["items"]]


async def did(clients: IntakeClients, case: Any, command: str, **body: object) -> None:
    await clients.agent.did(f"/v1/cases/{case['case_id']}/{command}", body)


async def test_a_case_is_found_by_its_subject_its_description_and_its_comments(
    clients: IntakeClients, intake: Intake
) -> None:
    await clients.customer()
    case = await clients.case(subject="Labels do not print", description="The Zebra is silent")
    await clients.case(subject="Another", description="thing")
    await did(clients, case, "comment", text="The cable was loose")
    await did(clients, case, "respond", text="We look at the spooler")

    for words in ("label", "zebra", "cable", "spooler", "printing+cable", "%22cable+was+loose%22"):
        assert await ids_of(intake, clients.agent, words) == [case["case_id"]], words
        assert await ids_of(intake, clients.contact(), words) == [case["case_id"]], words
    assert await ids_of(intake, clients.agent, "spooler+-zebra") == []
    assert await ids_of(intake, clients.agent, "hose") == []


async def test_words_and_other_filters_count_together(
    clients: IntakeClients, intake: Intake
) -> None:
    await clients.customer("acme")
    await clients.customer("bolt")
    case = await clients.case("acme")
    await clients.case("bolt")
    solved = await clients.case("acme")
    await did(clients, solved, "resolve", text="Restarted")

    assert await ids_of(intake, clients.agent, "labels", "&customer_id=acme") == [case["case_id"]]
    everywhere = await ids_of(intake, clients.agent, "restarted", "&status=resolved")
    assert everywhere == [solved["case_id"]]


@pytest.mark.parametrize(
    ("command", "body"),
    [
        ("note", {"text": "Their administrator is Eve Root"}),
        ("hand-over", {"to_engineer_id": "max", "summary": "Their administrator is Eve Root"}),
        ("escalate", {"level": 2, "reason": "Their administrator is Eve Root"}),
        ("change-priority", {"priority": "P2", "reason": "Their administrator is Eve Root"}),
    ],
)
async def test_nobody_finds_a_case_by_what_support_wrote_for_itself(
    clients: IntakeClients, intake: Intake, command: str, body: dict[str, object]
) -> None:
    """CP-11."""
    await clients.customer()
    case = await clients.case()
    await did(clients, case, command, **body)

    assert await ids_of(intake, clients.contact(), "administrator") == []
    assert await ids_of(intake, clients.contact(), "labels") == [case["case_id"]]
    assert await ids_of(intake, clients.agent, "administrator") == []


async def test_a_contact_finds_only_cases_that_it_may_know_of(
    clients: IntakeClients, intake: Intake
) -> None:
    """CP-8."""
    await clients.customer("acme")
    await clients.customer("bolt")
    anns, _others = await clients.case("acme"), await clients.case("bolt")
    stranger = clients.contact(user="nobody")

    assert await ids_of(intake, clients.contact(), "labels") == [anns["case_id"]]
    assert await ids_of(intake, clients.contact(user="bob"), "labels") == []
    assert await ids_of(intake, stranger, "labels") == []


@pytest.mark.parametrize("role", ["analyst", "service"])
async def test_who_reads_no_words_finds_nothing_by_them(clients: IntakeClients, role: Any) -> None:
    assert (await clients.role(role).get("/v1/cases?q=labels")).status_code == 403


@pytest.mark.parametrize("words", ["%26%26%21", "%28%28", "%22", "the", "-", "%3A%2A", "a" * 200])
async def test_whatever_is_typed_is_no_error(
    clients: IntakeClients, intake: Intake, words: str
) -> None:
    await clients.customer()
    await clients.case(subject="Labels", description="")

    assert await ids_of(intake, clients.agent, words) in ([], [words])


async def test_an_append_does_not_wait_for_the_index_and_the_index_is_filled_again_when_it_is_lost(
    clients: IntakeClients, intake: Intake
) -> None:
    await clients.customer()
    case = await clients.case()
    before = await clients.agent.get("/v1/cases?q=labels")
    assert before.json()["items"] == []

    assert await ids_of(intake, clients.agent, "labels") == [case["case_id"]]
    await rebuild_words(intake.pool, SCHEMA)
    assert (await clients.agent.get("/v1/cases?q=labels")).json()["items"] == []
    assert await ids_of(intake, clients.agent, "labels") == [case["case_id"]]
    assert await intake.words.step() == 0


@pytest.mark.parametrize(
    "word", ["w{:x}", "{:x}-{:x}-x", "http://a{:x}.com/b{:x}?c", "\u4e00{:x}\U00020000"]
)
async def test_very_long_texts_are_found_by_their_last_word(
    clients: IntakeClients, intake: Intake, word: str
) -> None:
    """A row of words holds a megabyte at most, so a case's words stand in several."""
    await clients.customer()
    words = " ".join(word.format(number, number) for number in range(12_000))
    text = words.encode()[:90_000].decode(errors="ignore")
    case = await clients.case(description=text)
    for _ in range(4):
        await did(clients, case, "comment", text=f"{text} zebra")

    assert await ids_of(intake, clients.agent, "zebra") == [case["case_id"]]
    assert await ids_of(intake, clients.agent, "labels") == [case["case_id"]]


def test_the_words_of_an_event_are_those_of_its_public_side() -> None:
    assert public_words(OPENED) == ["Down", "All of it"]
    assert public_words(ANSWERED) == public_words(QUESTION) == [TEXT.text]


def test_a_long_text_comes_in_pieces() -> None:
    long = "x" * CHUNK + "y"

    assert public_words(_commented(long)) == ["x" * CHUNK, "y"]


def _commented(text: str) -> Event:
    return ANSWERED.__class__(**{**_fields(ANSWERED), "personal": TEXT.__class__(text=text)})


def _fields(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in event.__struct_fields__}
