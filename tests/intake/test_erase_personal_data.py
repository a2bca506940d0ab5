"""A person is erased over REST: nothing of name, address and words is left at intake, while ids,
counts and times stay and an open case goes on; a restore repeats it."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from events.catalogue.customer_events import PersonalDataErased
from events.clock import MovableClock, SystemClock
from events.event import Meta, NewEvent
from events.operations.erasures_file import (
    BadErasuresFile,
    begin_erasure,
    end_erasure,
    unfinished_erasures,
)
from events.store.event_store import Append
from intake import bootstrap
from intake.adapters.erasures_file import read_erased_users
from intake.adapters.repeat_erasures import repeat_erasures
from intake.bootstrap import Intake
from intake.projections.erased_people import ErasedPeople
from intake.settings import IntakeSettings
from tests.intake.conftest import MONDAY
from tests.intake.intake_clients import IntakeClients
from tests.support.stored_words import where_stored

PATH = "/v1/customers/acme/users/ann/personal-data"
WHY = {"reason": "person-asked"}
WORDS = ("ann@acme.example", "Labels", "morning", "It is still so")


async def erased(clients: IntakeClients, **headers: str) -> Any:
    answer = await clients.admin.ask("DELETE", PATH, WHY, **headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def anns_case(clients: IntakeClients) -> str:
    """A case that ann logged and wrote in, and support, too; found by words, answers kept."""
    await clients.customer()
    made = await clients.contact().post(
        "/v1/cases",
        {
            "customer_id": "acme",
            "reporter_id": "ann",
            "priority": "P3",
            "subject": "Labels do not print",
            "description": "Since this morning.",
        },
        Idempotency_Key="anns-own",
    )
    assert made.status_code == 201, made.text
    case_id = str(made.json()["case_id"])
    await clients.contact().did(f"/v1/cases/{case_id}/comment", {"text": "It is still so."})
    await clients.agent.did(f"/v1/cases/{case_id}/request-information", {"text": "Which printer?"})
    return case_id


async def cleared(intake: Intake) -> None:
    """Let the index follow the log, and what is to be cleared be cleared."""
    while await intake.words.step():
        pass
    while await intake.clearing.step():
        pass


async def cases_with(clients: IntakeClients, word: str) -> list[str]:
    answer = await clients.agent.get(f"/v1/cases?q={word}")
    return [item["case_id"] for item in answer.json()["items"]]


async def everything_stored(intake: Intake) -> str:
    """All that is in intake's tables, as text."""
    tables = await intake.pool.fetch(
        "select table_name from information_schema.tables "
        "where table_schema = 'intake' and table_type = 'BASE TABLE'"
    )
    texts = []
    for (table,) in tables:
        rows = await intake.pool.fetch(f"select * from intake.{table}")
        texts += [str(tuple(row)) for row in rows]
    return "\n".join(texts)


async def test_nothing_of_the_person_is_left_and_the_rest_stays(
    clients: IntakeClients, intake: Intake
) -> None:
    case_id = await anns_case(clients)
    await cleared(intake)
    assert await cases_with(clients, "labels") == [case_id]
    assert "Labels" in await everything_stored(intake)

    await erased(clients)
    await cleared(intake)

    stored = await everything_stored(intake)
    assert [word for word in WORDS if word in stored] == []
    case = (await clients.agent.get(f"/v1/cases/{case_id}")).json()
    assert (case["subject"], case["description"]) == ("erased", "erased")
    assert (case["reporter_id"], case["status"]) == ("ann", "waiting-on-customer")
    customer = (await clients.admin.get("/v1/customers/acme")).text
    assert "ann@acme.example" not in customer
    assert "bob@acme.example" in customer
    assert await cases_with(clients, "labels") == []
    assert await cases_with(clients, "printer") == [case_id]


async def test_history_and_feed_say_erased_where_the_person_wrote(
    clients: IntakeClients,
) -> None:
    case_id = await anns_case(clients)
    await erased(clients)
    for path in (f"/v1/cases/{case_id}/events", "/v1/events"):
        text = (await clients.agent.get(path)).text
        assert [word for word in WORDS if word in text] == []
        assert "Which printer?" in text
        assert '"text":"erased"' in text


