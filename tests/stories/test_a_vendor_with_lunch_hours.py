"""Story: a vendor's own folder, with lunch hours and a half day, counts alike in intake, in the
clock and in the calculator (CP-24, CP-25).
"""

from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from careplans.check_terms import check_folder
from careplans.freeze_calendars import freeze_calendars
from tests.stories.cast import enter, open_case
from tests.stories.world import world_at

BERLIN = ZoneInfo("Europe/Berlin")
CALENDAR = """id = "bench"
version = 1
zone = "Europe/Berlin"
holidays_of = "DE"
hours = ["09:00-12:00", "13:00-17:00"]
half_days = [{ name = "Stocktaking", on = 2026-12-22, hours = ["09:00-11:00"] }]
"""


def folder_with_lunch_hours(folder: Path) -> Path:
    """The terms of the package, on a calendar of the vendor's own."""
    for name in ("calendars", "terms"):
        (folder / name).mkdir()
    (folder / "calendars" / "bench.1.toml").write_text(CALENDAR, encoding="utf-8")
    for usual in files("careplans").joinpath("data", "terms").iterdir():
        text = usual.read_text(encoding="utf-8")
        own = text.replace('id = "us-federal"', 'id = "bench"')
        (folder / "terms" / usual.name).write_text(own, encoding="utf-8")
    freeze_calendars(folder / "calendars")
    check_folder(folder)
    return folder


@pytest.mark.rule("CP-24", "CP-25")
async def test_lunch_hours_and_half_days_count_alike_everywhere(dsn: str, tmp_path: Path) -> None:
    """Gold's 12 hours from Monday 11:00: 5 on Monday, 2 on the half day, 5 on Wednesday."""
    start = datetime(2026, 12, 21, 11, 0, tzinfo=BERLIN)
    due = datetime(2026, 12, 23, 15, 0, tzinfo=BERLIN)
    async with world_at(start, dsn, folder_with_lunch_hours(tmp_path)) as world:
        await enter(world)
        case = await open_case(world, "P2")
        case_id = case["case_id"]
        question = {"plan": "gold", "priority": "P2", "start": start.isoformat()}
        calculated = await world.call("sla_clock", "POST", "/v1/due", question)
        dues = [
            case["targets"]["first_response"]["due_at"],
            (await world.deadline(case_id))["due_at"],
            calculated["due_at"],
        ]
        assert [datetime.fromisoformat(one) for one in dues] == [due] * 3
        segments = calculated["explanation"]["segments"]
        counted = [one for one in segments if one["kind"] == "counted"]
        local = [
            datetime.fromisoformat(at).astimezone(BERLIN).strftime("%a %H")
            for one in counted
            for at in (one["from"], one["to"])
        ]
        assert local == [
            *("Mon 11", "Mon 12", "Mon 13", "Mon 17"),
            *("Tue 09", "Tue 11"),
            *("Wed 09", "Wed 12", "Wed 13", "Wed 15"),
        ]

        await world.pass_time(due - start - timedelta(minutes=5), step=timedelta(hours=12))
        assert (await world.deadline(case_id))["state"] == "running"
        await world.pass_time(timedelta(minutes=5))
        breached = await world.deadline(case_id)
        assert breached["state"] == "breached"
        assert datetime.fromisoformat(breached["breached_at"]) == due
