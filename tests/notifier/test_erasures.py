"""Whoever is erased is erased at the notifier, too: an engineer over REST, a customer's user when
intake says so. Nothing of name, address and words is left in any table; pages still go.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from events.catalogue import case_events as case
from events.catalogue.customer_events import PersonalDataErased
from events.operations.erasures_file import BadErasuresFile
from notifier.adapters.repeat_erasures import read_erased_engineers, repeat_erasures
from notifier.adapters.watch_cases import WatchedCases
from notifier.domain.page_on_call import page_for_opened_p1
from notifier.settings import SCHEMA
from tests.notifier.night import Night, good, night, opened
from tests.support.stored_words import where_stored

SUBJECT = "Line 4 stands still"
WHY = {"reason": "person-asked"}
NOAS = ("Noa Rivera", "hooks.example/noa", "the plant called", "only a rehearsal")
MEIS = (SUBJECT, "Mei Lin", "+1 555 0100")


async def erase(quiet: Night, engineer_id: str = "noa", **headers: str) -> Any:
    path = f"/v1/engineers/{engineer_id}/personal-data"
    async with quiet.client() as admin:
        answer = await admin.request("DELETE", path, json=WHY, headers=headers)
    return good(answer).json()


def erases_mei(quiet: Night, user_id: str = "mei") -> None:
    """Intake erases a user of Lakeside Health."""
    now = quiet.clock.now()
    event = PersonalDataErased(
        customer_id="lakeside", user_id=user_id, reason="person-asked", erased_by="kim",
        erased_at=now,
    )  # fmt: skip
    quiet.teller.tell("intake", "customer-lakeside", "lakeside", event)


async def cleared(quiet: Night) -> None:
    await quiet.run_due()
    while await quiet.notifier.clearing.step():
        pass


async def left(quiet: Night, words: Sequence[str]) -> list[str]:
    return await where_stored(quiet.notifier.pool, SCHEMA, words)


async def p1(quiet: Night, case_id: str = "1") -> None:
    quiet.teller.opens(case_id)
    reach = case.ReachText(name="Mei Lin", phone="+1 555 0100")
    named = case.ReachNamed(
        case_id=case_id, user_id="mei", named_at=quiet.clock.now(), personal=reach
    )
    quiet.teller.about_case(case_id, named)
    await quiet.run_due()


async def noa_writes(quiet: Night) -> None:
    """Noa takes a page that rings again, calls Chidi by hand, and holds a drill."""
    async with quiet.client("oncall", "noa") as noa:
        (page,) = (await noa.get("/v1/pages")).json()["items"]
        good(await noa.post(f"/v1/pages/{page['page_id']}/acknowledge"))
        call = {"targets": ["chidi"], "case_id": "1", "text": "the plant called"}
        good(await noa.post("/v1/pages", json=call))
        good(await noa.post("/v1/drills", json={"note": "only a rehearsal"}))
    await quiet.pass_time(minutes=21)


async def test_nothing_of_an_erased_engineer_is_left(night: Night) -> None:
    await p1(night)
    await noa_writes(night)
    assert {one.partition(": ")[2] for one in await left(night, NOAS)} == set(NOAS)

    await erase(night)
    await cleared(night)

    assert await left(night, NOAS) == []
    assert await left(night, ("Chidi Okafor", "hooks.example/chidi", SUBJECT)) != []


async def test_a_page_goes_on_where_an_erased_engineer_is_on_call(night: Night) -> None:
    await erase(night)
    await cleared(night)

    await p1(night)

    assert night.provider.addresses == ["https://hooks.example/chidi"]
    (page,) = await night.pages()
    assert [(move.what, move.reason) for move in page.history][:2] == [
        ("raised", "p1-opened"),
        ("step-skipped", "no-contact-method"),
    ]


async def test_schedules_show_the_id_and_the_engineer_can_be_defined_again(night: Night) -> None:
    await erase(night)
    async with night.client() as admin:
        (shift,) = good(await admin.get("/v1/on-call")).json()["items"]
        assert (shift["engineer_id"], shift["name"]) == ("noa", "noa")
        engineer = good(await admin.get("/v1/engineers/noa")).json()
        assert (engineer["name"], engineer["contact_methods"]) == ("erased", [])

        again = {"name": "Noa R.", "contact_methods": []}
        good(await admin.put("/v1/engineers/noa", json=again))
        (shift,) = good(await admin.get("/v1/on-call")).json()["items"]
        assert shift["name"] == "Noa R."


async def test_answers_that_were_kept_are_gone_and_the_erasures_own_stays(night: Night) -> None:
    body = {"engineer_id": "eva", "name": "Eva Stone", "contact_methods": []}
    async with night.client() as admin:
        key = {"Idempotency-Key": "define-eva"}
        good(await admin.post("/v1/engineers", json=body, headers=key))
        first = await erase(night, "eva", **{"Idempotency-Key": "forget-eva"})
        await cleared(night)

        assert await left(night, ["Eva Stone"]) == []
        repeated = await admin.post("/v1/engineers", json=body, headers=key)
    assert (repeated.status_code, repeated.json()["code"]) == (409, "idempotency-key-expired")
    assert await erase(night, "eva", **{"Idempotency-Key": "forget-eva"}) == first


async def test_notes_and_calls_of_before_the_log_was_sealed_are_cleared_by_the_name(
    night: Night,
) -> None:
    await p1(night)
    async with night.client("oncall", "chidi") as chidi:
        good(await chidi.post("/v1/pages", json={"targets": ["chidi"], "text": "come"}))
    # As old events had them: under nobody's key.
    await night.notifier.pool.execute(
        "update notifier.page set what = 'Noa Rivera calls you: her words' where reason = 'by-hand'"
    )
    await night.notifier.pool.execute(
        "update notifier.page set note = 'acknowledged 20 minutes ago by Noa Rivera'"
    )

    await erase(night)
    await cleared(night)

    assert await left(night, ("Noa Rivera", "her words")) == []


async def test_an_unknown_engineer_and_a_reason_in_words_are_refused(night: Night) -> None:
    async with night.client() as admin:
        path = "/v1/engineers/nobody/personal-data"
        nobody = await admin.request("DELETE", path, json=WHY)
        words = await admin.request(
            "DELETE", "/v1/engineers/noa/personal-data", json={"reason": "she asked"}
        )
    assert (nobody.status_code, nobody.json()["code"]) == (404, "not-found")
    assert words.status_code == 422


async def test_nothing_of_a_customers_user_is_left_once_intake_erased_it(night: Night) -> None:
    await p1(night)
    await noa_writes(night)
    assert {one.partition(": ")[2] for one in await left(night, MEIS)} == set(MEIS)

    erases_mei(night)
    await cleared(night)

    assert await left(night, MEIS) == []
    texts = {page.facts.reason: page.facts for page in await night.pages()}
    assert (texts["p1-opened"].what, texts["p1-opened"].case_subject) == ("erased", "erased")
    assert texts["by-hand"].what == "Noa Rivera calls you: the plant called"


async def test_a_page_still_goes_for_an_open_case_of_an_erased_user(night: Night) -> None:
    await p1(night)
    erases_mei(night)
    await cleared(night)
    calls = len(night.provider.calls)

    night.teller.breaches("1")
    await night.run_due()

    _, message = night.provider.calls[calls]
    assert (message.facts.reason, message.facts.number) == ("deadline-breached", "CS-1")
    assert (message.facts.case_subject, message.facts.reach) == ("erased", None)


async def test_what_the_user_writes_afterwards_stays_also_when_the_erasure_is_read_again(
    night: Night,
) -> None:
    await p1(night)
    erases_mei(night)
    await cleared(night)
    await night.pass_time(minutes=1)
    await p1(night, "2")
    erased_at = "(select min(opened_at) from notifier.watched_case)"
    await night.notifier.pool.execute(
        f"update notifier.erased_person set again_at = null, erased_at = {erased_at}"
    )
    await cleared(night)

    pages = {page.facts.case_id: page.facts for page in await night.pages()}
    assert (pages["1"].case_subject, pages["2"].case_subject) == ("erased", SUBJECT)
    assert (pages["1"].reach, pages["2"].reach) == (None, "Mei Lin: +1 555 0100")


async def test_a_copy_that_was_made_meanwhile_goes_when_no_key_is_remembered_any_more(
    night: Night,
) -> None:
    await p1(night)
    erases_mei(night)
    await cleared(night)
    await night.notifier.pool.execute("update notifier.page set case_subject = $1", SUBJECT)
    assert await night.notifier.clearing.step() == 0

    await night.notifier.pool.execute("update notifier.erased_person set again_at = now()")
    assert await night.notifier.clearing.step() == 1

    assert await left(night, MEIS) == []
    assert await night.notifier.pool.fetchval("select count(*) from notifier.erased_person") == 0


async def test_a_page_that_waits_to_ring_loses_the_words(night: Night) -> None:
    recorded = night.teller.opens("1")
    erases_mei(night)
    await night.run_due()
    held = page_for_opened_p1(recorded, opened("1", night.clock.now()))
    held = replace(held, what=f"{SUBJECT}; likely about the same trouble as CS-9")
    async with night.notifier.store.transaction() as tx:
        await WatchedCases(SCHEMA).keep_waiting(tx, "elsewhere", 0, [held])

    assert await night.notifier.clearing.step() == 1

    async with night.notifier.store.transaction() as tx:
        (waiting,) = await WatchedCases(SCHEMA).waiting(tx, "elsewhere", 0)
    assert waiting == replace(
        held, what="erased; likely about the same trouble as CS-9", case_subject="erased"
    )


async def test_words_of_others_stay(night: Night) -> None:
    await p1(night)
    erases_mei(night, "somebody-else")
    await cleared(night)

    assert {one.partition(": ")[2] for one in await left(night, MEIS)} == set(MEIS)


@pytest.fixture
def erasures(tmp_path: Path) -> Path:
    return tmp_path / "erasures.jsonl"


async def test_a_restore_is_followed_by_the_erasures_that_it_took_back(
    notifier_dsn: str, erasures: Path
) -> None:
    async with night(notifier_dsn, erasures_file=erasures) as noting:
        await noting.define_on_call()
        pool, store = noting.notifier.pool, noting.notifier.store
        # Keys are made by the real time, which is later than that night.
        await pool.execute("update notifier.es_sealing_key set created_at = '2026-01-01'")
        backup = await pool.fetch("select * from notifier.es_sealing_key")
        await erase(noting)
        assert [one.engineer_id for one in read_erased_engineers(erasures)] == ["noa"]

        # As if the table came back from a backup that was made before.
        for row in backup:
            await pool.execute(
                "update notifier.es_sealing_key set wrapped = $2, wrapped_by = $3, "
                "erased_at = null where key_id = $1",
                row["key_id"], row["wrapped"], row["wrapped_by"],
            )  # fmt: skip
        read = read_erased_engineers(erasures)
        assert await repeat_erasures(pool, SCHEMA, store, read) == 1
        assert await repeat_erasures(pool, SCHEMA, store, read) == 0
        query = "select owner from notifier.es_sealing_key where erased_at is not null"
        assert [row["owner"] for row in await pool.fetch(query)] == ["staff/noa"]


def test_a_file_that_is_no_list_of_erased_engineers_is_refused_with_its_line(
    erasures: Path,
) -> None:
    erasures.write_text('{"customer_id": "acme"}\n')
    with pytest.raises(BadErasuresFile, match="line 1"):
        read_erased_engineers(erasures)


async def test_a_page_of_before_it_was_known_who_reported_its_case_is_closed_for_good(
    night: Night,
) -> None:
    night.teller.breaches("1")
    await night.run_due()
    await p1(night)
    assert "case/1" in await dropped(night, erased=False)

    erases_mei(night)
    await cleared(night)

    assert await dropped(night, erased=True) == {"case/1", "user/lakeside/mei"}


async def dropped(quiet: Night, *, erased: bool) -> set[str]:
    """Whose keys there are that were dropped, or were not."""
    query = "select owner from notifier.es_sealing_key where (erased_at is not null) = $1"
    return {row["owner"] for row in await quiet.notifier.pool.fetch(query, erased)}
