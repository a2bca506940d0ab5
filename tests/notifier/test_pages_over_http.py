"""Pages and drills over REST."""

import httpx
import pytest

from tests.notifier.night import Night, good
from tests.support.outsider import let_in


async def p1(night: Night) -> str:
    night.teller.opens("1")
    await night.run_due()
    (page,) = await night.pages()
    return page.facts.page_id


async def test_a_page_shows_every_attempt(night: Night) -> None:
    page_id = await p1(night)
    async with night.client("agent") as agent:
        page = good(await agent.get(f"/v1/pages/{page_id}")).json()

    (attempt,) = page["attempts"]
    assert (page["status"], page["reason"], page["case_id"], page["priority"]) == (
        "raised",
        "p1-opened",
        "1",
        "P1",
    )
    assert (attempt["engineer_id"], attempt["channel"], attempt["outcome"]) == (
        "noa",
        "webhook",
        "sent",
    )
    assert (attempt["late_by_s"], attempt["provider_id"], attempt["sent_at"]) == (
        0.0,
        "provider-0",
        "2026-11-16T22:00:00Z",
    )


async def test_who_acknowledges_has_it_and_who_comes_second_is_told(night: Night) -> None:
    page_id = await p1(night)
    async with night.client("oncall", "noa") as noa, night.client("oncall", "chidi") as chidi:
        first = good(await noa.post(f"/v1/pages/{page_id}/acknowledge"))
        second = await chidi.post(f"/v1/pages/{page_id}/acknowledge")

        assert (first.json()["status"], first.json()["acknowledged_by"]) == ("acknowledged", "noa")
        assert (second.status_code, second.json()["code"], second.json()["acknowledged_by"]) == (
            409,
            "already-acknowledged",
            "noa",
        )
        page = good(await noa.get(f"/v1/pages/{page_id}")).json()
        assert page["attempts"][0]["answered_at"] == page["acknowledged_at"]


async def test_a_person_sends_a_page_on(night: Night) -> None:
    page_id = await p1(night)
    async with night.client("oncall", "noa") as noa:
        good(await noa.post(f"/v1/pages/{page_id}/escalate"))
        await night.run_due()
        assert night.provider.addresses[-1] == "https://hooks.example/chidi"
        anew = good(await noa.post(f"/v1/pages/{page_id}/escalate")).json()
        await night.run_due()

    assert (anew["status"], anew["step"]) == ("raised", 0)
    assert night.provider.addresses[-1] == "https://hooks.example/noa"


async def test_a_page_resolved_by_hand_is_over(night: Night) -> None:
    page_id = await p1(night)
    async with night.client("oncall", "noa") as noa:
        good(await noa.post(f"/v1/pages/{page_id}/resolve"))
        again = await noa.post(f"/v1/pages/{page_id}/resolve")
        listed = good(await noa.get("/v1/pages?status=resolved&case_id=1")).json()["items"]

    assert (again.status_code, again.json()["code"]) == (409, "page-is-over")
    assert [page["resolved_reason"] for page in listed] == ["by-hand"]


async def test_pages_are_listed_by_the_engineer_who_was_called_and_by_nothing_unknown(
    night: Night,
) -> None:
    await p1(night)
    async with night.client("oncall", "noa") as noa:
        mine = good(await noa.get("/v1/pages?engineer_id=noa")).json()["items"]
        chidis = good(await noa.get("/v1/pages?engineer_id=chidi")).json()["items"]
        unknown = await noa.get("/v1/pages?enginer_id=noa")

    assert ([page["case_id"] for page in mine], chidis) == (["1"], [])
    assert unknown.status_code == 422


async def test_pages_are_listed_the_newest_first_in_pages(night: Night) -> None:
    for case_id in ("a", "b", "c"):
        night.teller.opens(case_id)
        await night.pass_time(seconds=1)
    async with night.client("agent") as agent:
        first = good(await agent.get("/v1/pages?limit=2")).json()
        second = good(
            await agent.get("/v1/pages", params={"limit": 2, "cursor": first["next"]})
        ).json()

    assert [page["case_id"] for page in [*first["items"], *second["items"]]] == ["c", "b", "a"]


@pytest.mark.parametrize("verb", ["acknowledge", "escalate", "resolve"])
async def test_what_is_not_there_is_not_found(night: Night, verb: str) -> None:
    async with night.client("oncall") as noa:
        assert (await noa.post(f"/v1/pages/nothing/{verb}")).status_code == 404
        assert (await noa.get("/v1/pages/nothing")).status_code == 404


async def test_a_drill_goes_through_the_whole_chain_and_says_everywhere_that_it_is_one(
    night: Night,
) -> None:
    async with night.client("oncall", "noa") as noa:
        drill = good(await noa.post("/v1/drills", json={})).json()
        await night.run_due()
        await night.pass_time(seconds=180)
        await night.pass_time(seconds=180)

        page = good(await noa.get(f"/v1/pages/{drill['page_id']}")).json()
        good(await noa.post(f"/v1/pages/{drill['page_id']}/resolve"))
        over = good(await noa.get(f"/v1/pages/{drill['page_id']}")).json()

    assert (page["drill"], page["reason"], page["title"][:5], len(page["attempts"])) == (
        True,
        "drill",
        "DRILL",
        3,
    )
    assert all(message.facts.drill for _, message in night.provider.calls)
    assert over["resolved_reason"] == "drill-over"


async def test_a_drill_asked_for_twice_under_one_key_is_one_drill(night: Night) -> None:
    async with night.client("oncall", "noa") as noa:
        drills = [
            good(await noa.post("/v1/drills", json={}, headers={"Idempotency-Key": "d"}))
            for _ in range(2)
        ]

    assert drills[0].json() == drills[1].json()
    assert len(await night.pages()) == 1


async def test_a_drill_that_no_rule_sends_anywhere_is_refused(nobody_defined: Night) -> None:
    async with nobody_defined.client() as admin:
        answer: httpx.Response = await admin.post("/v1/drills", json={})

    assert (answer.status_code, answer.json()["code"]) == (409, "nobody-to-page")


async def test_an_outsider_gets_nothing(nobody_defined: Night) -> None:
    links = frozenset({("GET", "/a/{signed}"), ("POST", "/a/{signed}")})

    assert await let_in(nobody_defined.notifier.app, nobody_defined.settings, links) == []


async def test_pages_are_counted(night: Night) -> None:
    await p1(night)
    async with night.client() as admin:
        metrics = (await admin.get("/metrics")).text

    assert 'tocsin_pages_total{reason="p1-opened"} 1.0' in metrics
    assert 'tocsin_page_attempts_total{outcome="sent"} 1.0' in metrics
