"""Story: a reply that is still unread in Kafka when the deadline passes is no breach."""

from datetime import UTC, datetime, timedelta

from events.catalogue.topics import TOPICS, WATERMARKS
from tests.stories.cast import answer, enter, open_case
from tests.stories.world import world_at

MONDAY = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)


async def test_a_reply_that_is_still_unread_in_kafka_when_the_deadline_passes_is_no_breach(
    dsn: str,
) -> None:
    async with world_at(MONDAY, dsn) as world:
        await enter(world)
        case = await open_case(world, "P1")
        await world.pass_time(timedelta(minutes=50))

        world.broker.hold(TOPICS["intake"])
        await answer(world, case["case_id"])
        await world.pass_time(timedelta(minutes=30))
        held = await world.deadline(case["case_id"])
        assert held["state"] == "running", "time has come, the reply has not: the clock waits"
        assert "deadline-breached" not in world.provider.reasons

        world.broker.release(TOPICS["intake"])
        await world.run_until_idle()
        deadline = await world.deadline(case["case_id"])
        assert deadline["state"] == "met"
        assert deadline["breached_at"] is None


async def test_without_watermarks_deadlines_are_held_and_not_guessed(dsn: str) -> None:
    async with world_at(MONDAY, dsn) as world:
        await enter(world)
        case = await open_case(world, "P1")

        world.broker.hold(WATERMARKS["intake"])
        await world.pass_time(timedelta(hours=3))
        assert (await world.deadline(case["case_id"]))["state"] == "running"

        world.broker.release(WATERMARKS["intake"])
        await world.run_until_idle()
        deadline = await world.deadline(case["case_id"])
        assert deadline["state"] == "breached"
        assert deadline["late_by_s"] == timedelta(hours=2).total_seconds()
