"""Does all that the notifier does because an instant has come, in one step and one loop."""

from dataclasses import dataclass

import structlog

from events.clock import Clock
from events.errors import EventsError
from events.store.database_errors import DATABASE_ERRORS, database_is_gone
from events.timers.own_clock import OwnClockTimers
from notifier.timers.page_for_missed_covers import PageForMissedCovers
from notifier.timers.raise_waiting_pages import RaiseWaitingPages
from notifier.timers.reroute_pages import ReroutePages
from notifier.timers.track_log_reading import TrackLogReading

_log = structlog.get_logger(__name__)

EVERY_S = 0.1
BACK_OFF_S = 0.5


@dataclass(frozen=True, slots=True)
class DueWork:
    """Tracks how far the log is read, then does what is due.

    That is escalations, pages that waited, pages without a chain, and P1s that nobody has and for
    which nothing rings.
    """

    log: TrackLogReading
    escalations: OwnClockTimers
    waiting: RaiseWaitingPages
    routing: ReroutePages
    covers: PageForMissedCovers

    async def step(self) -> int:
        """Do what is due now; return how much was done."""
        # First, because it decides which shards hold their timers in this very step.
        await self.log.step()
        done = await self.escalations.step() + await self.waiting.step()
        # Last: whether anything rings is known when the others are done.
        return done + await self.routing.step() + await self.covers.step()

    async def run(self, clock: Clock) -> None:
        """Step until cancelled; log trouble that passes."""
        while True:
            try:
                pause = 0.0 if await self.step() else EVERY_S
            except (EventsError, *DATABASE_ERRORS) as trouble:
                if not isinstance(trouble, EventsError) and not database_is_gone(trouble):
                    raise
                # Not `run_forever`: its pauses grow to 30 s, and a page must not wait so long after
                # the database is back.
                _log.error("due-work-held-up", error=type(trouble).__name__)
                pause = BACK_OFF_S
            await clock.sleep(pause)
