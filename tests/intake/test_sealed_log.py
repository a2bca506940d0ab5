"""What people write over REST is sealed in intake's log, each by its own person's key, and read
again by whoever may; other services get the keys, and nobody else does."""

from base64 import b64decode
from typing import Any

import pytest

from events.catalogue.registry import CATALOGUE
from events.sealing.data_key import DataKey
from events.stored_event import StoredEvent, keys_in, recorded_of
from intake.__main__ import main
from intake.bootstrap import Intake
from tests.intake.intake_clients import IntakeClients

WORDS = {
    "ann@acme.example", "Labels", "morning", "Which printer", "All of them", "ghost", "+1 555",
    "the plane was late", "Cara Caller", "Her words",
}  # fmt: skip


async def rows(intake: Intake) -> list[StoredEvent]:
    chains = [await intake.store.read_chain(n, 1, 10_000) for n in range(intake.store.shards)]
    return [event.stored for chain in chains for event in chain]


async def owners(intake: Intake) -> set[str]:
    query = "select owner from intake.es_sealing_key where erased_at is null"
    return {row["owner"] for row in await intake.pool.fetch(query)}


async def a_case_with_words(clients: IntakeClients) -> Any:
    """Open a P1 that ann reports, about which several people write."""
    await clients.customer()
    case = await clients.case()
    path = f"/v1/cases/{case['case_id']}"
    await clients.agent.did(f"{path}/request-information", {"text": "Which printer?"})
    await clients.contact().did(f"{path}/comment", {"text": "All of them."})
    await clients.agent.did(f"{path}/note", {"text": "I think it is a ghost."})
    late = {
        "text": "Restart it.",
        "reason": "the plane was late",
        "responded_at": case["opened_at"],
    }
    await clients.agent.did(f"{path}/respond", late)
    return case


async def test_nothing_that_a_person_wrote_is_in_the_log_as_it_is(
    clients: IntakeClients, intake: Intake
) -> None:
    case = await a_case_with_words(clients)
    log = "".join(row.data + row.meta for row in await rows(intake))
    assert [word for word in WORDS if word in log] == []
    assert case["number"] in log


async def test_everybody_reads_what_they_read_before(clients: IntakeClients) -> None:
    case = await a_case_with_words(clients)
    path = f"/v1/cases/{case['case_id']}"
    read = (await clients.agent.get(path)).json()
    assert (read["subject"], read["description"]) == ("Labels do not print", "Since this morning.")
    history = (await clients.agent.get(f"{path}/events")).text
    feed = (await clients.agent.get("/v1/events")).text
    for words in ("All of them.", "I think it is a ghost.", "the plane was late"):
        assert words in history
        assert words in feed
    customer = (await clients.admin.get("/v1/customers/acme")).text
    assert "ann@acme.example" in customer


async def test_each_persons_words_are_under_that_persons_key(
    clients: IntakeClients, intake: Intake
) -> None:
    await a_case_with_words(clients)
    assert {"user/acme/ann", "user/acme/bob"} <= await owners(intake)
    assert len([owner for owner in await owners(intake) if owner.startswith("staff/")]) >= 1
    sealed = {row.name: row for row in await rows(intake) if keys_in([row], CATALOGUE)}
    by_id = {
        row["key_id"]: row["owner"]
        for row in await intake.pool.fetch("select key_id, owner from intake.es_sealing_key")
    }

    def owner_of(name: str) -> str:
        (key_id,) = keys_in([sealed[name]], CATALOGUE)
        return str(by_id[key_id])

    assert owner_of("intake.case.opened") == "user/acme/ann"
    assert owner_of("intake.case.commented") == "user/acme/ann"
    assert owner_of("intake.case.noted").startswith("staff/")


async def test_a_caller_and_who_can_be_reached_are_under_the_users_key(
    clients: IntakeClients, intake: Intake
) -> None:
    await clients.customer()
    first = await clients.case(priority="P1")
    await clients.case(
        priority="P1",
        channel="phone",
        same_as=first["case_id"],
        reporter_id="cara",
        subject="Her words",
        caller={"name": "Cara Caller", "email": "cara@acme.example"},
    )
    await clients.contact().did(
        f"/v1/cases/{first['case_id']}/reach", {"name": "Ann", "phone": "+1 555", "user_id": "ann"}
    )
    log = "".join(row.data for row in await rows(intake))
    assert [word for word in WORDS if word in log] == []
    assert "user/acme/cara" in await owners(intake)


async def test_a_service_gets_the_keys_of_sealed_events_and_opens_them(
    clients: IntakeClients, intake: Intake
) -> None:
    await a_case_with_words(clients)
    (opened,) = [row for row in await rows(intake) if row.name == "intake.case.opened"]
    wanted = [*keys_in([opened], CATALOGUE), "never-was"]
    answer = await clients.role("service").post("/v1/sealing-keys", {"key_ids": wanted})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json()["unknown"] == ["never-was"]
    (given,) = answer.json()["keys"]
    keys = {given["key_id"]: DataKey(given["key_id"], b64decode(given["key"]))}
    event = recorded_of(opened, "intake", CATALOGUE, keys)
    assert event.data.personal.subject == "Labels do not print"  # type: ignore[attr-defined]  # a case's


@pytest.mark.parametrize("role", ["admin", "agent", "tam", "analyst", "oncall"])
async def test_no_person_gets_keys(clients: IntakeClients, role: Any) -> None:
    answer = await clients.role(role).post("/v1/sealing-keys", {"key_ids": ["k"]})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "body", [{"key_ids": []}, {"key_ids": ["a/b"]}, {}, {"key_ids": ["k"] * 501}]
)
async def test_a_question_for_no_keys_or_too_many_is_refused(
    clients: IntakeClients, body: object
) -> None:
    answer = await clients.role("service").post("/v1/sealing-keys", body)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("key", "says"), [(None, "TOCSIN_SEALING_KEY is missing"), ("short", "needs 32 bytes")]
)
def test_intake_does_not_start_without_a_good_sealing_key(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    key: str | None,
    says: str,
) -> None:
    for name, value in {
        "DATABASE_URL": "postgresql://nowhere:1/x",
        "KAFKA_BOOTSTRAP_SERVERS": "nowhere:1",
        "JWT_SECRET": "a secret that is only good for tests",
    }.items():
        monkeypatch.setenv(f"TOCSIN_{name}", value)
    monkeypatch.delenv("TOCSIN_SEALING_KEY")
    if key:
        monkeypatch.setenv("TOCSIN_SEALING_KEY", key)
    with pytest.raises(SystemExit) as stopped:
        main(["serve"])
    assert stopped.value.code == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert says in lines[0]
