"""Story: nobody has a P1 at night, and the board says so and whom to call at the customer, from
what was sealed on the way (CP-26, CP-27); its page says what else the plan gave (CP-31)."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.stories.cast import CONTACT, CUSTOMER, enter, open_case
from tests.stories.world import World, world_at

THREE_AT_NIGHT = datetime(2026, 11, 14, 8, 0, tzinfo=UTC)


async def board(world: World, path: str = "/") -> str:
    answer = await world.ask("reporting", "GET", path, role="oncall")
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


@pytest.mark.rule("CP-27")
async def test_the_board_says_whom_to_call_about_a_p1_that_nobody_has(dsn: str) -> None:
    async with world_at(THREE_AT_NIGHT, dsn) as world:
        await enter(world)
        case = await open_case(world, "P1")
        path = f"/v1/cases/{case['case_id']}"
        await world.pass_time(timedelta(minutes=1))
        first = await board(world)
        assert "1 of 1 without an engineer." in first
        assert "Ada Moreau" in first
        assert "the reporter: nobody is named" in first

        named = {"name": "Night shift", "phone": "+1 555 0142"}
        await world.call("intake", "POST", f"{path}/reach", named, role="contact", **CONTACT)
        tried = {
            "who": "Night shift",
            "how": "phone",
            "at": world.clock.now().isoformat(),
        }
        body = {"reason": "It rang for a minute", "tried": [tried]}
        await world.call("intake", "POST", f"{path}/mark-unreachable", body, role="oncall")
        shown = await board(world, f"/cases/{case['case_id']}")
        for text in ("+1 555 0142", "Night shift</bdi> by phone", "It rang for a minute"):
            assert text in shown
        await world.call(
            "intake", "POST", f"{path}/assign", {"engineer_id": "okafor"}, role="oncall"
        )
        assert "without an engineer." not in await board(world)


@pytest.mark.rule("CP-31")
async def test_a_customers_page_names_its_tam_and_shows_its_calls(dsn: str) -> None:
    async with world_at(THREE_AT_NIGHT, dsn) as world:
        await enter(world, plan="platinum")
        customer = f"/v1/customers/{CUSTOMER}"
        tam = {"tam_id": "tess", "name": "Tess Okoro", "from_on": "2026-01-01"}
        await world.call("intake", "PUT", f"{customer}/tam", tam)
        case = await open_case(world, "P2")
        call = {
            "caller_id": "ada",
            "called_at": world.clock.now().isoformat(),
            "case_ids": [case["case_id"]],
            "text": "The furnace first",
        }
        await world.call("intake", "POST", f"{customer}/tam-calls", call, role="tam")
        page = await board(world, f"/customers/{CUSTOMER}")
        assert "Tess Okoro" in page
        assert case["number"] in page
        assert "The furnace first" not in page
