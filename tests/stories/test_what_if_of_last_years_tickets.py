"""Story: another tool's tickets are imported, and the same year is asked of under another contract.

What it says must be what a slow walk minute by minute finds under that contract.
"""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from events.catalogue.terms import Plan
from intake.history.history_commands import import_history
from intake.history.read_any_log import ImportOptions
from tests.stories.world import Json, World, world_at
from tests.support.incident_log import LogMaker
from tests.support.minute_oracle import judge_log
from webapi.settings import StoreSettings

NOW = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
SOLD: Plan = "gold"
THOUGHT_OF: Plan = "platinum"


async def test_this_contract_on_last_years_tickets(dsn: str, tmp_path: Path) -> None:
    log = LogMaker(seed=7, incidents=60, days=12).write(tmp_path / "log.csv")
    async with world_at(NOW, dsn) as world:
        options = ImportOptions(file=log, zone="America/Sao_Paulo", plan=SOLD)
        await import_history(StoreSettings(database_url=world.settings.database_url), options)
        await world.run_until_idle()
        # No setting of a watermark yet: what is kept of the import is all that is known.
        answer = await answer_to(world, plan=THOUGHT_OF, shown=1000)
        deadlines = await all_deadlines(world)

    numbers = {each["number"]: each["state"] for each in deadlines}
    assert (answer["cases"], answer["lacking"], answer["facts_since"]) == (60, 0, None)
    assert counted(answer["was"]) == Counter(numbers.values())
    supposed = judge_log(log, dict.fromkeys(numbers, THOUGHT_OF))
    verdicts = {number: one.verdict for number, one in supposed.items()}
    assert counted(answer["would_be"]) == Counter(verdicts.values())
    different = {each["number"] for each in answer["different_cases"]}
    assert different == {number for number in numbers if numbers[number] != verdicts[number]}
    assert answer["different"] == len(different) > 0


def counted(counts: Json) -> Counter[str]:
    """The counts in the words of the clock's states."""
    words = {"met": "met", "missed": "breached", "withdrawn": "withdrawn", "excused": "cancelled"}
    return Counter({state: counts[word] for word, state in words.items() if counts[word]})


async def answer_to(world: World, **different: object) -> Json:
    """What the clock answers about all of these years."""
    body = {"from": "2010-01-01", "to": "2026-11-16", **different}
    return await world.call("sla_clock", "POST", "/v1/what-if", body, role="tam")


async def all_deadlines(world: World) -> list[Json]:
    """Every deadline there is."""
    page = await world.call("sla_clock", "GET", "/v1/deadlines?state=all&limit=200")
    assert page["next"] is None
    deadlines: list[Json] = page["items"]
    return deadlines
