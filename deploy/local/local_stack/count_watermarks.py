"""Counts the watermarks that intake sends, each once, whatever happens to their topic meanwhile."""

import asyncio
from contextlib import suppress
from typing import Final

from events.broker.broker import Broker, BrokerTrouble, OffsetGone, Subscription, TopicPartition
from events.catalogue.topics import WATERMARKS

_AGAIN_AFTER_S: Final = 0.2
_PARTITION: Final = TopicPartition(WATERMARKS["intake"], 0)


class WatermarkCount:
    """How many were `sent` since the count began, by their offsets.

    The local system trims the topic by making it anew, which begins at its first offset again; and
    whoever loses the broker comes back to where the count was.
    """

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._upto: int | None = None
        self.sent = 0

    async def run(self) -> None:
        """Count until cancelled."""
        while True:
            # A topic that is made anew is gone for a moment.
            with suppress(BrokerTrouble, OffsetGone):
                subscription = await self._broker.follower([_PARTITION.topic])
                try:
                    await self._follow(subscription)
                finally:
                    await subscription.close()
            await asyncio.sleep(_AGAIN_AFTER_S)

    async def _follow(self, subscription: Subscription) -> None:
        placed = False
        while True:
            came = (await subscription.poll(_AGAIN_AFTER_S, 5_000)).get(_PARTITION, ())
            if came:
                self._count_to(came[-1].offset + 1)
            end = subscription.known_end(_PARTITION)
            was_made_anew = end is not None and self._upto is not None and end < self._upto
            if was_made_anew or not placed:
                await subscription.seek(_PARTITION, await self._next_offset(subscription))
                # Nothing is sought before the first poll has brought the partition.
                placed = _PARTITION in subscription.assigned()

    async def _next_offset(self, subscription: Subscription) -> int:
        """Return where to read on; the count begins with what comes from now on."""
        begin, end = await subscription.offsets(_PARTITION)
        if self._upto is None:
            self._upto = end
        elif self._upto > end:
            # It was made anew.
            self._upto = begin
        # What was trimmed before it was read here was sent nevertheless.
        self._count_to(max(self._upto, begin))
        return self._upto

    def _count_to(self, offset: int) -> None:
        assert self._upto is not None, "nothing comes before an offset was sought"
        self.sent += offset - self._upto
        self._upto = offset
