"""Finds topics that no longer have their first events: whoever reads one from its beginning would
stop at a gap."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from events.broker.broker import Broker, IncomingRecord, Subscription, TopicPartition
from events.ce_headers import begins_at_in, sequence_in
from events.clock import Clock

_POLL_S = 0.5
_AT_MOST = 1_000
_PATIENCE_S = 20.0


@dataclass(slots=True)
class _Reading:
    """How far a partition was read: `first` once its first event was seen."""

    next_offset: int
    first: bool = False
    others: bool = False

    def take(self, records: Sequence[IncomingRecord]) -> None:
        """Note what came."""
        for record in records:
            seq, self.next_offset = sequence_in(record.headers), record.offset + 1
            self.first = self.first or seq == 1
            # A marker says where a partition begins that was cut off.
            self.others = self.others or seq is not None or begins_at_in(record.headers) is not None


@dataclass(slots=True)
class _Follower:
    """Reads all partitions of a topic from their beginnings."""

    subscription: Subscription
    readings: dict[TopicPartition, _Reading] = field(default_factory=dict)

    async def poll(self) -> int:
        """Read on; return how many records came. Raises BrokerTrouble."""
        polled = await self.subscription.poll(_POLL_S, _AT_MOST)
        for partition in self.subscription.assigned() - self.readings.keys():
            begin, end = await self.subscription.offsets(partition)
            # The embedded broker may name a beginning beyond the end: then there is none.
            self.readings[partition] = _Reading(begin if begin <= end else 0)
            await self.subscription.seek(partition, self.readings[partition].next_offset)
        for partition, records in polled.items():
            self.readings[partition].take(records)
            if self.readings[partition].first:
                self.subscription.pause(partition)
        return sum(map(len, polled.values()))

    def waits(self) -> bool:
        """Return whether there is more to read before anything can be said."""
        return not self.readings or any(map(self._waits, self.readings))

    def lost(self) -> Collection[int]:
        """Return the partitions that have later events and not the first."""
        return sorted(it.partition for it, read in self.readings.items() if self._lost(read))

    def _waits(self, partition: TopicPartition) -> bool:
        reading, end = self.readings[partition], self.subscription.known_end(partition)
        return not reading.first and (end is None or reading.next_offset < end)

    def _lost(self, reading: _Reading) -> bool:
        return reading.others and not reading.first


async def find_lost_beginnings(broker: Broker, topic: str, clock: Clock) -> Collection[int]:
    """Return the partitions of a topic that hold events, but not their shard's first one.

    One that was sent again from the first event has it behind the rest, so a partition without it
    is read to its end. An empty one lost nothing that its relay would not send by itself. Raises
    BrokerTrouble, TimeoutError if the broker sends nothing more for a while.
    """
    follower = _Follower(await broker.follower([topic]))
    try:
        patience = clock.monotonic() + _PATIENCE_S
        while follower.waits():
            if await follower.poll():
                patience = clock.monotonic() + _PATIENCE_S
            elif clock.monotonic() > patience:
                raise TimeoutError
        return follower.lost()
    finally:
        await follower.subscription.close()
