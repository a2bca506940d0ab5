"""Story: a P1 was answered and resolved, and on Sunday at two in the morning it is back."""

from datetime import UTC, datetime, timedelta

from tests.stories.cast import CONTACT, answer, enter, open_case
from tests.stories.world import world_at

SATURDAY_EVENING = datetime(2026, 11, 14, 23, 0, tzinfo=UTC)


async def test_a_reopened_p1_pages_again_and_gets_no_second_target(dsn: str) -> None:
    async with world_at(SATURDAY_EVENING, dsn) as world:
        await enter(world)
        case = await open_case(world, "P1")
        path = f"/v1/cases/{case['case_id']}"
        await answer(world, case["case_id"])
        await world.call(
            "intake", "POST", f"{path}/mark-unreachable", {"reason": "No answer"}, role="agent"
        )
        await world.call("intake", "POST", f"{path}/resolve", {"text": "Restarted"}, role="agent")
        before = len(world.provider.shown)

        await world.pass_time(timedelta(hours=8), step=timedelta(hours=1))
        reopened = await world.call(
            "intake", "POST", f"{path}/reopen", {"text": "Down again"}, role="contact", **CONTACT
        )
        assert (reopened["status"], reopened["unreachable"]) == ("open", False)
        assert len(world.provider.shown) == before + 1
        pages = (await world.call("notifier", "GET", "/v1/pages"))["items"]
        assert len({page["page_id"] for page in pages}) == 2

        deadline = await world.deadline(case["case_id"])
        assert (deadline["state"], deadline["breached_at"]) == ("met", None)
