"""Follows intake's events and promises: makes sure that the topics are there before they are asked for, then consumes them."""

from collections.abc import Mapping

import structlog

from events.broker.broker import Broker
from events.cancellation import reject_stray_cancellation
from events.clock import Clock
from events.consumer.consumer import Consumer
from events.errors import Retryable

WATERMARKS_KEPT_S = 3_600
_AGAIN_S = 1.0
_log = structlog.get_logger()


class IntakeFollower:
    """The consumer, behind topics that exist. `topics` by number of partitions; a broker that is asked for others may make wrong ones."""

    def __init__(
        self, consumer: Consumer, broker: Broker, topics: Mapping[str, int], watermarks: str
    ) -> None:
        self.consumer = consumer
        self._broker, self._topics, self._watermarks = broker, topics, watermarks
        self._made = False

    async def step(self) -> int:
        """One pass; returns how much was done. Raises Retryable while the broker cannot be reached."""
        await self._make_topics()
        return await self.consumer.step()

    async def run(self, clock: Clock) -> None:
        """Pass after pass, until cancelled."""
        while not self._made:
            try:
                with reject_stray_cancellation("making topics"):
                    await self._make_topics()
            except Retryable as trouble:
                _log.warning("broker-trouble", problem=str(trouble))
                await clock.sleep(_AGAIN_S)
        await self.consumer.run()

    async def close(self) -> None:
        """Leave the group."""
        await self.consumer.close()

    async def _make_topics(self) -> None:
        if not self._made:
            await self._broker.create_topics(self._topics)
            await self._broker.create_small_topics({self._watermarks: WATERMARKS_KEPT_S})
            self._made = True
