"""Story: a P1 nobody answers pages, escalates, is breached, pages again, and is in the review."""

from datetime import UTC, datetime, timedelta

from tests.stories.cast import CUSTOMER, enter, open_case, review
from tests.stories.world import world_at

THREE_AT_NIGHT = datetime(2026, 11, 14, 8, 0, tzinfo=UTC)


async def test_a_p1_nobody_answers_pages_escalates_and_is_in_the_review(dsn: str) -> None:
    async with world_at(THREE_AT_NIGHT, dsn) as world:
        await enter(world)
        case = await open_case(world, "P1")

        assert world.provider.reasons == ["p1-opened"]
        assert world.provider.shown[0]["engineer_id"] == "rivera"

        await world.pass_time(timedelta(minutes=16))
        assert [page["engineer_id"] for page in world.provider.shown] == ["rivera", "okafor"]

        await world.pass_time(timedelta(minutes=50))
        assert world.provider.reasons.count("deadline-breached") >= 1
        deadline = await world.deadline(case["case_id"])
        assert deadline["state"] == "breached"
        assert (
            deadline["breached_at"]
            == deadline["due_at"]
            == case["targets"]["first_response"]["due_at"]
        )

        drawn = await review(world, "2026-Q4")
        assert drawn["customer"]["customer_id"] == CUSTOMER
        assert [(each["number"], each["answered_at"]) for each in drawn["breaches"]] == [
            (case["number"], None)
        ]
        assert sorted(each["reason"] for each in drawn["pages"]) == [
            "deadline-breached",
            "p1-opened",
        ]
        assert max(each["steps"] for each in drawn["pages"]) == 4, (
            "after its end the chain begins anew"
        )


async def test_an_acknowledged_page_goes_no_further(dsn: str) -> None:
    async with world_at(THREE_AT_NIGHT, dsn) as world:
        await enter(world)
        await open_case(world, "P1")
        link = world.provider.shown[0]["acknowledge_url"].removeprefix("http://tocsin.test")

        shown = await world.ask("notifier", "GET", link)
        assert shown.status_code == 200
        (page,) = (await world.call("notifier", "GET", "/v1/pages"))["items"]
        assert page["status"] != "acknowledged", "a look at the link acknowledges nothing"

        await world.ask("notifier", "POST", link)
        await world.pass_time(timedelta(minutes=19))
        (case,) = (await world.call("intake", "GET", "/v1/cases", role="agent"))["items"]
        assert (case["engineer_id"], case["uncovered"]) == ("rivera", False)
        assert world.provider.reasons == ["p1-opened"]
