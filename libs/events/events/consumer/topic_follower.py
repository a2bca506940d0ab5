"""Creates another service's topics before following them: a broker may create them wrongly."""

from collections.abc import Mapping
from functools import partial

from events.broker.broker import Broker
from events.clock import Clock
from events.consumer.consumer import Consumer
from events.run_forever import Recovery, run_forever

_AGAIN_S = 1.0
_RECORDS_AWAITED_S = 0.2


class TopicFollower:
    """A consumer that creates its topics, if they are missing, before it subscribes.

    `topics` maps each topic to its number of partitions; `kept_s` maps those of one partition, such
    as watermarks, to how long their records are kept. Where the other service is not used, the
    topics stay empty.
    """

    def __init__(
        self,
        consumer: Consumer,
        broker: Broker,
        topics: Mapping[str, int],
        kept_s: Mapping[str, int] | None = None,
    ) -> None:
        self.consumer = consumer
        self._broker, self._topics, self._kept_s = broker, topics, kept_s or {}
        self._made = False

    async def step(self, wait_s: float = 0.0) -> int:
        """Do one pass, waiting at most `wait_s` for records; return how much was done.

        Raises Retryable while the broker cannot be reached.
        """
        # Before the first poll: a broker that is asked about a missing topic may create it itself,
        # with another number of partitions.
        await self._make_topics()
        return await self.consumer.step(wait_s)

    async def run(self, clock: Clock) -> None:
        """Step until cancelled, then leave the group."""
        try:
            await run_forever(
                f"consumer {self.consumer.name}",
                partial(self.step, _RECORDS_AWAITED_S),
                clock=clock,
                idle_s=0.0,
                recovery=Recovery(pause_s=_AGAIN_S, longest_pause_s=_AGAIN_S),
            )
        finally:
            await self.close()

    async def close(self) -> None:
        """Leave the group."""
        await self.consumer.close()

    async def _make_topics(self) -> None:
        if not self._made:
            await self._broker.create_topics(self._topics)
            if self._kept_s:
                await self._broker.create_small_topics(self._kept_s)
            # Only after both: if the broker fails in between, the next step tries again.
            self._made = True
