"""What people wrote is sealed in the clock's log and topic, each by its author's key; whoever is
erased is erased here, too, and every time and verdict stays.
"""

from base64 import b64decode
from typing import Any
from uuid import uuid5

import pytest

from events.catalogue.case_events import CaseResponded, ContactReachable, ContactUnreachable
from events.catalogue.customer_events import PersonalDataErased
from events.catalogue.on_call_events import EngineerPersonalDataErased
from events.catalogue.registry import CATALOGUE
from events.catalogue.topics import TOPICS
from events.event import Meta, Recorded
from events.sealing.data_key import DataKey
from events.sharding import shard_of
from events.stored_event import StoredEvent, keys_in, recorded_of
from sla_clock.__main__ import main
from sla_clock.domain import accept_claim, breach_deadline, meet_deadline, pause_deadline
from sla_clock.domain.accept_claim import AcceptClaim
from sla_clock.domain.breach_deadline import BreachDeadline
from sla_clock.domain.deadline import Deadline
from sla_clock.domain.erase_words import EraseWords, erase_words
from sla_clock.domain.meet_deadline import MeetDeadline
from sla_clock.domain.pause_deadline import PauseDeadline
from sla_clock.domain.resume_deadline import ResumeDeadline
from sla_clock.domain.resume_deadline import decide as resume
from sla_clock.settings import SCHEMA
from tests.sla_clock.clockwork import SHARDS, Clockwork
from tests.sla_clock.promises import IDS, TERMS, TEXT, after, at, hours, opened, promise, started
from tests.support.sent_records import to_outgoing
from tests.support.stored_words import where_sent, where_stored
from webapi.identity import make_token
from webapi.sealing_keys import PATH

OPENED, GONE, BACK = at("2026-11-16 10:00"), at("2026-11-16 10:10"), at("2026-11-16 10:20")
GIVEN, RECORDED = at("2026-11-16 10:50"), at("2026-11-16 12:00")
KIMS = ("her voicemail is full", "told by telephone")
ROSAS = ("the telephone log shows it",)


@pytest.fixture
async def judged(clock: Clockwork) -> Clockwork:
    """A P1 that stood excused, was breached, and whose breach was withdrawn: kim wrote why she
    could reach nobody and why she told late of her answer, rosa why that was accepted.
    """
    await clock.tell(opened("c1", OPENED, "P1", terms=TERMS), "c1", OPENED)
    gone = ContactUnreachable(case_id="c1", recorded_by="kim", unreachable_at=GONE, reason=KIMS[0])
    await clock.tell(gone, "c1", GONE)
    back = ContactReachable(case_id="c1", recorded_by="kim", reachable_at=BACK)
    await clock.tell(back, "c1", BACK)
    await clock.until(at("2026-11-16 11:30"))
    answer = CaseResponded(
        case_id="c1",
        responder_id="kim",
        responded_at=GIVEN,
        first=True,
        late_reason=KIMS[1],
        personal=TEXT,
    )
    await clock.tell(answer, "c1", RECORDED)
    await clock.catch_up()
    claim = (await explained(clock))["deadline"]["claims"][0]["claim_id"]
    bearer = {"Authorization": f"Bearer {make_token(clock.settings, 'tam', user_id='rosa')}"}
    path = f"/v1/cases/c1/deadlines/first_response/claims/{claim}/accept"
    accepted = await clock.client.post(
        path, json={"reason": ROSAS[0]}, headers={**bearer, "Idempotency-Key": "accept-kims"}
    )
    assert accepted.is_success, accepted.text
    return clock


async def explained(clock: Clockwork) -> dict[str, Any]:
    """The deadline and its explanation, as an engineer reads them."""
    (deadline,) = (await clock.get("/v1/cases/c1/deadlines")).json()
    why = (await clock.get("/v1/cases/c1/deadlines/first_response/explanation")).json()
    return {"deadline": deadline, "why": why}


