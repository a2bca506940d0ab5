"""Story: a P1 is acknowledged and forgotten, answered and left alone, resolved and reopened: each
time somebody is rung (CP-26).
"""

from datetime import UTC, datetime, timedelta

from tests.stories.cast import answer, enter, open_case
from tests.stories.world import Json, World, world_at

THREE_AT_NIGHT = datetime(2026, 11, 14, 8, 0, tzinfo=UTC)


async def acknowledge(world: World) -> None:
    """Rivera takes the page that is open."""
    (page,) = await open_pages(world)
    path = f"/v1/pages/{page['page_id']}/acknowledge"
    await world.call("notifier", "POST", path, role="oncall", user_id="rivera")


async def open_pages(world: World) -> list[Json]:
    listed = await world.call("notifier", "GET", "/v1/pages")
    return [page for page in listed["items"] if page["status"] != "resolved"]


async def test_a_p1_that_was_acknowledged_and_forgotten_rings_again(dsn: str) -> None:
    async with world_at(THREE_AT_NIGHT, dsn) as world:
        await enter(world)
        await open_case(world, "P1")
        await acknowledge(world)

        await world.pass_time(timedelta(minutes=25))

        assert world.provider.reasons == ["p1-opened", "p1-opened"]
        assert world.provider.shown[-1]["note"].endswith(
            "ago by rivera, and there is still no answer"
        )


async def test_an_answered_p1_that_was_left_alone_rings_and_says_what_it_is_about(dsn: str) -> None:
    async with world_at(THREE_AT_NIGHT, dsn) as world:
        await enter(world)
        case = await open_case(world, "P1", subject="The line stands")
        await acknowledge(world)
        await answer(world, case["case_id"])

        await world.pass_time(timedelta(hours=2, minutes=1), step=timedelta(minutes=60, seconds=30))

        assert world.provider.reasons[-1] == "p1-idle"
        assert world.provider.shown[-1]["subject"] == "The line stands"


async def test_a_p1_that_is_reopened_at_night_wakes_somebody_and_starts_no_second_target(
    dsn: str,
) -> None:
    async with world_at(THREE_AT_NIGHT, dsn) as world:
        await enter(world)
        case = await open_case(world, "P1", subject="The line stands")
        await answer(world, case["case_id"])
        await act(world, case, "resolve", {"text": "It runs again."})
        await world.pass_time(timedelta(hours=8), step=timedelta(hours=4))

        await act(world, case, "reopen", {"text": "It stands again."})
        await world.pass_time(timedelta(seconds=1))

        assert world.provider.reasons == ["p1-opened", "p1-opened"]
        first, again = world.provider.shown
        assert (again["subject"], again["due_at"]) == ("The line stands", None)
        assert again["page_id"] != first["page_id"]
        assert (await world.deadline(case["case_id"]))["state"] == "met"


async def act(world: World, case: Json, command: str, body: Json) -> None:
    await world.call("intake", "POST", f"/v1/cases/{case['case_id']}/{command}", body, role="agent")
