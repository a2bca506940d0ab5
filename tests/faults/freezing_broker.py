"""A broker whose reader freezes its own process right after a fetch: records in its hands, nothing
begun."""

import os
import signal
from collections.abc import Mapping, Sequence

from events.broker.broker import Broker, IncomingRecord, Publisher, Subscription, TopicPartition


class FreezingBroker:
    """Passes everything on; the subscription stops the process at its `at`-th fetch that brought
    something."""

    def __init__(self, broker: Broker, at: int) -> None:
        self._broker, self._at = broker, at

    async def create_topics(
        self, topics: Mapping[str, int], retention_s: Mapping[str, int] | None = None
    ) -> None:
        await self._broker.create_topics(topics, retention_s)

    async def create_small_topics(self, retention_s: Mapping[str, int]) -> None:
        await self._broker.create_small_topics(retention_s)

    async def follower(self, topics: Sequence[str]) -> Subscription:
        return await self._broker.follower(topics)

    async def publisher(self) -> Publisher:
        return await self._broker.publisher()

    async def subscription(self, group: str, topics: Sequence[str], *, member: str) -> Subscription:
        return FreezingSubscription(
            await self._broker.subscription(group, topics, member=member), self._at
        )

    async def last_record(self, topic: str, partition: int) -> IncomingRecord | None:
        return await self._broker.last_record(topic, partition)

    async def ping(self) -> None:
        await self._broker.ping()

    async def close(self) -> None:
        await self._broker.close()


class FreezingSubscription:
    """Passes everything on, and freezes once."""

    def __init__(self, subscription: Subscription, at: int) -> None:
        self._inner, self._left = subscription, at

    def assigned(self) -> frozenset[TopicPartition]:
        return self._inner.assigned()

    def assignment(self, partition: TopicPartition) -> int:
        return self._inner.assignment(partition)

    async def poll(
        self, timeout_s: float, max_records: int
    ) -> Mapping[TopicPartition, Sequence[IncomingRecord]]:
        records = await self._inner.poll(timeout_s, max_records)
        self._left -= bool(records)
        if records and self._left == 0:
            os.kill(os.getpid(), signal.SIGSTOP)
        return records

    async def seek(self, partition: TopicPartition, offset: int) -> None:
        await self._inner.seek(partition, offset)

    def pause(self, partition: TopicPartition) -> None:
        self._inner.pause(partition)

    def resume(self, partition: TopicPartition) -> None:
        self._inner.resume(partition)

    async def offsets(self, partition: TopicPartition) -> tuple[int, int]:
        return await self._inner.offsets(partition)

    async def ends(self, partitions: Sequence[TopicPartition]) -> Mapping[TopicPartition, int]:
        """Do as the subscription does."""
        return await self._inner.ends(partitions)

    async def is_outdated(self) -> bool:
        """Do as the subscription does."""
        return await self._inner.is_outdated()

    def known_end(self, partition: TopicPartition) -> int | None:
        return self._inner.known_end(partition)

    async def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        await self._inner.commit(offsets)

    async def close(self) -> None:
        await self._inner.close()