async def test_an_open_case_of_an_erased_person_goes_on(clients: IntakeClients) -> None:
    case_id = await anns_case(clients)
    await erased(clients)
    path = f"/v1/cases/{case_id}"
    await clients.agent.did(f"{path}/respond", {"text": "We found it."})
    await clients.contact().did(f"{path}/comment", {"text": "Thanks."})
    await clients.agent.did(f"{path}/resolve", {"text": "Done."})
    history = (await clients.agent.get(f"{path}/events")).text
    for words in ("We found it.", "Thanks.", "Done."):
        assert words in history


async def test_an_erasure_that_is_read_again_leaves_what_was_written_since(
    clients: IntakeClients, intake: Intake
) -> None:
    case_id = await anns_case(clients)
    await erased(clients)
    await clients.contact().did(f"/v1/cases/{case_id}/comment", {"text": "Thanks."})

    events = await intake.store.read_stream("customer-acme", "acme")
    async with intake.pool.acquire() as tx, tx.transaction():
        await ErasedPeople("intake")(tx, events)
    intake.keys.forget("user/acme/ann")

    history = (await clients.agent.get(f"/v1/cases/{case_id}/events")).text
    assert ("Thanks." in history, "Labels" in history) == (True, False)


async def test_a_repeated_request_erases_once_and_old_answers_are_gone(
    clients: IntakeClients, intake: Intake
) -> None:
    await anns_case(clients)
    first = await erased(clients, Idempotency_Key="forget-ann")
    events = await clients.events()
    await cleared(intake)
    assert await erased(clients, Idempotency_Key="forget-ann") == first
    assert await clients.events() == events
    again = await clients.contact().post(
        "/v1/cases",
        {
            "customer_id": "acme",
            "reporter_id": "ann",
            "priority": "P3",
            "subject": "Labels do not print",
            "description": "Since this morning.",
        },
        Idempotency_Key="anns-own",
    )
    assert again.status_code == 409


async def test_other_services_are_told_that_the_key_is_erased(
    clients: IntakeClients, intake: Intake
) -> None:
    await anns_case(clients)
    query = "select key_id from intake.es_sealing_key where owner = 'user/acme/ann'"
    key_id = await intake.pool.fetchval(query)
    await erased(clients)
    answer = await clients.role("service").post("/v1/sealing-keys", {"key_ids": [key_id]})
    assert answer.json() == {"keys": [], "erased": [key_id], "unknown": []}


@pytest.mark.parametrize(
    ("role", "status"), [("agent", 403), ("oncall", 403), ("service", 403), ("analyst", 403)]
)
async def test_only_those_who_keep_account_of_a_customer_erase(
    clients: IntakeClients, role: Any, status: int
) -> None:
    await clients.customer()
    answer = await clients.role(role).ask("DELETE", PATH, WHY)
    assert answer.status_code == status


async def test_reasons_are_codes_and_an_unknown_user_is_told(clients: IntakeClients) -> None:
    await clients.customer()
    assert (await clients.admin.ask("DELETE", PATH, {"reason": "she asked"})).status_code == 422
    nobody = await clients.admin.ask("DELETE", PATH.replace("ann", "nobody"), WHY)
    assert (nobody.status_code, nobody.json()["code"]) == (404, "unknown-user")


@pytest.fixture
def erasures(tmp_path: Path) -> Path:
    return tmp_path / "erasures.jsonl"


