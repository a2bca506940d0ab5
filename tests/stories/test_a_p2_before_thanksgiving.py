"""Story: a P2 logged on the eve of Thanksgiving is due on Monday, where the vendor observes the
Friday, too (CP-22, CP-24, CP-25).
"""

from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.stories.cast import answer, enter, open_case
from tests.stories.world import Json, World, world_at

DETROIT = ZoneInfo("America/Detroit")
EVE_OF_THANKSGIVING = datetime(2026, 11, 25, 17, 0, tzinfo=DETROIT)


def terms_with_the_bridge_day(folder: Path) -> Path:
    """The usual terms, on the calendar in which the vendor has added the Friday after
    Thanksgiving.
    """
    for usual in files("careplans").joinpath("data", "terms").iterdir():
        text = usual.read_text(encoding="utf-8")
        assert '"us-federal"' in text
        (folder / usual.name).write_text(
            text.replace('"us-federal"', '"us-federal-and-bridge"'), encoding="utf-8"
        )
    return folder


async def why(world: World, case: Json) -> str:
    """The deadline's own explanation."""
    path = f"/v1/cases/{case['case_id']}/deadlines/first_response/explanation"
    explained = await world.call("sla_clock", "GET", path)
    return str(explained["sentence"])


@pytest.mark.rule("CP-25")
async def test_a_p2_logged_on_the_eve_of_thanksgiving_is_due_on_monday(
    dsn: str, tmp_path: Path
) -> None:
    async with world_at(EVE_OF_THANKSGIVING, dsn, terms_with_the_bridge_day(tmp_path)) as world:
        await enter(world, plan="platinum")
        case = await open_case(world, "P2")
        deadline = await world.deadline(case["case_id"])
        assert datetime.fromisoformat(deadline["due_at"]) == datetime(
            2026, 11, 30, 17, 0, tzinfo=DETROIT
        )
        assert "Thanksgiving" in await why(world, case)

        await world.pass_time(timedelta(days=4, hours=23), step=timedelta(hours=6))
        await answer(world, case["case_id"])
        assert (await world.deadline(case["case_id"]))["state"] == "met"


async def test_on_the_federal_holidays_alone_it_is_due_on_friday(dsn: str) -> None:
    async with world_at(EVE_OF_THANKSGIVING, dsn) as world:
        await enter(world, plan="platinum")
        case = await open_case(world, "P2")
        deadline = await world.deadline(case["case_id"])
        # 7 h are left of Wednesday; Thursday is a holiday; the other 17 of 24 h are Friday's.
        assert datetime.fromisoformat(deadline["due_at"]) == datetime(
            2026, 11, 27, 17, 0, tzinfo=DETROIT
        )
