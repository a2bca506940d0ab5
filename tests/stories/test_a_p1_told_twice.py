"""Story: shipping stands, Ada logs it while her colleague is on the telephone, and support knows
that it is one trouble.
"""

import asyncio
from datetime import UTC, datetime

import pytest

from tests.stories.cast import CONTACT, CUSTOMER, enter
from tests.stories.world import Json, World, world_at

NINE = datetime(2026, 11, 16, 14, 0, tzinfo=UTC)
ONLINE: Json = {
    "customer_id": CUSTOMER,
    "reporter_id": "ada",
    "priority": "P1",
    "subject": "Shipping is down",
    "description": "No label comes out.",
}
CALL: Json = {
    **ONLINE,
    "channel": "phone",
    "subject": "No truck leaves the yard",
    "description": "Since nine.",
}


async def cases(world: World) -> list[Json]:
    listed = (await world.call("intake", "GET", f"/v1/cases?customer_id={CUSTOMER}", role="agent"))[
        "items"
    ]
    return [
        await world.call("intake", "GET", f"/v1/cases/{it['case_id']}", role="agent")
        for it in listed
    ]


async def test_told_twice_in_one_instant_is_one_case_or_two_that_know_of_each_other(
    dsn: str,
) -> None:
    async with world_at(NINE, dsn) as world:
        await enter(world)
        online, call = await asyncio.gather(
            world.send("intake", "POST", "/v1/cases", ONLINE, role="contact", **CONTACT),
            world.send("intake", "POST", "/v1/cases", CALL, role="agent"),
        )
        await world.run_until_idle()
        assert online.status_code == 201, "what a customer logs is never turned away"
        listed = await cases(world)
        if call.status_code == 409:
            assert [it["case_id"] for it in call.json()["candidates"]] == [online.json()["case_id"]]
            assert len(listed) == 1
        else:
            assert [case["likely_twins"] for case in listed] == [
                [listed[1]["case_id"]],
                [listed[0]["case_id"]],
            ]
        assert world.provider.reasons == ["p1-opened"] * len(listed)


@pytest.mark.rule("CP-16")
async def test_a_call_that_joins_pages_nobody_again_and_its_words_are_read(dsn: str) -> None:
    async with world_at(NINE, dsn) as world:
        await enter(world)
        online = await world.call("intake", "POST", "/v1/cases", ONLINE, role="contact", **CONTACT)
        response = await world.ask("intake", "POST", "/v1/cases", CALL, role="agent")
        assert (response.status_code, response.json()["code"]) == (409, "likely-the-same")

        joined = await world.call(
            "intake", "POST", "/v1/cases", {**CALL, "same_as": online["case_id"]}, role="agent"
        )
        assert joined["joined_to"]["number"] == online["number"]
        assert world.provider.reasons == ["p1-opened"]
        history = await world.call(
            "intake", "GET", f"/v1/cases/{online['case_id']}/events", role="agent"
        )
        assert history["items"][-1]["data"]["personal"]["description"] == "Since nine."
