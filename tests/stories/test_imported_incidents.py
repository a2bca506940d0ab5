"""Story: a ticket system's log goes the whole road, and each case ends with the one verdict that a
slow walk minute by minute finds.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from intake.history.history_commands import import_history
from intake.history.read_any_log import ImportOptions
from tests.stories.world import Json, World, world_at
from tests.support.incident_log import LogMaker
from tests.support.minute_oracle import OracleVerdict, judge_log
from webapi.settings import StoreSettings

NOW = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
ZONE = "America/Sao_Paulo"


async def imported(world: World, log: Path) -> list[Json]:
    """Import the log, let the system settle, and give every deadline there is."""
    options = ImportOptions(file=log, zone=ZONE)
    settings = StoreSettings(database_url=world.settings.database_url)
    await import_history(settings, options)
    await world.run_until_idle()
    deadlines: list[Json] = []
    after = ""
    while True:
        page = await world.call("sla_clock", "GET", f"/v1/deadlines?state=all&limit=200{after}")
        deadlines += page["items"]
        if page["next"] is None:
            return deadlines
        after = f"&cursor={page['next']}"


def verdict_of(deadline: Json) -> OracleVerdict:
    """What the clock says, in the oracle's words."""
    answered = deadline["answered_at"]
    return OracleVerdict(
        number=deadline["number"],
        verdict=deadline["state"],
        due_at=datetime.fromisoformat(deadline["due_at"]),
        answered_at=datetime.fromisoformat(answered) if answered else None,
    )


async def the_whole_road_agrees_with_the_oracle(dsn: str, log: Path) -> int:
    """Import, judge, compare; how many cases there were. Nobody was paged for any of it."""
    async with world_at(NOW, dsn) as world:
        deadlines = await imported(world, log)
        plans = {each["number"]: each["plan"] for each in deadlines}
        assert len(plans) == len(deadlines), "one verdict a case"
        assert {each["number"]: verdict_of(each) for each in deadlines} == judge_log(log, plans)
        assert {each["late_by_s"] for each in deadlines if each["state"] == "breached"} == {0.0}
        assert world.provider.shown == []
        assert (await world.call("notifier", "GET", "/v1/pages"))["items"] == []
        return len(deadlines)


async def test_a_generated_log_is_judged_as_the_oracle_judges_it(dsn: str, tmp_path: Path) -> None:
    log = LogMaker(seed=7, incidents=90, days=12).write(tmp_path / "log.csv")
    assert await the_whole_road_agrees_with_the_oracle(dsn, log) == 90


@pytest.mark.shared_data
@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(400)
async def test_all_890_real_incidents_are_judged_as_the_oracle_judges_them(
    dsn: str, real_incidents: Path
) -> None:
    assert await the_whole_road_agrees_with_the_oracle(dsn, real_incidents) == 890


async def test_the_review_of_an_imported_quarter_shows_its_figures(
    dsn: str, tmp_path: Path
) -> None:
    log = LogMaker(seed=11, incidents=60, days=8).write(tmp_path / "log.csv")
    async with world_at(NOW, dsn) as world:
        deadlines = await imported(world, log)
        customer = deadlines[0]["customer_id"]
        drawn = await world.call(
            "reporting", "GET", f"/v1/customers/{customer}/reviews/2016", role="tam"
        )
        mine = [each for each in deadlines if each["customer_id"] == customer]
        assert drawn["summary"]["targets"]["met"] == sum(each["state"] == "met" for each in mine)
        assert drawn["summary"]["targets"]["missed"] == sum(
            each["state"] == "breached" for each in mine
        )
