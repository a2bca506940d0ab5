"""Follows topics of watermarks.

Every process reads all of them, whichever shards its group assigns to it.
"""

from collections.abc import Mapping

from events.broker.broker import (
    Broker,
    OffsetGone,
    Subscription,
    TopicPartition,
    offset_near_end,
)
from events.clock import Clock
from events.consumer.watermark_intake import WatermarkIntake
from events.errors import Retryable
from events.log_actions import log_action

_AGAIN_S = 0.5
_MOST_RECORDS = 1_000


class WatermarkFeed:
    """Reads each topic of watermarks from its newest record on.

    `topics` maps each of them to its topic of events. Trouble is logged and tried again after half
    a second: meanwhile time stands still, which holds timers and harms nothing.
    """

    def __init__(self, broker: Broker, topics: Mapping[str, str], clock: Clock) -> None:
        self._broker, self._clock, self._topics = broker, clock, topics
        self.intakes = {events: WatermarkIntake() for events in topics.values()}
        self._subscription: Subscription | None = None
        self._positions: dict[TopicPartition, int] = {}
        self._end_when_sought: dict[TopicPartition, int | None] = {}
        self._again_at = clock.monotonic()

    async def take(self, wait_s: float) -> int:
        """Take what has come, waiting at most `wait_s`; return how many partitions are new."""
        if self._clock.monotonic() < self._again_at:
            await self._clock.sleep(min(wait_s, self._again_at - self._clock.monotonic()))
            return 0
        try:
            return await self._take(wait_s)
        except OffsetGone as gone:
            self._positions.pop(gone.partition, None)
        except Retryable as trouble:
            log_action("watermarks-not-read", problem=str(trouble))
            self._again_at = self._clock.monotonic() + _AGAIN_S
            # A connection in trouble is not trusted again; the next `take` makes a new one.
            await self.close()
        return 0

    async def close(self) -> None:
        """Disconnect; the next `take` would connect again."""
        subscription, self._subscription = self._subscription, None
        self._positions = {}
        if subscription is not None:
            await subscription.close()

    async def _take(self, wait_s: float) -> int:
        if self._subscription is None:
            self._subscription = await self._broker.follower(list(self._topics))
        # Before and after the poll: the assignment changes only within it.
        met = await self._seek_newest(self._subscription)
        came = await self._subscription.poll(0.0 if met else wait_s, _MOST_RECORDS)
        for partition, records in came.items():
            self._positions[partition] = records[-1].offset + 1
            self._end_when_sought[partition] = None
            self.intakes[self._topics[partition.topic]].take(records)
        self._notice_lost_records(self._subscription)
        return met + await self._seek_newest(self._subscription)

    async def _seek_newest(self, subscription: Subscription) -> int:
        """Begin at the last record of each new partition; return how many there are.

        Older records say less.
        """
        new = sorted(subscription.assigned() - self._positions.keys())
        for partition in new:
            begin, end = await subscription.offsets(partition)
            self._positions[partition] = offset_near_end(begin, end, 1)
            # What is known of the end is from before, until something is fetched from here.
            self._end_when_sought[partition] = subscription.known_end(partition)
            await subscription.seek(partition, self._positions[partition])
        return len(new)

    def _notice_lost_records(self, subscription: Subscription) -> None:
        """Look again where a topic ends that is shorter than what was read: it was made anew."""
        for partition, offset in list(self._positions.items()):
            end = subscription.known_end(partition)
            if end is not None and end < offset and end != self._end_when_sought.get(partition):
                del self._positions[partition]