async def erase_engineer(clock: Clockwork, engineer_id: str = "kim") -> None:
    """The notifier erases an engineer."""
    clock.time.move(hours(1))
    now = clock.time.now()
    event = EngineerPersonalDataErased(
        engineer_id=engineer_id, erased_by="office", reason="person-asked", erased_at=now
    )
    recorded = Recorded(
        source="notifier",
        shard=shard_of(engineer_id, SHARDS),
        seq=1,
        stream=f"engineer-{engineer_id}",
        version=1,
        key=engineer_id,
        event_id=uuid5(IDS, engineer_id),
        data=event,
        meta=Meta(correlation_id="erasure"),
        occurred_at=now,
        recorded_at=now,
    )
    await clock.send(TOPICS["notifier"], [to_outgoing(recorded, CATALOGUE)])
    await cleared(clock)


async def cleared(clock: Clockwork) -> None:
    await clock.catch_up()
    while await clock.built.clearing.step():
        pass


async def rows(clock: Clockwork) -> list[StoredEvent]:
    store = clock.built.store
    chains = [await store.read_chain(shard, 1, 10_000) for shard in range(SHARDS)]
    return [event.stored for chain in chains for event in chain]


async def test_no_reason_is_in_the_log_or_the_topic(judged: Clockwork) -> None:
    while await judged.built.relay.step():
        pass

    stored = await where_stored(judged.built.pool, SCHEMA, (*KIMS, *ROSAS))
    assert [column for column in stored if column.startswith("es_event")] == []
    # They were there to be found: people read them in the rows.
    assert {column.partition(": ")[2] for column in stored} == {*KIMS, *ROSAS}
    assert where_sent(judged.broker, [TOPICS["sla-clock"]], (*KIMS, *ROSAS), SHARDS) == []


async def test_each_reason_is_under_its_authors_key(judged: Clockwork) -> None:
    query = "select key_id, owner from sla_clock.es_sealing_key"
    owners = {row["key_id"]: row["owner"] for row in await judged.built.pool.fetch(query)}
    sealed_by = {
        row.name: owners[key] for row in await rows(judged) for key in keys_in([row], CATALOGUE)
    }
    assert sealed_by == {
        "sla-clock.deadline.paused": "staff/kim",
        "sla-clock.deadline.answered-late": "staff/kim",
        "sla-clock.deadline.breach-withdrawn": "staff/rosa",
    }


async def test_an_erased_engineers_reasons_are_gone_and_every_time_stays(
    judged: Clockwork,
) -> None:
    before = await explained(judged)
    assert KIMS[1] in before["why"]["sentence"]

    await erase_engineer(judged)

    assert await where_stored(judged.built.pool, SCHEMA, KIMS) == []
    assert await where_stored(judged.built.pool, SCHEMA, ROSAS) != []
    after_it = await explained(judged)
    assert (
        "kim claims that it was given Mon 16 Nov 2026 10:50 EST: erased."
        in (after_it["why"]["sentence"])
    )
    (stretch,) = after_it["why"]["stretches"]
    assert (stretch["reason"], stretch["recorded_by"]) == ("erased", "kim")
    texts = {"late_reason", "claims"}
    assert {name: value for name, value in after_it["deadline"].items() if name not in texts} == {
        name: value for name, value in before["deadline"].items() if name not in texts
    }
    events = [one.data for one in await judged.events_of("c1")]
    assert "erased" in str(events)
    assert not any(word in str(events) for word in KIMS)


async def test_a_reason_of_before_authors_were_kept_goes_with_the_first_erasure(
    judged: Clockwork,
) -> None:
    await judged.built.pool.execute(
        "update sla_clock.deadline set state_data = "
        """replace(state_data::text, ',"late_reason_by":"kim"', '')::json"""
    )
    await erase_engineer(judged, "noa")

    (deadline,) = (await judged.get("/v1/cases/c1/deadlines")).json()
    assert deadline["late_reason"] == "erased"
    assert deadline["claims"][0]["reason"] == KIMS[1]


