"""Checks every second whether the clock sees, keeps the answer, and logs a change."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import structlog

from events.clock import Clock
from events.consumer.status import ConsumerStatus
from events.run_forever import Recovery, run_forever
from sla_clock.domain.judge_watermarks import Sight, SightRules, judge_watermarks
from webapi.health import NotReady

_EVERY_S = 1.0
_log = structlog.get_logger()


def _never_moved() -> timedelta:
    return timedelta(0)


class SightWatch:
    """The clock's sight, as of the last look.

    `now` is the store's time, by which watermarks are judged. `moved`: by how much that time was
    just moved, in a sandbox; the watermarks of the new time are still on their way.
    """

    def __init__(
        self,
        status: Callable[[], ConsumerStatus],
        now: Callable[[], Awaitable[datetime]],
        rules: SightRules,
        moved: Callable[[], timedelta] = _never_moved,
    ) -> None:
        self._status, self._now, self._rules, self._moved = status, now, rules, moved
        self._sight = Sight()

    def at(self, now: datetime) -> Sight:
        """Return what a look at this instant would find, without changing anything."""
        seen_by, watermarks = now - self._moved(), watermarks_of(self._status())
        if watermarks and seen_by < now:
            # Of the new time already, which is not ahead of it.
            watermarks = {shard: at and min(at, seen_by) for shard, at in watermarks.items()}
        return judge_watermarks(self._sight, watermarks, seen_by, self._rules)

    async def look(self) -> None:
        """Look once. Raises whatever error the database raises."""
        # The time before the watermarks: read first, they would seem older than they are whenever
        # the database is slow to tell the time.
        before, self._sight = self._sight, self.at(await self._now())
        if self._sight.state != before.state:
            _log_change(before, self._sight)

    async def run(self, clock: Clock) -> None:
        """Look every second until cancelled; wait for a database that is away."""
        await run_forever(
            "sight", self.look, clock=clock, idle_s=_EVERY_S, recovery=Recovery(pause_s=_EVERY_S)
        )

    async def check(self) -> None:
        """Raise NotReady if the clock does not see, and say since when."""
        # `at`, not `look`: how often somebody probes must not change what the clock's state is.
        sight = self.at(await self._now())
        if sight.state == "not-yet":
            raise NotReady("the clock has started and sees nothing yet")
        if sight.state == "blind":
            raise NotReady(
                f"the clock is blind since {sight.since:%Y-%m-%dT%H:%M:%SZ}: deadlines are held"
            )


def watermarks_of(status: ConsumerStatus) -> Mapping[int, datetime | None] | None:
    """Return the newest watermark of each shard that has events or is not known yet.

    Of a shard that cannot go on, up to when all is applied: what comes is not seen there. Return
    None if no shard is followed.
    """
    if not status.partitions:
        return None
    return {
        one.partition: one.sees_until
        for one in status.partitions
        if one.next_seq > 1 or one.state == "unknown"
    }


def _log_change(before: Sight, after: Sight) -> None:
    if after.state == "blind":
        known = min(filter(None, after.watermarks.values()), default=None)
        _log.error("clock-blind", known_until=known and known.isoformat())
    else:
        _log.info("clock-sees", was=before.state)
