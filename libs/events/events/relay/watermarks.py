"""Makes watermarks and publishes them: what lets a timer fire though nothing happens."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from events.broker.broker import Broker, Publisher
from events.cancellation import reject_stray_cancellation
from events.clock import Clock
from events.errors import Retryable
from events.relay.due_hints import DueHints
from events.relay.watermark_pace import WatermarkPace
from events.run_forever import Recovery, passes, run_forever
from events.store.database_errors import DATABASE_ERRORS
from events.wait_for import wait_for
from events.watermark import Watermark
from events.watermark_records import watermarks_to_outgoing

_RETENTION_S = 3600
_BACK_OFF_S = 0.5


class WatermarkSource(Protocol):
    """The part of a store that makes watermarks; `shards` is how many it has."""

    @property
    def shards(self) -> int: ...

    async def make_watermarks(self) -> Sequence[Watermark]: ...


class WatermarkMaker:
    """Makes watermarks for idle shards, in one statement and one record, as often as `pace` says.

    `hints`: what the clock says is due next; without them the pace is always `pace.every_s`. A
    watermark that is lost on its way does no harm: the next one says more. Any number of makers may
    run at the same time.
    """

    def __init__(
        self,
        store: WatermarkSource,
        broker: Broker,
        topic: str,
        *,
        clock: Clock,
        pace: WatermarkPace | None = None,
        hints: DueHints | None = None,
    ) -> None:
        self._store, self._broker, self._topic = store, broker, topic
        self._clock, self._pace, self._hints = clock, pace or WatermarkPace(), hints
        self._made_at: datetime | None = None
        self._is_in_a_hurry = False
        self._publisher: Publisher | None = None

    async def step(self) -> int:
        """Make watermarks and publish them; return how many.

        Trouble that passes closes the publisher and counts as 0.
        """
        try:
            with reject_stray_cancellation("a round of watermarks"):
                return await self._publish()
        except (Retryable, *DATABASE_ERRORS) as trouble:
            if not passes(trouble):
                raise
            await self.close()
            return 0

    def hurry(self) -> None:
        """Make the next watermark now, whatever the pace says; only where there are hints."""
        self._is_in_a_hurry = True
        if self._hints is not None:
            self._hints.news.set()

    async def run(self) -> None:
        """Publish watermarks until cancelled, and listen to hints meanwhile."""
        async with asyncio.TaskGroup() as group:
            listening = group.create_task(self._hints.run()) if self._hints else None
            try:
                await run_forever(
                    f"watermarks {self._topic}",
                    self._publish_then_rest,
                    clock=self._clock,
                    idle_s=0.0,
                    recovery=Recovery(
                        pause_s=_BACK_OFF_S, longest_pause_s=_BACK_OFF_S, let_go=self.close
                    ),
                )
            finally:
                # It never ends by itself, and the group waits for it.
                if listening is not None:
                    listening.cancel()
                await self.close()

    def wait_s(self) -> float:
        """Return how long after the last watermark the next one is needed."""
        if self._hints is None or self._made_at is None:
            return self._pace.every_s
        fresh = self._hints.are_fresh(self._store.shards)
        return self._pace.wait_s(self._made_at, self._hints.soonest(), fresh=fresh)

    async def _publish_then_rest(self) -> None:
        # Before publishing: whoever is in a hurry meanwhile wants a watermark of a later time.
        began, self._is_in_a_hurry = self._clock.monotonic(), False
        await self._publish()
        # A hint that comes meanwhile may bring the next watermark forward, so look again then.
        while (
            not self._is_in_a_hurry
            and (left := began + self.wait_s() - self._clock.monotonic()) > 0
        ):
            if self._hints is None:
                await self._clock.sleep(left)
            else:
                self._hints.news.clear()
                await wait_for(self._hints.news, left)

    async def close(self) -> None:
        """Disconnect from the broker."""
        publisher, self._publisher = self._publisher, None
        if publisher is not None:
            await publisher.close()

    async def _publish(self) -> int:
        # Connect first: a watermark is made only if it can be sent, and is as young as can be then.
        publisher = await self._connected()
        watermarks = await self._store.make_watermarks()
        self._made_at = max((watermark.at for watermark in watermarks), default=self._made_at)
        if watermarks:
            await publisher.send(
                self._topic, [watermarks_to_outgoing(self._store.shards, watermarks)]
            )
        return len(watermarks)

    async def _connected(self) -> Publisher:
        if self._publisher is None:
            await self._broker.create_small_topics({self._topic: _RETENTION_S})
            self._publisher = await self._broker.publisher()
        return self._publisher
