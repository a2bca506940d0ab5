"""Story: nobody works on New Year's night, and on the first day of the new term the customer is
served as before.
"""

from datetime import UTC, datetime, timedelta

import pytest

from tests.stories.cast import CUSTOMER, enter, open_case
from tests.stories.world import Json, World, world_at

NEW_YEARS_EVE = datetime(2026, 12, 31, 22, 0, tzinfo=UTC)
LAST_SECOND = datetime(2027, 1, 1, 4, 59, 59, tzinfo=UTC)
"""A second before midnight in Detroit."""


async def customer(world: World) -> Json:
    return await world.call("intake", "GET", f"/v1/customers/{CUSTOMER}")


@pytest.mark.rule("CP-3")
async def test_a_plan_renews_in_a_night_in_which_nothing_runs(dsn: str) -> None:
    async with world_at(NEW_YEARS_EVE, dsn) as world:
        await enter(world)
        world.clock.move_to(LAST_SECOND)
        assert (await customer(world))["term"]["ends_on"] == "2026-12-31"

        world.clock.move(timedelta(seconds=1))
        shown = await customer(world)
        assert (shown["standing"], shown["term"]["ends_on"]) == ("entitled", "2027-12-31")

        case = await open_case(world, "P1")
        assert (await world.deadline(case["case_id"]))["state"] == "running"
        assert world.provider.reasons == ["p1-opened"]
        feed = await world.call(
            "reporting", "GET", f"/v1/customers/{CUSTOMER}/reviews/2027-Q1", role="tam"
        )
        assert feed["customer"]["plan"] == "gold"


async def test_after_a_notice_in_time_nobody_is_paged_in_the_new_year(dsn: str) -> None:
    async with world_at(NEW_YEARS_EVE, dsn) as world:
        await enter(world)
        letter = {"given_on": "2026-10-02", "reason": "The letter lay in the post room."}
        await world.call("intake", "POST", f"/v1/customers/{CUSTOMER}/renewal-notice", letter)
        world.clock.move_to(LAST_SECOND + timedelta(seconds=1))
        body = {
            "customer_id": CUSTOMER,
            "reporter_id": "ada",
            "priority": "P1",
            "subject": "Down",
            "description": "All of it.",
        }
        refused = await world.ask("intake", "POST", "/v1/cases", body, role="agent")
        assert (refused.status_code, refused.json()["code"]) == (403, "plan-lapsed")
        assert world.provider.reasons == []
