"""Story: a contact of another customer tries every route with ids that exist, and learns
nothing.
"""

from datetime import UTC, datetime

from tests.stories.cast import CUSTOMER, enter, open_case
from tests.stories.world import Json, world_at
from tests.support.outsider import Trespass, learnt_by_other_customers

MONDAY = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
TEXT: Json = {"text": "hello"}


async def test_another_customers_contact_learns_nothing_from_any_service(dsn: str) -> None:
    async with world_at(MONDAY, dsn) as world:
        await enter(world)
        case = await open_case(world, "P1")
        (page,) = (await world.call("notifier", "GET", "/v1/pages"))["items"]
        trespass = Trespass(
            customer_id=CUSTOMER,
            user_id="ada",
            fills={
                "customer_id": CUSTOMER,
                "user_id": "ada",
                "uid": "ada",
                "id": CUSTOMER,
                "case_id": case["case_id"],
                "page_id": page["page_id"],
                "goal": "first_response",
                "period": "2026-Q4",
            },
            bodies={
                ("POST", "/v1/cases/{case_id}/comment"): TEXT,
                ("POST", "/v1/cases/{case_id}/provide-information"): TEXT,
                ("POST", "/v1/cases/{case_id}/add-team-contact"): {"user_id": "ada"},
            },
        )
        for name, app in world.apps.items():
            assert await learnt_by_other_customers(app, world.settings, trespass) == [], name
