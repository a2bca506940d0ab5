"""Story: the clock service was down for three days: the same breaches, marked late, and no false
one.
"""

from datetime import UTC, datetime, timedelta

from tests.stories.cast import answer, enter, open_case
from tests.stories.world import Json, World, world_at

MONDAY = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)


async def three_days(world: World) -> dict[str, Json]:
    """Three P1: one answered in time, one late, one never."""
    await enter(world)
    cases = {
        name: await open_case(world, "P1", subject=name) for name in ("in time", "late", "never")
    }
    await world.pass_time(timedelta(minutes=30))
    await answer(world, cases["in time"]["case_id"])
    await world.pass_time(timedelta(hours=3), step=timedelta(minutes=30))
    await answer(world, cases["late"]["case_id"])
    await world.pass_time(timedelta(days=3), step=timedelta(hours=6))
    return cases


async def test_the_clock_service_was_down_for_three_days(dsn: str) -> None:
    async with world_at(MONDAY, dsn) as world:
        world.down.add("sla_clock")
        cases = await three_days(world)
        assert "deadline-breached" not in world.provider.reasons

        world.down.clear()
        await world.run_until_idle()
        deadlines = {name: await world.deadline(case["case_id"]) for name, case in cases.items()}

    assert {name: each["state"] for name, each in deadlines.items()} == {
        "in time": "met",
        "late": "breached",
        "never": "breached",
    }
    for name in ("late", "never"):
        assert deadlines[name]["breached_at"] == cases[name]["targets"]["first_response"]["due_at"]
        assert deadlines[name]["late_by_s"] > timedelta(days=2).total_seconds()
    assert (
        round(deadlines["late"]["answered_late_by_s"])
        == timedelta(hours=2, minutes=30).total_seconds()
    )


async def test_nobody_is_paged_for_what_was_answered_while_the_clock_was_down(dsn: str) -> None:
    async with world_at(MONDAY, dsn) as world:
        world.down.add("sla_clock")
        cases = await three_days(world)
        world.down.clear()
        await world.run_until_idle()
        await world.pass_time(timedelta(seconds=1))
        paged = [
            page["case_id"]
            for page in world.provider.shown
            if page["reason"] == "deadline-breached"
        ]

    assert set(paged) == {cases["never"]["case_id"]}