async def test_a_restore_is_followed_by_the_erasures_that_it_took_back(
    settings: IntakeSettings, intake: Intake, clients: IntakeClients, erasures: Path
) -> None:
    case_id = await anns_case(clients)
    backup = await intake.pool.fetch("select * from intake.es_sealing_key")
    keeping = await bootstrap.build(
        settings.model_copy(update={"erasures_file": erasures}),
        clock=SystemClock(),
        store_clock=MovableClock(MONDAY.replace(year=2027)),
        broker=None,  # type: ignore[arg-type]  # nothing is sent
    )
    noting = IntakeClients(_client(keeping), settings, keeping.store)
    await erased(noting)
    _check_note(erasures)

    # As if the table came back from a backup that was made before.
    for row in backup:
        await keeping.pool.execute(
            "update intake.es_sealing_key set wrapped = $2, wrapped_by = $3, erased_at = null "
            "where key_id = $1",
            row["key_id"], row["wrapped"], row["wrapped_by"],
        )  # fmt: skip
    keeping.keys.forget("user/acme/ann")
    assert "Labels" in (await noting.agent.get(f"/v1/cases/{case_id}")).text

    read = read_erased_users(erasures)
    assert await repeat_erasures(keeping.pool, "intake", keeping.store, read) == 1
    assert await repeat_erasures(keeping.pool, "intake", keeping.store, read) == 0
    keeping.keys.forget("user/acme/ann")
    assert "Labels" not in (await noting.agent.get(f"/v1/cases/{case_id}")).text
    await keeping.close()


def _check_note(erasures: Path) -> None:
    assert erasures.stat().st_mode & 0o777 == 0o600
    noted = json.loads(erasures.read_text())["begun"]
    assert (noted["customer_id"], noted["user_id"]) == ("acme", "ann")
    assert "ann@" not in erasures.read_text()


def _client(built: Intake) -> Any:
    transport = httpx.ASGITransport(app=built.app)
    return httpx.AsyncClient(transport=transport, base_url="http://intake")


def test_a_line_that_was_cut_short_spoils_no_other(erasures: Path) -> None:
    event = PersonalDataErased(
        customer_id="acme", user_id="ann", reason="person-asked", erased_by="kim", erased_at=MONDAY
    )
    end_erasure(erasures, event)
    whole = erasures.read_text()
    erasures.write_text(whole + '{"customer_id": "ac')
    end_erasure(erasures, event)

    assert erasures.read_text().splitlines()[::2] == [whole.strip()] * 2
    with pytest.raises(BadErasuresFile, match="line 2"):
        read_erased_users(erasures)


def test_a_file_that_is_no_list_of_erasures_is_refused_with_its_line(erasures: Path) -> None:
    erasures.write_text('{"customer_id": "acme"}\n')
    with pytest.raises(BadErasuresFile, match="line 1"):
        read_erased_users(erasures)


async def keeping_a_list(settings: IntakeSettings, erasures: Path) -> Intake:
    """Intake that keeps the list, on the same database, as after a restart."""
    return await bootstrap.build(
        settings.model_copy(update={"erasures_file": erasures}),
        clock=SystemClock(),
        store_clock=MovableClock(MONDAY.replace(year=2027)),
        broker=None,  # type: ignore[arg-type]  # nothing is sent
    )


async def readable(intake: Intake, case_id: str) -> bool:
    """Whether ann's words are, for whoever remembers no key."""
    intake.keys.forget("user/acme/ann")
    events = await intake.store.read_stream(f"case-{case_id}", case_id)
    return "Labels" in str(events[0].data)


async def test_an_erasure_is_begun_in_the_list_before_its_commit_and_ended_after_it(
    settings: IntakeSettings, clients: IntakeClients, erasures: Path
) -> None:
    await anns_case(clients)
    keeping = await keeping_a_list(settings, erasures)
    await erased(IntakeClients(_client(keeping), settings, keeping.store))
    (begun,) = unfinished_erasures(erasures, PersonalDataErased)
    assert keeping.erasures is not None
    assert [await keeping.erasures.step() for _ in range(2)] == [1, 0]
    assert unfinished_erasures(erasures, PersonalDataErased) == []
    assert read_erased_users(erasures) == [begun]
    await keeping.close()


