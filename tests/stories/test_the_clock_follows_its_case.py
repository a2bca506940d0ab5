"""What is done with a case over intake's API, and what the clock's API says of it (CP-23, CP-27,
CP-28).
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.stories.cast import answer, enter, open_case
from tests.stories.world import Json, World, world_at

DETROIT = ZoneInfo("America/Detroit")
MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=DETROIT)
SATURDAY_NIGHT = datetime(2026, 11, 14, 23, 30, tzinfo=DETROIT)
MINUTE = timedelta(minutes=1)


async def do(world: World, case: Json, command: str, body: Json = None) -> Json:
    """An engineer's command."""
    path = f"/v1/cases/{case['case_id']}/{command}"
    return await world.call("intake", "POST", path, body, role="agent", user_id="rivera")


async def change(world: World, case: Json, priority: str) -> None:
    await do(world, case, "change-priority", {"priority": priority, "reason": "Looked again"})


async def due(world: World, case: Json) -> datetime | None:
    """When the first response is due, in Detroit's time; None while the clock stands."""
    due_at = (await world.deadline(case["case_id"]))["due_at"]
    return due_at and datetime.fromisoformat(due_at).astimezone(DETROIT)


@pytest.mark.rule("CP-13", "CP-23", "CP-24")
async def test_a_p1_of_saturday_night_is_due_in_an_hour_and_a_p2_on_monday(dsn: str) -> None:
    async with world_at(SATURDAY_NIGHT, dsn) as world:
        await enter(world)
        p1, p2 = await open_case(world, "P1"), await open_case(world, "P2")
        assert await due(world, p1) == SATURDAY_NIGHT + 60 * MINUTE
        assert await due(world, p2) == datetime(2026, 11, 16, 12, 0, tzinfo=DETROIT)


@pytest.mark.rule("CP-27")
async def test_while_nobody_can_be_reached_about_a_p1_the_clock_is_excused(dsn: str) -> None:
    async with world_at(MONDAY, dsn) as world:
        await enter(world)
        case = await open_case(world, "P1")
        await world.pass_time(10 * MINUTE)
        await do(world, case, "mark-unreachable", {"reason": "Voicemail only"})
        await world.pass_time(90 * MINUTE, step=30 * MINUTE)
        assert await due(world, case) is None

        await do(world, case, "mark-reachable")
        deadline = await world.deadline(case["case_id"])
        assert (deadline["state"], deadline["excused_s"], deadline["paused_s"]) == (
            "running",
            5400,
            0,
        )
        assert await due(world, case) == MONDAY + 150 * MINUTE


@pytest.mark.rule("CP-27a")
async def test_lowered_by_a_mis_click_and_raised_again_a_p1_is_due_as_before(dsn: str) -> None:
    async with world_at(MONDAY, dsn) as world:
        await enter(world)
        case = await open_case(world, "P1")
        await world.pass_time(50 * MINUTE, step=25 * MINUTE)
        await change(world, case, "P2")
        assert await due(world, case) == datetime(2026, 11, 16, 22, 0, tzinfo=DETROIT)
        await world.pass_time(5 * MINUTE)
        await change(world, case, "P1")
        assert await due(world, case) == MONDAY + 60 * MINUTE


@pytest.mark.rule("CP-27a")
async def test_a_case_that_is_raised_has_the_new_target_from_then_on(dsn: str) -> None:
    async with world_at(MONDAY, dsn) as world:
        await enter(world)
        case = await open_case(world, "P3")
        await world.pass_time(30 * MINUTE, step=30 * MINUTE)
        await change(world, case, "P1")
        assert await due(world, case) == MONDAY + 90 * MINUTE


@pytest.mark.rule("CP-27a")
async def test_what_excused_a_p1_ends_with_the_lowering(dsn: str) -> None:
    async with world_at(MONDAY, dsn) as world:
        await enter(world)
        case = await open_case(world, "P1")
        await do(world, case, "mark-unreachable", {"reason": "Voicemail only"})
        await world.pass_time(20 * MINUTE, step=20 * MINUTE)
        await change(world, case, "P2")
        deadline = await world.deadline(case["case_id"])
        assert (deadline["state"], deadline["excused_s"]) == ("running", 1200)


@pytest.mark.rule("CP-27b")
async def test_an_answer_at_the_very_instant_of_the_deadline_is_in_time(dsn: str) -> None:
    async with world_at(MONDAY, dsn) as world:
        await enter(world)
        case = await open_case(world, "P1")
        await world.pass_time(59 * MINUTE, step=59 * MINUTE)
        world.clock.move_to(MONDAY + 60 * MINUTE)
        await answer(world, case["case_id"])
        deadline = await world.deadline(case["case_id"])
        assert (deadline["state"], deadline["met_at"]) == ("met", deadline["due_at"])


@pytest.mark.rule("CP-27b")
async def test_a_question_at_the_very_instant_of_the_deadline_has_begun_a_wait(dsn: str) -> None:
    async with world_at(MONDAY, dsn) as world:
        await enter(world)
        case = await open_case(world, "P1")
        await world.pass_time(59 * MINUTE, step=59 * MINUTE)
        world.clock.move_to(MONDAY + 60 * MINUTE)
        await do(world, case, "request-information", {"text": "Which line?"})
        await world.pass_time(30 * MINUTE, step=30 * MINUTE)
        assert (await world.deadline(case["case_id"]))["state"] == "paused"
        # It is due where the wait ends, not where it began.
        await do(world, case, "provide-information", {"text": "Line 3"})
        await world.pass_time(5 * MINUTE)
        breached_at = (await world.deadline(case["case_id"]))["breached_at"]
        assert datetime.fromisoformat(breached_at) == MONDAY + 90 * MINUTE


@pytest.mark.rule("CP-18")
async def test_the_clock_of_an_excluded_case_ends_and_goes_on_as_if_it_had_run(dsn: str) -> None:
    async with world_at(MONDAY, dsn) as world:
        await enter(world)
        case = await open_case(world, "P2")
        was_due = await due(world, case)
        await do(world, case, "exclude", {"reason": "unsupported-version"})
        assert (await world.deadline(case["case_id"]))["state"] == "cancelled"
        await world.pass_time(60 * MINUTE, step=60 * MINUTE)
        await do(world, case, "include", {"reason": "It is the new version"})
        assert (await world.deadline(case["case_id"]))["state"] == "running"
        assert await due(world, case) == was_due


@pytest.mark.rule("CP-28")
async def test_only_an_answer_meets_the_target(dsn: str) -> None:
    async with world_at(MONDAY, dsn) as world:
        await enter(world)
        case = await open_case(world, "P2")
        for command, body in (
            ("comment", {"text": "We have your case."}),
            ("assign", {"engineer_id": "rivera"}),
            ("note", {"text": "Known since Friday"}),
            ("escalate", {"level": 2, "reason": "Hard"}),
            ("request-information", {"text": "Which line?"}),
            ("provide-information", {"text": "Line 3"}),
        ):
            await do(world, case, command, body)
            assert (await world.deadline(case["case_id"]))["met_at"] is None, command
        await answer(world, case["case_id"])
        assert (await world.deadline(case["case_id"]))["state"] == "met"