async def test_a_customers_user_whom_intake_erased_is_cleared_at_that_customer_only(
    judged: Clockwork,
) -> None:
    for customer_id, gone in (("lakeside", False), ("acme", True)):
        judged.time.move(hours(1))
        event = PersonalDataErased(
            customer_id=customer_id,
            user_id="kim",
            erased_by="office",
            reason="person-asked",
            erased_at=judged.time.now(),
        )
        await judged.tell(event, f"customer-{customer_id}")
        await cleared(judged)
        stored = await where_stored(judged.built.pool, SCHEMA, KIMS)
        assert ([column for column in stored if column.startswith("deadline")] == []) is gone


async def test_a_service_gets_the_keys_and_opens_a_late_reason(judged: Clockwork) -> None:
    (late,) = [row for row in await rows(judged) if row.name.endswith("answered-late")]
    wanted = [*keys_in([late], CATALOGUE), "never-was"]
    answer = await judged.post(PATH, {"key_ids": wanted}, "service")
    assert (answer.status_code, answer.json()["unknown"]) == (200, ["never-was"])
    (given,) = answer.json()["keys"]
    keys = {given["key_id"]: DataKey(given["key_id"], b64decode(given["key"]))}
    event: Any = recorded_of(late, "sla-clock", CATALOGUE, keys).data
    assert event.late_reason == KIMS[1]


def test_the_clock_does_not_start_without_a_sealing_key(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {
        "DATABASE_URL": "postgresql://nowhere:1/x",
        "KAFKA_BOOTSTRAP_SERVERS": "nowhere:1",
        "JWT_SECRET": "a secret that is only good for tests",
    }.items():
        monkeypatch.setenv(f"TOCSIN_{name}", value)
    monkeypatch.delenv("TOCSIN_SEALING_KEY", raising=False)

    with pytest.raises(SystemExit) as stopped:
        main(["serve"])

    assert stopped.value.code == 2
    assert "TOCSIN_SEALING_KEY is missing" in capsys.readouterr().err


def withdrawn() -> Deadline:
    """The same in memory."""
    deadline = started(OPENED, "P1", under=promise("gold", TERMS))
    excused = PauseDeadline(kind="excused", at=GONE, reason=KIMS[0], recorded_by="kim")
    deadline = after(deadline, [*pause_deadline.decide(excused, deadline)])
    deadline = after(deadline, [*resume(ResumeDeadline(kind="excused", at=BACK), deadline)])
    breach = BreachDeadline(detected_at=at("2026-11-16 11:10"))
    deadline = after(deadline, [*breach_deadline.decide(breach, deadline)])
    answer = MeetDeadline(
        answered_at=GIVEN,
        recorded_at=RECORDED,
        late_reason=KIMS[1],
        claim_id="claim-1",
        claimed_by="kim",
    )
    deadline = after(deadline, [*meet_deadline.decide(answer, deadline)])
    acceptance = AcceptClaim(
        claim_id="claim-1",
        accepted_by="rosa",
        known_as=frozenset({"rosa"}),
        never_answers=True,
        reason=ROSAS[0],
        at=RECORDED + hours(1),
    )
    return after(deadline, [*accept_claim.decide(acceptance, deadline)])


@pytest.mark.parametrize(
    ("person_id", "until", "left"),
    [
        ("kim", RECORDED, {*ROSAS}),
        ("kim", BACK, {KIMS[1], *ROSAS}),
        ("rosa", RECORDED + hours(1), {*KIMS}),
        ("rosa", RECORDED, {*KIMS, *ROSAS}),
        ("noa", RECORDED + hours(9), {*KIMS, *ROSAS}),
    ],
)
def test_only_what_the_person_wrote_until_then_is_taken_out(
    person_id: str, until: Any, left: set[str]
) -> None:
    deadline = withdrawn()
    erased = erase_words(deadline, EraseWords(person_id=person_id, until=until))
    assert {word for word in (*KIMS, *ROSAS) if word in str(erased)} == left
    assert (erased.state, erased.due_at, erased.version) == (
        deadline.state,
        deadline.due_at,
        deadline.version,
    )


def test_a_deadline_without_words_stays_as_it_is() -> None:
    deadline = started(OPENED, "P1", under=promise("gold", TERMS))
    theirs = EraseWords(person_id="kim", until=RECORDED)
    assert erase_words(deadline, theirs) == deadline