async def test_an_erasure_that_its_database_lost_before_the_commit_is_carried_out(
    settings: IntakeSettings, clients: IntakeClients, erasures: Path
) -> None:
    """Intake died in between: it was asked for, and nobody refused it."""
    case_id = await anns_case(clients)
    before = await clients.events()
    begun = PersonalDataErased(
        customer_id="acme",
        user_id="ann",
        reason="person-asked",
        erased_by="kim",
        erased_at=SystemClock().now(),
    )
    begin_erasure(erasures, begun)
    keeping = await keeping_a_list(settings, erasures)
    assert await readable(keeping, case_id)
    assert keeping.erasures is not None
    while await keeping.erasures.step():
        pass
    assert not await readable(keeping, case_id)
    assert await clients.events() == before + 1
    assert unfinished_erasures(erasures, PersonalDataErased) == []
    await keeping.close()


async def test_an_erasure_that_was_committed_before_intake_died_is_not_repeated(
    settings: IntakeSettings, clients: IntakeClients, erasures: Path
) -> None:
    case_id = await anns_case(clients)
    keeping = await keeping_a_list(settings, erasures)
    await erased(IntakeClients(_client(keeping), settings, keeping.store))
    await keeping.close()
    await clients.contact().did(f"/v1/cases/{case_id}/comment", {"text": "Thanks."})
    before = await clients.events()

    again = await keeping_a_list(settings, erasures)
    assert again.erasures is not None
    assert await again.erasures.step() == 1
    assert await clients.events() == before
    history = (await clients.agent.get(f"/v1/cases/{case_id}/events")).text
    assert "Thanks." in history
    await again.close()


async def test_an_erasure_under_way_is_waited_for_and_not_taken_for_one_that_failed(
    settings: IntakeSettings, clients: IntakeClients, erasures: Path
) -> None:
    await anns_case(clients)
    keeping = await keeping_a_list(settings, erasures)
    assert keeping.erasures is not None
    before = await clients.events()
    event = PersonalDataErased(
        customer_id="acme", user_id="ann", reason="person-asked", erased_by="kim", erased_at=MONDAY
    )
    new = NewEvent(data=event, event_id=uuid4(), occurred_at=MONDAY, meta=Meta(correlation_id="c"))
    append = Append(stream="customer-acme", routing_key="acme", expected_version=None, events=[new])
    async with keeping.store.transaction() as tx:
        await keeping.store.append_in(tx, [append])
        looking = asyncio.ensure_future(keeping.erasures.step())
        async with asyncio.timeout(30):
            while not await keeping.pool.fetchval(_SOMEBODY_WAITS):
                pass
        assert not looking.done()
    assert await looking == 1
    assert await clients.events() == before + 1
    await keeping.close()


_SOMEBODY_WAITS = """
select exists (select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock')
"""


async def test_what_another_instance_answers_by_a_key_that_it_remembers_is_cleared_too(
    clients: IntakeClients, intake: Intake, settings: IntakeSettings, store_clock: MovableClock
) -> None:
    case_id = await anns_case(clients)
    other = await bootstrap.build(
        settings,
        clock=SystemClock(),
        store_clock=store_clock,
        broker=None,  # type: ignore[arg-type]  # nothing is sent
    )
    elsewhere = IntakeClients(_client(other), settings, other.store)
    assert "Labels" in (await elsewhere.agent.get(f"/v1/cases/{case_id}")).text
    await erased(clients)
    await cleared(intake)
    store_clock.move(timedelta(seconds=30))
    path, body = f"/v1/cases/{case_id}/respond", {"text": "We look at it."}
    answer = await elsewhere.agent.post(path, body, Idempotency_Key="eves")
    assert "Labels" in answer.text, "it remembers the key"
    assert await where_stored(intake.pool, "intake", ["Labels"]) != []

    await intake.pool.execute("update intake.erased_person set again_at = clock_timestamp()")
    await cleared(intake)
    assert await where_stored(intake.pool, "intake", WORDS) == []
    assert await intake.pool.fetchval("select count(*) from intake.erased_person") == 0
    repeated = await clients.agent.post(path, body, Idempotency_Key="eves")
    assert (repeated.status_code, repeated.json()["code"]) == (409, "idempotency-key-expired")
    await other.close()
