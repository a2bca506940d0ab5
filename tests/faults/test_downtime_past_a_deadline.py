"""However long the clock service was down or behind, the breaches are those of the log: none false,
none lost, none twice."""

import random
from collections.abc import AsyncIterator

import pytest

from events.broker.kafka_broker import KafkaBroker
from tests.faults.clock_world import ClockWorld
from tests.support.event_stores import store_pool


@pytest.fixture
async def world(dsn: str, bootstrap_servers: str, topic_prefix: str) -> AsyncIterator[ClockWorld]:
    """A world at noon, on a real database and a real broker."""
    async with store_pool(dsn) as pool:
        made = ClockWorld(pool, KafkaBroker(bootstrap_servers, grouped=False), topic_prefix)
        await made.start()
        yield made
        await made.close()


async def test_down_for_three_days_past_the_deadlines(world: ClockWorld) -> None:
    for number in range(20):
        await world.open_case(f"case-{number:02}")
    await world.catch_up()
    await world.stop_clock_service()
    world.move(59)
    for number in range(0, 20, 2):
        await world.reply(f"case-{number:02}")
    for _ in range(72):
        world.move(60)
        await world.send()
        await world.publish_watermarks()
    for number in range(1, 20, 4):
        await world.reply(f"case-{number:02}")

    await world.catch_up()

    assert await world.breaches() == [f"case-{number:02}" for number in range(1, 20, 2)]
    assert await world.true_breaches() == await world.breaches()


async def test_a_reply_that_the_relay_has_not_sent_yet_is_no_breach(world: ClockWorld) -> None:
    await world.open_case("case-1")
    await world.catch_up()
    world.move(59)
    await world.reply("case-1")
    world.move(2)
    await world.publish_watermarks()
    for _ in range(20):
        await world.step_clock_service()
    assert await world.breaches() == []

    await world.catch_up()

    assert await world.breaches() == []


async def test_a_reply_recorded_at_the_very_instant_is_in_time(world: ClockWorld) -> None:
    await world.open_case("case-1")
    world.move(60)
    await world.reply("case-1")
    world.move(60)

    await world.catch_up()

    assert await world.breaches() == []


async def test_a_breach_is_said_while_nothing_else_happens(world: ClockWorld) -> None:
    await world.open_case("case-1")
    await world.catch_up()
    world.move(59.99)
    await world.catch_up()
    assert await world.breaches() == []

    world.move(0.01)
    await world.catch_up()

    assert await world.breaches() == ["case-1"]


@pytest.mark.parametrize("story", range(4))
async def test_any_story_ends_with_the_breaches_of_its_log(
    world: ClockWorld, seed: int, story: int
) -> None:
    assert await tell_any_story(world, random.Random(seed + story)) > 0


async def tell_any_story(world: ClockWorld, chance: random.Random) -> int:
    """Return the trap: every part runs, stops and lags at random while time passes; returns how
    many breaches there were."""
    cases = [f"case-{number:02}" for number in range(30)]
    unopened = list(cases)
    for _ in range(150):
        match chance.choice(
            ["open", "open", "reply", "move", "send", "promise", "step", "step", "stop"]
        ):
            case "open" if unopened:
                await world.open_case(unopened.pop())
            case "reply":
                await world.reply(chance.choice(cases))
            case "move":
                world.move(chance.choice([0.001, 1, 15, 45]))
            case "send":
                await world.send()
            case "promise":
                await world.publish_watermarks()
            case "step":
                await world.step_clock_service()
            case "stop" if chance.random() < 0.5:
                await world.stop_clock_service()
            case _:
                pass
    # However the dice fell, one case is left alone for longer than it was promised.
    await world.open_case("case-left-alone")
    world.move(61)
    await world.catch_up()

    breaches = await world.breaches()
    assert breaches == await world.true_breaches()
    return len(breaches)
