"""Makes promises about time and publishes them: what lets a timer fire though nothing happens."""

from collections.abc import Sequence
from typing import Protocol

import structlog

from events.broker.broker import Broker, Publisher
from events.cancellation import end_if_cancelled, only_when_asked
from events.clock import Clock
from events.errors import Retryable
from events.store.database_errors import DATABASE_ERRORS, database_is_gone
from events.store.event_store import Watermark
from events.watermark_records import watermarks_to_outgoing

_LOG = structlog.get_logger("events.watermarks")
_RETENTION_S = 3600
_BACK_OFF_S = 0.5


class Promises(Protocol):
    """The part of a store that makes watermarks."""

    async def make_watermarks(self) -> Sequence[Watermark]: ...


class WatermarkMaker:
    """Every `every_s` seconds a promise for each shard that is not being appended to, in one statement and one record.

    A promise that is lost on its way does no harm: the next one says more. Any number of these may run at the same time.
    """

    def __init__(
        self, store: Promises, broker: Broker, topic: str, shards: int, *, clock: Clock, every_s: float = 0.02
    ) -> None:
        self._store, self._broker, self._topic, self._shards = store, broker, topic, shards
        self._clock, self._every_s = clock, every_s
        self._publisher: Publisher | None = None

    async def step(self) -> int:
        """Make promises and publish them; returns how many. Trouble that passes is logged and counts as none."""
        try:
            with only_when_asked("a round of watermarks"):
                return await self._promise()
        except (Retryable, *DATABASE_ERRORS) as trouble:
            if not isinstance(trouble, Retryable) and not database_is_gone(trouble):
                raise
            _LOG.warning("watermarks_held_up", topic=self._topic, problem=str(trouble))
            await self.close()
            return 0

    async def run(self) -> None:
        """Promise for ever."""
        try:
            while True:
                end_if_cancelled()
                began = self._clock.monotonic()
                await self.step()
                left = began + self._every_s - self._clock.monotonic()
                await self._clock.sleep(max(0.0, left) if self._publisher else _BACK_OFF_S)
        finally:
            await self.close()

    async def close(self) -> None:
        """Let go of the broker."""
        publisher, self._publisher = self._publisher, None
        if publisher is not None:
            await publisher.close()

    async def _promise(self) -> int:
        publisher = await self._connected()
        watermarks = await self._store.make_watermarks()
        if watermarks:
            await publisher.send(self._topic, [watermarks_to_outgoing(self._shards, watermarks)])
        return len(watermarks)

    async def _connected(self) -> Publisher:
        if self._publisher is None:
            await self._broker.create_small_topics({self._topic: _RETENTION_S})
            self._publisher = await self._broker.publisher()
        return self._publisher
