"""Story: the clock service is down while a P1 runs out: all is recorded, and one page comes."""

from datetime import UTC, datetime, timedelta

import msgspec

from events.catalogue.deadline_events import DeadlineWarned
from events.store.connection import make_pool
from tests.stories.cast import enter, open_case
from tests.stories.world import world_at

MONDAY = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WARNINGS = {
    "rule_id": "warnings",
    "rank": 1,
    "policy_id": "standard",
    "reasons": ["deadline-warned"],
    "priorities": ["P1"],
}

_WARNED = """
select data::text from sla_clock.es_event where type like 'sla-clock.deadline.warned%' order by seq
"""


async def warnings_of(dsn: str, case_id: str) -> list[tuple[float, float, float]]:
    """The part, when it was used up and when that was noticed, in minutes after the opening."""
    pool = await make_pool(dsn, application_name="test")
    try:
        rows = await pool.fetch(_WARNED)
    finally:
        await pool.close()
    events = [msgspec.json.decode(row["data"], type=DeadlineWarned) for row in rows]
    return [
        (one.fraction, _minute(one.warned_at), _minute(one.detected_at))
        for one in events
        if one.case_id == case_id and one.goal == "first_response"
    ]


def _minute(instant: datetime) -> float:
    return round((instant - MONDAY) / MINUTE)


async def test_what_was_missed_between_minute_40_and_70_of_a_p1_pages_once(dsn: str) -> None:
    async with world_at(MONDAY, dsn) as world:
        await enter(world)
        await world.call("notifier", "POST", "/v1/routing-rules", WARNINGS)
        case = await open_case(world, "P1", subject="down")
        await world.pass_time(40 * MINUTE)
        world.down.add("sla_clock")
        await world.pass_time(30 * MINUTE, step=5 * MINUTE)
        assert not {"deadline-warned", "deadline-breached"} & set(world.provider.reasons)

        world.down.clear()
        await world.run_until_idle()
        deadline = await world.deadline(case["case_id"])
        pages = (await world.call("notifier", "GET", "/v1/pages"))["items"]

    recorded = await warnings_of(dsn, case["case_id"])
    assert recorded == [(0.5, 30, 30), (0.75, 45, 70), (0.9, 54, 70)]
    assert deadline["state"] == "breached"
    assert round(deadline["late_by_s"]) == 600
    reasons = [page["reason"] for page in pages if page["reason"].startswith("deadline")]
    assert reasons == ["deadline-breached"]
