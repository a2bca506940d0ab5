"""Story: a P1 that nobody takes is flagged from its first minute, breaches its cover, pages when
its own page falls silent, and is told with its length (CP-26).
"""

from datetime import UTC, datetime, timedelta

import pytest

from tests.stories.cast import CONTACT, answer, enter, open_case, review
from tests.stories.world import Json, World, world_at

THREE_AT_NIGHT = datetime(2026, 11, 14, 8, 0, tzinfo=UTC)


async def uncovered(world: World) -> list[str]:
    """The numbers of the cases that the queue flags."""
    listed = await world.call("intake", "GET", "/v1/cases?uncovered=true", role="agent")
    return [case["number"] for case in listed["items"]]


async def open_pages(world: World) -> list[Json]:
    listed = await world.call("notifier", "GET", "/v1/pages")
    return [page for page in listed["items"] if page["status"] != "resolved"]


async def acknowledge(world: World, page: Json, who: str) -> None:
    path = f"/v1/pages/{page['page_id']}/acknowledge"
    await world.call("notifier", "POST", path, role="oncall", user_id=who)


async def explained(world: World, case_id: str) -> str:
    path = f"/v1/cases/{case_id}/deadlines/cover/explanation"
    answer = await world.call("sla_clock", "GET", path, role="agent")
    return str(answer["sentence"])


@pytest.mark.rule("CP-26")
async def test_a_p1_that_nobody_takes_is_flagged_breached_paged_and_told(dsn: str) -> None:
    async with world_at(THREE_AT_NIGHT, dsn) as world:
        await enter(world)
        case = await open_case(world, "P1")
        case_id = case["case_id"]
        assert await uncovered(world) == [case["number"]]
        assert (await world.cover(case_id))["state"] == "running"

        await world.pass_time(timedelta(minutes=16), step=timedelta(minutes=4))
        breached = await world.cover(case_id)
        assert (breached["state"], breached["breached_at"]) == ("breached", breached["due_at"])
        # Its own page rings still, and whoever answers that has the case.
        assert [page["reason"] for page in await open_pages(world)] == ["p1-opened"]

        await answer(world, case_id)
        (page,) = await open_pages(world)
        assert (page["reason"], page["status"]) == ("cover-breached", "raised")
        assert await uncovered(world) == [case["number"]]

        await acknowledge(world, page, "okafor")
        assert (await open_pages(world), await uncovered(world)) == ([], [])
        shown = await world.call("intake", "GET", f"/v1/cases/{case_id}", role="agent")
        assert (shown["engineer_id"], shown["uncovered"]) == ("okafor", False)
        late = await world.cover(case_id)
        assert late["answered_late_by_s"] == pytest.approx(60, abs=1)
        assert "no engineer had it by then. It had none for 1" in await explained(world, case_id)

        # Cover is no promise of an answer, and who of support has a case is not the customer's.
        drawn = await review(world, "2026-Q4")
        assert (drawn["breaches"], await seen_by_customer(world, case_id)) == (
            [],
            ["first_response"],
        )


async def seen_by_customer(world: World, case_id: str) -> list[str]:
    """The goals that the customer is told of, of the case and of all its cases."""
    path = f"/v1/cases/{case_id}/deadlines"
    of_case = await world.call("sla_clock", "GET", path, role="contact", **CONTACT)
    listed = await world.call(
        "sla_clock", "GET", "/v1/deadlines?state=all", role="contact", **CONTACT
    )
    refusal = await world.ask(
        "sla_clock", "GET", f"{path}/cover/explanation", role="contact", **CONTACT
    )
    assert refusal.status_code == 404
    return sorted({one["goal"] for one in [*of_case, *listed["items"]]})


async def test_the_warning_pages_whom_a_rule_names(dsn: str) -> None:
    async with world_at(THREE_AT_NIGHT, dsn) as world:
        await enter(world)
        rule = {
            "rule_id": "early",
            "rank": 2,
            "policy_id": "standard",
            "reasons": ["cover-warned"],
        }
        await world.call("notifier", "POST", "/v1/routing-rules", rule)
        case = await open_case(world, "P1")
        await answer(world, case["case_id"])
        await world.pass_time(timedelta(minutes=12), step=timedelta(minutes=4))
        assert [page["reason"] for page in await open_pages(world)] == ["cover-warned"]
