"""Whichever part of the system was down while deadlines passed, the verdicts are those of a day on
which nothing was down."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local_stack.broker_server import BrokerServer
from tests.faults.clock_world import ClockWorld
from tests.faults.ground import Ground
from tests.faults.until import until
from tests.stories.cast import answer, enter, open_case
from tests.stories.world import Json, World, world_at
from tests.support.event_stores import store_pool

MONDAY = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
HOPS = ["sla_clock", "intake", "notifier"]


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[BrokerServer]:
    """A broker of the test's own, in memory: what is stopped has forgotten everything."""
    with BrokerServer(tmp_path) as started:
        yield started


@pytest.mark.parametrize(
    "hop", ["sla_clock", *(pytest.param(hop, marks=pytest.mark.long) for hop in HOPS[1:])]
)
async def test_the_verdicts_do_not_depend_on_what_was_down(tocsin_dsn: str, hop: str) -> None:
    async with world_at(MONDAY, tocsin_dsn) as world:
        cases = await a_day(world, down=hop)
        deadlines = {name: await world.deadline(case["case_id"]) for name, case in cases.items()}

    assert {name: each["state"] for name, each in deadlines.items()} == {
        "in time": "met",
        "late": "breached",
        "never": "breached",
    }
    for name in ("late", "never"):
        assert deadlines[name]["breached_at"] == cases[name]["targets"]["first_response"]["due_at"]


async def test_a_notifier_that_was_down_pages_only_for_what_still_needs_it(tocsin_dsn: str) -> None:
    async with world_at(MONDAY, tocsin_dsn) as world:
        cases = await a_day(world, down="notifier")
        paged = {
            page["case_id"]
            for page in world.provider.shown
            if page["reason"] == "deadline-breached"
        }

    assert paged == {cases["never"]["case_id"]}


@pytest.mark.slow
async def test_a_broker_that_was_down_past_the_deadlines_and_has_forgotten_everything(
    ground: Ground, server: BrokerServer
) -> None:
    async with store_pool(ground.dsn) as pool:
        world = ClockWorld(pool, ground.broker(server.bootstrap_servers), ground.prefix)
        await world.start()
        for number in range(10):
            await world.open_case(f"case-{number}")
        await world.catch_up()
        server.stop()
        world.move(59)
        for number in range(0, 10, 2):
            await world.reply(f"case-{number}")
        world.move(60 * 24)
        server.start()
        await until(world.try_to_catch_up)

        assert await world.breaches() == await world.true_breaches()
        assert await world.breaches() == [f"case-{number}" for number in range(1, 10, 2)]
        await world.close()


async def a_day(world: World, down: str) -> dict[str, Json]:
    """Play a day with three P1s: one answered in time, one late, one never.

    `down` misses all of it, and comes back at the end.
    """
    await enter(world)
    world.down.add(down)
    cases = {
        name: await open_case(world, "P1", subject=name) for name in ("in time", "late", "never")
    }
    await world.pass_time(timedelta(minutes=30))
    await answer(world, cases["in time"]["case_id"])
    await world.pass_time(timedelta(hours=3), step=timedelta(minutes=30))
    await answer(world, cases["late"]["case_id"])
    await world.pass_time(timedelta(hours=20), step=timedelta(hours=4))
    world.down.clear()
    await world.run_until_idle()
    return cases
