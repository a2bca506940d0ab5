"""Creates the notifier's topic before following it, since a broker may create it wrongly."""

from functools import partial

from events.broker.broker import Broker
from events.clock import Clock
from events.consumer.consumer import Consumer
from events.run_forever import Recovery, run_forever

_AGAIN_S = 1.0
_RECORDS_AWAITED_S = 0.2


class NotifierFollower:
    """A consumer of `topic`, which it creates with so many `shards` if it is missing.

    Where the notifier is not used, the topic stays empty.
    """

    def __init__(self, consumer: Consumer, broker: Broker, topic: str, shards: int) -> None:
        self.consumer = consumer
        self._broker, self._topic, self._shards = broker, topic, shards
        self._made = False

    async def step(self, wait_s: float = 0.0) -> int:
        """Do one pass, waiting at most `wait_s` for records; return how much was done."""
        # Before the first poll: a broker that is asked about a missing topic may create it itself,
        # with another number of partitions.
        if not self._made:
            await self._broker.create_topics({self._topic: self._shards})
            self._made = True
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
            await self.consumer.close()
