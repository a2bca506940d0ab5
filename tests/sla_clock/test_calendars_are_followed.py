"""`follow-calendars` on real Postgres: shard by shard beside the running clock, once whoever runs
it and however often, and whatever is killed (CP-25).
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from structlog.testing import capture_logs

from careplans import calendars
from careplans.freeze_calendars import freeze_calendars
from events.catalogue.case_events import CaseResponded
from events.catalogue.deadline_events import DeadlineBreached, DeadlineFollowedCalendar
from events.catalogue.terms import Priority
from events.operations.terminal import StopCommand
from events.store.connection import in_schema
from events.timers.timers import Timers
from sla_clock.adapters.keep_deadlines import DeadlineKeeper
from sla_clock.commands import follow_calendars as engine
from sla_clock.commands.follow_command import follow_calendars
from sla_clock.commands.newer_calendars import NewerCalendars
from sla_clock.domain.fire_instants import Passed
from sla_clock.domain.follow_calendar import FollowCalendar
from sla_clock.projections.tracked_deadline import pass_time
from sla_clock.reactions.fold_batch import fold_batch
from sla_clock.settings import SCHEMA, FollowSettings
from tests.sla_clock.a_vendors_calendars import (
    copy_terms,
    following,
    known_shop,
    local,
    shop,
    write_calendars,
)
from tests.sla_clock.clockwork import Clockwork, clockwork
from tests.sla_clock.promises import TEXT, opened

pytestmark = pytest.mark.rule("CP-25")
Step = Callable[..., Awaitable[None]]
MONDAY = local("2026-11-16 09:00")
NOON = local("2026-11-16 12:00")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The vendor's folder, with the first version, and the package's terms."""
    with known_shop(tmp_path, 1):
        copy_terms(tmp_path)
        yield tmp_path


@pytest.fixture
async def clock(dsn: str) -> AsyncIterator[Clockwork]:
    """A clock on Monday morning."""
    async with clockwork(dsn, MONDAY, migrate=True) as built:
        yield built


async def open_cases(clock: Clockwork, count: int, *, follows: bool = True) -> None:
    """So many P2s by the first version, and the clock knows of them."""
    for number in range(count):
        case = opened(f"c{number}", MONDAY, "P2")
        case = msgspec.structs.replace(case, promise=following(follows=follows))
        await clock.tell(case, f"c{number}", MONDAY)
    await clock.until(NOON)


async def run(clock: Clockwork, folder: Path, *, dry_run: bool = False) -> Sequence[str]:
    """What the command prints, run now."""
    settings = FollowSettings(database_url=clock.settings.database_url, terms_folder=folder)
    return await follow_calendars(settings, dry_run=dry_run, clock=clock.time)


async def followed(clock: Clockwork) -> list[DeadlineFollowedCalendar]:
    """What was said of calendars that were followed."""
    data = [one.data for one in await clock.all_events()]
    return [one for one in data if isinstance(one, DeadlineFollowedCalendar)]


async def breached_at(clock: Clockwork) -> set[datetime]:
    """When deadlines were missed."""
    data = [one.data for one in await clock.all_events()]
    return {one.breached_at for one in data if isinstance(one, DeadlineBreached)}


async def test_each_open_deadline_follows_once_and_fires_by_the_later_version(
    clock: Clockwork, folder: Path
) -> None:
    await open_cases(clock, 9)
    answer = CaseResponded(
        case_id="c0", responder_id="kim", responded_at=NOON, first=True, personal=TEXT
    )
    await clock.tell(answer, "c0")
    await clock.until(NOON + timedelta(minutes=1))
    write_calendars(folder, 2)
    assert await run(clock, folder) == [
        "shop version 2: 8 open deadlines follow it; due earlier 8, later 0; what was left counts"
        " from now 0"
    ]
    events = await followed(clock)
    assert sorted(one.case_id for one in events) == [f"c{number}" for number in range(1, 9)]
    assert {(one.old_due_at, one.due_at) for one in events} == {
        (local("2026-11-17 13:00"), local("2026-11-16 21:00"))
    }
    shown = (await clock.get("/v1/cases/c1/deadlines")).json()[0]
    assert shown["due_at"] == "2026-11-16T20:00:00Z"
    # Again: nothing is behind any more.
    assert (await run(clock, folder))[0].startswith("shop version 2: 0 open deadlines follow it")
    # The running clock, which was in the middle of its work, fires at the new instant.
    await clock.until(local("2026-11-16 21:05"))
    assert await breached_at(clock) == {local("2026-11-16 21:00")}
    assert len(await followed(clock)) == 8


