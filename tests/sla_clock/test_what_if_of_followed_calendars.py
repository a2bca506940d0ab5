"""A what-if knows which later versions of their calendar cases followed: what was is what the clock
has recorded, and a supposed promise follows where it counts by that calendar and says so (CP-25).
"""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import asyncpg
import msgspec
import pytest

from careplans import calendars
from careplans.terms import load_terms
from events.broker.memory_broker import MemoryBroker
from events.clock import MovableClock
from events.migrations import migrate
from events.store.connection import in_schema
from sla_clock.adapters.fact_reads import read_cases
from sla_clock.adapters.what_if_question import Period, WhatIf
from sla_clock.commands.follow_command import follow_calendars
from sla_clock.commands.keep_facts import FactFiller
from sla_clock.settings import SCHEMA, FollowSettings
from sla_clock.what_if.histories import KINDS
from tests.sla_clock.a_vendors_calendars import (
    following,
    known_shop,
    local,
    shop,
    write_calendars,
)
from tests.sla_clock.clockwork import SHARDS, Clockwork, clockwork
from tests.sla_clock.made_up_cases import HAPPENINGS
from tests.sla_clock.promises import opened
from tests.sla_clock.what_if_week import figures, supposed

pytestmark = pytest.mark.rule("CP-25")
MONDAY, NOON = local("2026-11-16 09:00"), local("2026-11-16 12:00")
EVENING, TUESDAY = local("2026-11-16 20:00"), local("2026-11-17 10:00")
WEDNESDAY = local("2026-11-18 09:00")
_VERDICTS = "select case_id, state, due_at from {schema}.deadline where goal = 'first_response'"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The vendor's folder with the first version of its calendar, and the package's terms."""
    with known_shop(tmp_path, 1):
        usual = Path(calendars.__file__).parent / "data" / "terms"
        (tmp_path / "terms").mkdir()
        for terms in usual.iterdir():
            (tmp_path / "terms" / terms.name).write_bytes(terms.read_bytes())
        yield tmp_path


@pytest.fixture
async def clock(dsn: str) -> AsyncIterator[Clockwork]:
    """A clock on Monday morning."""
    async with clockwork(dsn, MONDAY, migrate=True) as built:
        yield built


async def cases_that_followed(clock: Clockwork, folder: Path) -> None:
    """Three P2s by the first version: twelve hours, due on Tuesday at 13:00.

    At noon they come to count around the clock, so they are due on Monday at 21:00. The first was
    answered before that, the second on Tuesday, the third follows nothing and was answered then.
    """
    for case_id, follows in (("soon", True), ("late", True), ("as-was", False)):
        case = opened(case_id, MONDAY, "P2")
        promise = following(follows=follows)
        await clock.tell(msgspec.structs.replace(case, promise=promise), case_id, MONDAY)
    await clock.until(NOON)
    write_calendars(folder, 2)
    settings = FollowSettings(database_url=clock.settings.database_url, terms_folder=folder)
    await follow_calendars(settings, dry_run=False, clock=clock.time)
    for case_id, when in (("soon", EVENING), ("late", TUESDAY), ("as-was", TUESDAY)):
        await clock.tell(HAPPENINGS["respond"](case_id, when, "P2"), case_id, when)
    await clock.until(WEDNESDAY)


async def recorded(clock: Clockwork) -> dict[str, tuple[str, datetime]]:
    """The verdict that the clock has recorded of each case, and when it was due."""
    rows = await clock.built.pool.fetch(in_schema(_VERDICTS, SCHEMA))
    return {row["case_id"]: (row["state"], row["due_at"]) for row in rows}


def was(answer: WhatIf) -> dict[str, tuple[str, datetime | None]]:
    """What the what-if says that there was, of each case that differs."""
    return {one.case_id: (one.was.verdict, one.was.due_at) for one in answer.different_cases}


async def test_what_was_is_what_the_clock_has_recorded(clock: Clockwork, folder: Path) -> None:
    await cases_that_followed(clock, folder)
    verdicts = await recorded(clock)
    assert {case_id: verdict for case_id, (verdict, _) in verdicts.items()} == {
        "soon": "met",
        "late": "breached",
        "as-was": "met",
    }
    # So short that each case that was met would have been missed: all of these are told.
    answer = await supposed(clock, targets={"P2": "1 hour"})
    assert figures(answer.was) == (2, 1, 66.6)
    assert was(answer) == {one: verdicts[one] for one in ("soon", "as-was")}
    # So long that what was missed would have been met.
    answer = await supposed(clock, targets={"P2": "40 hours"})
    assert was(answer) == {"late": verdicts["late"]}
    assert (answer.lacking, answer.facts_since) == (0, None)


async def test_where_the_calendar_is_asked_for_nothing_is_followed(
    clock: Clockwork, folder: Path
) -> None:
    await cases_that_followed(clock, folder)
    answer = await supposed(clock, calendar=shop(1))
    (different,) = answer.different_cases
    assert (different.case_id, different.would_be.verdict) == ("late", "met")
    assert different.why == (
        "due 2026-11-17 13:00 CET instead of 2026-11-16 21:00 CET: by the hours of the calendar "
        "shop version 1 instead of the calendar shop version 2"
    )


async def test_another_plan_by_the_same_terms_follows_as_the_case_did(
    clock: Clockwork, folder: Path
) -> None:
    await cases_that_followed(clock, folder)
    answer = await supposed(clock, plan="gold")
    assert (answer.different, answer.was) == (0, answer.would_be)


async def test_by_terms_with_another_calendar_no_switch_is_known(
    clock: Clockwork, folder: Path
) -> None:
    """Whole days in Detroit: due at 21:00 of Monday in Berlin, whatever the shop publishes."""
    await cases_that_followed(clock, folder)
    answer = await supposed(clock, terms=load_terms().version("2010.2"))
    assert figures(answer.would_be) == (1, 2, 33.3)
    (different,) = answer.different_cases
    assert (different.case_id, different.would_be.due_at) == ("as-was", local("2026-11-16 21:00"))


async def test_a_switch_stands_behind_what_the_clock_had_applied_by_then(
    clock: Clockwork, folder: Path
) -> None:
    """Of what was recorded before it and came later, the clock could know nothing."""
    await cases_that_followed(clock, folder)
    period = Period(since=MONDAY, before=WEDNESDAY)
    histories = (await read_cases(clock.built.pool, SCHEMA, period)).histories
    facts = histories.facts(histories.case_ids.index("soon"))
    assert [one.kind for one in facts] == ["followed-calendar", "responded"]
    assert (facts[0].recorded_at, facts[0].at, facts[0].calendar) == (MONDAY, NOON, shop(2))


async def test_switches_that_an_older_instance_made_are_lacking_until_they_are_filled_in(
    clock: Clockwork, folder: Path
) -> None:
    await cases_that_followed(clock, folder)
    before = await supposed(clock, targets={"P2": "1 hour"})
    await clock.built.pool.execute(in_schema("truncate {schema}.case_switch", SCHEMA))
    assert (await supposed(clock, targets={"P2": "1 hour"})).lacking == 2

    filler = FactFiller(
        pool=clock.built.pool, broker=MemoryBroker(), clock=MovableClock(WEDNESDAY), silent_s=0.2
    )
    (line_,) = await filler.fill_in()

    assert "2 switches" in line_
    assert await supposed(clock, targets={"P2": "1 hour"}) == before
    assert "nothing is missing" in (await filler.fill_in())[0]


async def test_switches_of_before_there_was_a_table_for_them_are_in_it(
    clock: Clockwork, folder: Path
) -> None:
    await cases_that_followed(clock, folder)
    answer = await supposed(clock, targets={"P2": "1 hour"})
    connection = await asyncpg.connect(clock.settings.database_url)
    await connection.execute("drop table sla_clock.case_switch")
    await connection.execute("update sla_clock.schema_revision set version_num = '0016'")
    await connection.close()
    await migrate(clock.settings.database_url, SCHEMA, "sla_clock", shards=SHARDS)
    assert await supposed(clock, targets={"P2": "1 hour"}) == answer
    kinds = await read_cases(clock.built.pool, SCHEMA, Period(since=MONDAY, before=WEDNESDAY))
    assert kinds.histories.kind.tolist().count(KINDS.index("followed-calendar")) == 2
