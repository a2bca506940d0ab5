"""Tells at the start of the clock which open deadlines could follow a later calendar (CP-25).

None is moved by a start: an operator does that, with `follow-calendars`.
"""

from collections import Counter

import structlog

from careplans.calendars import known_calendars
from events.clock import Clock
from events.run_forever import Recovery, run_forever
from events.store.connection import Pool
from sla_clock.adapters.following_rows import FollowingRows
from sla_clock.settings import SCHEMA

_log = structlog.get_logger(__name__)

_LOOK_EVERY_S = 3_600.0


class NewerCalendars:
    """Logs each calendar whose newest version open deadlines follow and do not count by yet."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._logged: dict[str, int] = {}

    async def run(self, clock: Clock) -> None:
        """Look at the start, and each hour for what was opened by an older folder of intake's."""
        recovery = Recovery(pause_s=1.0)
        await run_forever(
            "calendars", self.step, clock=clock, idle_s=_LOOK_EVERY_S, recovery=recovery
        )

    async def step(self) -> None:
        """Log what was not logged yet of those versions."""
        # In order, so that the last of a calendar's versions stays.
        newest = dict(sorted(known_calendars()))
        behind = Counter[str]()
        for one in await FollowingRows(SCHEMA).behind(self._pool, newest):
            behind[one.calendar_id] += one.deadlines
        for calendar_id, deadlines in behind.items():
            version = newest[calendar_id]
            if self._logged.get(calendar_id) != version:
                _log.warning(
                    "calendar-newer", calendar=calendar_id, version=version, deadlines=deadlines
                )
                self._logged[calendar_id] = version