@pytest.mark.rule("CP-25")
async def test_what_would_be_late_at_once_has_what_was_left_from_then_on(
    clock: Clockwork, folder: Path
) -> None:
    """Nine of twelve hours are used up; around the clock, the time was over on Monday evening."""
    await open_cases(clock, 1)
    await clock.until(local("2026-11-17 10:00"))
    write_calendars(folder, 2)
    assert (await run(clock, folder))[0].endswith("what was left counts from now 1")
    await clock.until(local("2026-11-17 10:01"))
    shown = (await clock.get("/v1/cases/c0/deadlines")).json()[0]
    assert (shown["state"], shown["due_at"]) == ("running", "2026-11-17T12:00:00Z")


async def test_what_was_recorded_is_what_the_log_says_with_the_switch(
    clock: Clockwork, folder: Path
) -> None:
    await open_cases(clock, 6)
    write_calendars(folder, 2)
    await run(clock, folder)
    (at,) = {one.moved_at for one in await followed(clock)}
    answer = CaseResponded(
        case_id="c0", responder_id="kim", responded_at=NOON, first=True, personal=TEXT
    )
    await clock.tell(answer, "c0", local("2026-11-16 22:00"))
    await clock.until(local("2026-11-16 22:30"))
    now, passed = clock.time.now(), Passed(until=clock.time.now())
    folded = fold_batch({}, clock.log, now, [FollowCalendar(calendar=shop(2), at=at)])
    expected = {
        one.event.event_id: type(one.event.data)
        for tracked in folded.values()
        for one in pass_time(tracked, passed, now).pending
    }
    recorded = {one.event_id: type(one.data) for one in await clock.all_events()}
    assert recorded == expected
    assert len(recorded) > 6 * 3


async def test_a_dry_run_shows_each_and_writes_nothing(clock: Clockwork, folder: Path) -> None:
    await open_cases(clock, 2)
    write_calendars(folder, 3)
    lines = await run(clock, folder, dry_run=True)
    assert sorted(lines[:2]) == [
        f"CS-c{number} first_response  2026-11-17T13:00:00+01:00  2026-11-17T13:00:00+01:00"
        for number in range(2)
    ]
    assert lines[2].startswith("shop version 3: 2 open deadlines would follow it; due earlier 0")
    assert await followed(clock) == []


async def test_a_dry_run_goes_by_due_times_and_warns_of_another_zone(
    clock: Clockwork, folder: Path
) -> None:
    priorities: Sequence[Priority] = ("P4", "P2", "P3")
    for number, priority in enumerate(priorities):
        case = opened(f"c{number}", MONDAY, priority)
        await clock.tell(msgspec.structs.replace(case, promise=following()), f"c{number}", MONDAY)
    await clock.until(NOON)
    text = 'id = "shop"\nversion = 2\nzone = "Europe/London"\nhours = ["09:00-17:00"]\n'
    (folder / "calendars" / "shop.2.toml").write_text(text, encoding="utf-8")
    freeze_calendars(folder / "calendars")
    *lines, zone, summary = await run(clock, folder, dry_run=True)
    assert [line.split()[0] for line in lines] == ["CS-c1", "CS-c2", "CS-c0"]
    assert zone == (
        "warning: 3 of them counted in the zone Europe/Berlin; version 2 of shop is in"
        " Europe/London"
    )
    assert summary.startswith("shop version 2: 3 open deadlines would follow it")


async def test_what_does_not_follow_is_left_alone(clock: Clockwork, folder: Path) -> None:
    await open_cases(clock, 2, follows=False)
    write_calendars(folder, 2)
    assert await run(clock, folder) == ["no open deadline follows a calendar"]


async def test_a_calendar_that_is_not_known_here_stops_it(clock: Clockwork, folder: Path) -> None:
    await open_cases(clock, 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendars, "_of_the_vendor", {})
        settings = FollowSettings(database_url=clock.settings.database_url)
        with pytest.raises(StopCommand, match="'shop', which is not known here"):
            await follow_calendars(settings, dry_run=False, clock=clock.time)


