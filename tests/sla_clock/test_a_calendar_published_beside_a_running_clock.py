"""A clock that runs while a version of a calendar is published and followed: it finds that version
in its folder, and says plainly what it lacks until then (CP-25).
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from structlog.testing import capture_logs

from careplans import calendars
from careplans.look_again import LOOK_EVERY_S
from sla_clock.commands.follow_command import follow_calendars
from sla_clock.settings import FollowSettings
from tests.sla_clock.a_vendors_calendars import (
    copy_terms,
    following,
    known_shop,
    local,
    write_calendars,
)
from tests.sla_clock.clockwork import Clockwork, clockwork
from tests.sla_clock.promises import opened

pytestmark = pytest.mark.rule("CP-25")
MONDAY = local("2026-11-16 09:00")
HALF = local("2026-11-16 15:00")


@dataclass
class Vendor:
    """The clock with its folder, and the folder of whoever lets deadlines follow."""

    clock: Clockwork
    folder: Path
    operators: Path

    async def follow(self) -> None:
        """Another process lets the open deadline follow the second version."""
        settings = FollowSettings(
            database_url=self.clock.settings.database_url, terms_folder=self.operators
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(calendars, "_of_the_vendor", {})
            (line,) = await follow_calendars(settings, dry_run=False, clock=self.clock.time)
        assert "1 open deadlines follow it" in line

    async def pass_seconds(self, seconds: float) -> None:
        """Time passes, second by second, and the clock looks how well it sees."""
        until = self.clock.time.now() + timedelta(seconds=seconds)
        while self.clock.time.now() < until:
            self.clock.time.move(timedelta(seconds=1))
            await self.clock.send_watermarks()
            await self.clock.catch_up()
            await self.clock.built.sight.look()

    async def status(self, path: str) -> int:
        """The status of an answer."""
        return (await self.clock.get(path)).status_code


@pytest.fixture
async def vendor(dsn: str, tmp_path: Path) -> AsyncIterator[Vendor]:
    """One case by the first version, which the clock knows, and half an hour later."""
    folder, operators = tmp_path / "clock", tmp_path / "operator"
    for one in (folder, operators):
        one.mkdir()
        copy_terms(one)
    write_calendars(operators, 1, 2)
    with known_shop(folder, 1):
        async with clockwork(dsn, MONDAY, migrate=True, terms_folder=folder) as clock:
            case = msgspec.structs.replace(opened("c1", MONDAY, "P2"), promise=following())
            await clock.tell(case, "c1", MONDAY)
            await clock.until(local("2026-11-16 09:30"))
            yield Vendor(clock, folder, operators)


async def warned_at(clock: Clockwork) -> list[datetime]:
    """When the case was warned of."""
    events = await clock.events_of("c1")
    return [one.occurred_at for one in events if type(one.data).__name__ == "DeadlineWarned"]


async def test_a_running_clock_finds_in_its_folder_what_its_deadlines_follow(
    vendor: Vendor,
) -> None:
    clock = vendor.clock
    write_calendars(vendor.folder, 2)
    await vendor.follow()
    with capture_logs() as lines:
        (shown,) = (await clock.get("/v1/cases/c1/deadlines")).json()
    assert shown["due_at"] == "2026-11-16T20:00:00Z"
    assert [one["event"] for one in lines if one["event"] != "request"] == ["calendars-read"]
    assert await vendor.status("/v1/deadlines") == 200
    await clock.until(HALF + timedelta(seconds=1))
    assert await warned_at(clock) == [HALF]


async def test_timers_find_it_too_without_anybody_who_asks(vendor: Vendor) -> None:
    write_calendars(vendor.folder, 2)
    await vendor.follow()
    await vendor.clock.until(HALF + timedelta(seconds=1))
    assert await warned_at(vendor.clock) == [HALF]


async def test_what_the_clocks_folder_lacks_is_answered_503_by_name(vendor: Vendor) -> None:
    await vendor.follow()
    for path in (
        "/v1/deadlines",
        "/v1/cases/c1/deadlines",
        "/v1/cases/c1/deadlines/first_response/explanation",
    ):
        answer = await vendor.clock.get(path)
        assert (answer.status_code, answer.json()["code"]) == (503, "calendar-not-known")
        assert answer.json()["detail"] == "no calendar 'shop' in version 2"
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["retry-after"] == "5"


async def test_a_shard_that_lacks_its_calendar_counts_as_blind_until_the_folder_has_it(
    vendor: Vendor,
) -> None:
    clock = vendor.clock
    await vendor.pass_seconds(2)
    assert clock.built.sight.at(clock.time.now()).state == "sees"
    await vendor.follow()
    clock.time.move_to(HALF - timedelta(seconds=15))
    await vendor.pass_seconds(14)
    assert clock.built.sight.at(clock.time.now()).state == "sees"
    with capture_logs() as lines:
        await vendor.pass_seconds(20)
    assert [one["event"] for one in lines].count("calendar-not-known") == 1
    shown = (await clock.get("/v1/clock", "service")).json()
    assert shown["blind"]
    stuck = [one for one in shown["shards"] if one["problem"]]
    assert [one["problem"] for one in stuck] == ["no calendar 'shop' in version 2"]
    assert all(one["lag_s"] > 5 for one in stuck)
    ready = (await clock.client.get("/health/ready")).json()
    assert ready["degraded"] == ["sight"]
    assert "is blind since" in ready["checks"]["sight"]
    write_calendars(vendor.folder, 2)
    # Its own look, the shard's next try, and as long as a blind clock needs to see again.
    await vendor.pass_seconds(2 * LOOK_EVERY_S + 11)
    assert await warned_at(clock) == [HALF]
    shown = (await clock.get("/v1/clock", "service")).json()
    assert not shown["blind"]
    assert [one["problem"] for one in shown["shards"] if one["problem"]] == []
