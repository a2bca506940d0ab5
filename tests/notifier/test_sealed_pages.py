"""What the notifier writes of people is sealed in its log and its topic, each by its own person's
key; pages say what they said before, and whoever needs the keys asks for them.
"""

from base64 import b64decode
from typing import Any

import pytest

from events.catalogue.page_events import PageRaised
from events.catalogue.registry import CATALOGUE
from events.catalogue.topics import TOPICS
from events.sealing.data_key import DataKey
from events.stored_event import StoredEvent, keys_in, recorded_of
from notifier.__main__ import main
from notifier.domain.page_message import lines_of
from notifier.settings import SCHEMA
from tests.notifier.night import Night, good
from tests.support.stored_words import where_sent, where_stored
from webapi.sealing_keys import PATH

SUBJECT = "Line 4 stands still"
WORDS = ("Noa Rivera", "hooks.example", SUBJECT, "the plant called", "only a rehearsal")


async def a_night_with_words(night: Night) -> None:
    """A P1 pages; somebody is called by hand, and a drill is held."""
    night.teller.opens("1")
    await night.run_due()
    async with night.client("oncall", "noa") as noa:
        (page,) = (await noa.get("/v1/pages")).json()["items"]
        good(await noa.post(f"/v1/pages/{page['page_id']}/acknowledge"))
        call = {"targets": ["chidi"], "case_id": "1", "text": "the plant called"}
        good(await noa.post("/v1/pages", json=call))
        good(await noa.post("/v1/drills", json={"note": "only a rehearsal"}))
    # Nobody answers the case: the page rings again, and says who had it.
    await night.pass_time(minutes=21)


async def rows(night: Night) -> list[StoredEvent]:
    store = night.notifier.store
    chains = [await store.read_chain(shard, 1, 10_000) for shard in range(store.shards)]
    return [event.stored for chain in chains for event in chain]


async def sealed_by(night: Night, name: str) -> list[str]:
    """Whose keys seal the events of that name, in the order of the log."""
    query = f"select key_id, owner from {SCHEMA}.es_sealing_key"
    owners = {row["key_id"]: row["owner"] for row in await night.notifier.pool.fetch(query)}
    ids_of_each = [keys_in([row], CATALOGUE) for row in await rows(night) if row.name == name]
    return sorted(owners[key] for ids in ids_of_each for key in ids)


async def test_no_name_no_address_and_no_word_is_in_the_log_or_the_topic(night: Night) -> None:
    await a_night_with_words(night)
    while await night.notifier.relay.step():
        pass

    stored = await where_stored(night.notifier.pool, SCHEMA, WORDS)
    assert [column for column in stored if column.startswith("es_event")] == []
    assert where_sent(night.broker, [TOPICS["notifier"]], WORDS) == []
    # They were there to be found: the tables that people read have them.
    assert {column.partition(":")[0] for column in stored} >= {"page.what", "engineer.definition"}


async def test_each_word_is_under_the_key_of_whoever_wrote_it(night: Night) -> None:
    await a_night_with_words(night)

    assert await sealed_by(night, "notifier.engineer.defined") == ["staff/chidi", "staff/noa"]
    assert await sealed_by(night, "notifier.page.raised") == [
        "staff/noa",
        "staff/noa",
        "user/lakeside/mei",
    ]
    # Its note names Noa, who had the page.
    assert await sealed_by(night, "notifier.page.rung-again") == ["staff/noa"]


async def test_a_page_by_hand_still_shows_the_cases_subject(night: Night) -> None:
    await a_night_with_words(night)

    by_hand = [m for _, m in night.provider.calls if m.facts.reason == "by-hand"]
    assert [(m.facts.what, m.facts.case_subject) for m in by_hand[:1]] == [
        ("Noa Rivera calls you: the plant called", SUBJECT)
    ]
    raised = [e.data for e in await night.notifier.store.opened(await rows(night))]
    own = [e.personal for e in raised if isinstance(e, PageRaised) and e.reason == "by-hand"]
    assert [text.case_subject for text in own] == [None]


async def test_a_page_of_a_case_whose_reporter_is_not_known_is_under_the_cases_key(
    night: Night,
) -> None:
    night.teller.breaches("7")
    await night.run_due()

    assert await sealed_by(night, "notifier.page.raised") == ["case/7"]
    assert "nobody answered" in "\n".join(lines_of(night.provider.calls[0][1]))


async def test_a_service_gets_the_keys_and_opens_what_it_needs(night: Night) -> None:
    await a_night_with_words(night)
    (defined,) = [row for row in await rows(night) if row.stream == "engineer-noa"]
    wanted = [*keys_in([defined], CATALOGUE), "never-was"]
    async with night.client("service") as service:
        answer = good(await service.post(PATH, json={"key_ids": wanted}))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json()["unknown"] == ["never-was"]
    (given,) = answer.json()["keys"]
    keys = {given["key_id"]: DataKey(given["key_id"], b64decode(given["key"]))}
    event: Any = recorded_of(defined, "notifier", CATALOGUE, keys).data
    assert event.personal.name == "Noa Rivera"


@pytest.mark.parametrize(
    ("key", "says"), [(None, "TOCSIN_SEALING_KEY is missing"), ("short", "needs 32 bytes")]
)
def test_the_notifier_does_not_start_without_a_good_sealing_key(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], key: str | None, says: str
) -> None:
    for name, value in {
        "DATABASE_URL": "postgresql://nowhere:1/x",
        "KAFKA_BOOTSTRAP_SERVERS": "nowhere:1",
        "JWT_SECRET": "a secret that is only good for tests",
        "LINK_SECRET": "a secret that is only good for tests",
        "SEALING_KEY": key,
    }.items():
        if value is None:
            monkeypatch.delenv(f"TOCSIN_{name}", raising=False)
        else:
            monkeypatch.setenv(f"TOCSIN_{name}", value)

    with pytest.raises(SystemExit) as stopped:
        main(["serve"])

    assert stopped.value.code == 2
    assert says in capsys.readouterr().err