async def test_two_that_run_at_once_do_no_harm(
    clock: Clockwork, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "AT_ONCE", 3)
    await open_cases(clock, 30)
    write_calendars(folder, 2)
    await asyncio.gather(run(clock, folder), run(clock, folder), clock.catch_up())
    events = await followed(clock)
    assert sorted(one.case_id for one in events) == sorted(f"c{number}" for number in range(30))
    await clock.until(local("2026-11-17 09:00"))
    assert len(await clock.verdicts()) == 30


async def test_whatever_instruction_it_dies_at_the_next_run_goes_on(
    clock: Clockwork, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once after each batch's events, once after its timers: both are taken back with it."""
    monkeypatch.setattr(engine, "AT_ONCE", 4)
    await open_cases(clock, 30)
    write_calendars(folder, 2)
    for owner, step in ((DeadlineKeeper, "_append"), (Timers, "move_all")):
        with monkeypatch.context() as patch:
            patch.setattr(owner, step, dying_at_the_third(getattr(owner, step)))
            with pytest.raises(Killed):
                await run(clock, folder)
        assert 0 < len(await followed(clock)) < 30
    await run(clock, folder)
    events = await followed(clock)
    assert sorted(one.case_id for one in events) == sorted(f"c{number}" for number in range(30))
    timers = await clock.built.pool.fetch(
        in_schema("select distinct due_at from {schema}.timer", SCHEMA)
    )
    # Half of the twelve hours, from nine in the morning, around the clock.
    assert [row["due_at"] for row in timers] == [local("2026-11-16 15:00")]


class Killed(Exception):
    """The process ends here."""


def dying_at_the_third(step: Step) -> Step:
    """The step, which kills its process after it was done the third time."""
    turns = itertools.count(1)

    async def dying(*arguments: object) -> None:
        turn = next(turns)
        await step(*arguments)
        if turn == 3:
            raise Killed

    return dying


async def test_a_warning_that_is_due_is_given_before_its_deadline_follows(
    clock: Clockwork, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the first version half of the time is used up at three, by the second it was, too."""
    monkeypatch.setattr(engine, "PATIENCE_S", 0.0)
    await open_cases(clock, 2)
    write_calendars(folder, 2)
    clock.time.move(local("2026-11-16 15:01") - clock.time.now())
    for dry_run in (True, False):
        assert (await run(clock, folder, dry_run=dry_run))[-1] == (
            "2 more wait for a warning that the clock has not given yet: once it is up to date (and"
            " its dead letters are dealt with), run this again"
        )
    assert await followed(clock) == []

    # As the running clock is, it is behind by a moment: the command waits for it.
    monkeypatch.setattr(engine, "PATIENCE_S", 10.0)
    lines, _ = await asyncio.gather(run(clock, folder), clock.until(local("2026-11-16 15:02")))
    assert lines[0].startswith("shop version 2: 2 open deadlines follow it")
    assert len(lines) == 1
    assert await clock.kinds("c0") == [
        "DeadlineStarted",
        "DeadlineWarned",
        "DeadlineFollowedCalendar",
    ]


async def test_a_start_tells_of_later_versions_and_moves_nothing(
    clock: Clockwork, folder: Path
) -> None:
    await open_cases(clock, 2)
    newer = NewerCalendars(clock.built.pool)
    with capture_logs() as lines:
        await newer.step()
        assert not lines
        calendars.take_calendars(write_calendars(folder, 2) / "calendars")
        await newer.step()
        # Once, not each hour.
        await newer.step()
    assert [(line["event"], line["deadlines"]) for line in lines] == [("calendar-newer", 2)]
    assert await followed(clock) == []


async def test_a_case_by_a_calendar_that_the_clock_does_not_know_waits_for_it(
    clock: Clockwork, folder: Path
) -> None:
    """No dead letter: once the clock has the folder, the case is on its clock from its opening."""
    case = msgspec.structs.replace(opened("c1", MONDAY), promise=following(2))
    await clock.tell(case, "c1", MONDAY)
    await clock.catch_up()
    assert await clock.all_events() == []
    letters = await clock.built.pool.fetchval(
        in_schema("select count(*) from {schema}.dead_letter", SCHEMA)
    )
    assert letters == 0
    calendars.take_calendars(write_calendars(folder, 2) / "calendars")
    clock.time.move(timedelta(minutes=5))
    await clock.until(NOON)
    assert await clock.kinds("c1") == ["DeadlineStarted"]
