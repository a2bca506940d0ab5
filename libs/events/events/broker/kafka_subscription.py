"""A member of a Kafka consumer group that delivers nothing from an offset that nobody chose.

aiokafka delivers records before an asynchronous rebalance callback has finished, and swallows the
callback's errors. So the callbacks here only set marks: nothing is delivered from the moment
partitions are revoked until they are assigned again; then they are paused until they are sought;
and records fetched across a rebalance are dropped.
"""

import asyncio
from collections.abc import Mapping, Sequence

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord
from aiokafka import TopicPartition as KafkaPartition
from aiokafka.errors import (
    InvalidSessionTimeoutError,
    KafkaError,
    NoOffsetForPartitionError,
    OffsetOutOfRangeError,
)

from events.broker.broker import BrokerTrouble, IncomingRecord, OffsetGone, TopicPartition
from events.cancellation import GaveUp, reject_stray_cancellation

_ANSWER_WITHIN_S = 5.0
"""How long to ask for offsets.

The client alone would ask for 40 s about a topic that is gone, and everything else would wait.
"""

_COMMIT_WITHIN_S = 1.0


class SessionTooShort(BrokerTrouble):
    """The broker allows no session as short as the one that was asked for."""


def incoming(record: ConsumerRecord) -> IncomingRecord:
    """Return aiokafka's record as one of ours."""
    return IncomingRecord(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        key=record.key,
        value=record.value,
        headers=record.headers,
    )


async def stop(consumer: AIOKafkaConsumer) -> None:
    """Stop a client, whatever its fetches are doing.

    aiokafka cancels a fetch that waits for a broker that is away, awaits it, and mistakes that
    cancellation for its own: it stops half way, and its client would try to connect for ever.
    """
    try:
        with reject_stray_cancellation("stopping a reader"):
            await consumer.stop()
    except GaveUp:
        await consumer._client.close()


class _Marks(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """What the rebalance callbacks leave behind: no I/O, no waiting, nothing that can fail."""

    def __init__(self, consumer: AIOKafkaConsumer, topics: Sequence[str]) -> None:
        self._consumer, self._topics = consumer, topics
        self.round = 0
        self.shared_out: dict[str, int] = {}
        self.shared_out_otherwise = False
        self.rebalanced = asyncio.Event()

    def on_partitions_revoked(self, revoked: object) -> None:
        del revoked
        self.rebalanced.clear()
        self.round += 1

    def on_partitions_assigned(self, assigned: Sequence[KafkaPartition]) -> None:
        for kafka_partition in assigned:
            # Without a position aiokafka asks the group for one; any will do, since the partition
            # is paused.
            self._consumer.pause(kafka_partition)
            self._consumer.seek(kafka_partition, 0)
        before = self.shared_out
        self.shared_out = {
            topic: len(self._consumer.partitions_for_topic(topic) or ()) for topic in self._topics
        }
        self.shared_out_otherwise = self.shared_out_otherwise or before not in ({}, self.shared_out)
        self.round += 1
        self.rebalanced.set()


class KafkaSubscription:
    """Wraps an AIOKafkaConsumer. `assigned` and `assignment` change only within `poll`."""

    def __init__(
        self, consumer: AIOKafkaConsumer, topics: tuple[str, ...], *, grouped: bool
    ) -> None:
        self._consumer, self._topics, self._grouped = consumer, topics, grouped
        self._marks = _Marks(consumer, topics)
        self._round = 0
        self._assigned: frozenset[TopicPartition] = frozenset()
        self._sought: set[TopicPartition] = set()
        self._paused: set[TopicPartition] = set()

    async def start(self, partitions: Mapping[str, int]) -> None:
        """Connect, and join the group or take all partitions.

        Raises BrokerTrouble; SessionTooShort where that was the trouble.
        """
        if self._grouped:
            self._consumer.subscribe(list(self._topics), listener=self._marks)
        try:
            await self._consumer.start()
        # `start` does not clean up after itself when it is cancelled.
        except asyncio.CancelledError:
            await self._consumer.stop()
            raise
        except InvalidSessionTimeoutError as error:
            await self._consumer.stop()
            raise SessionTooShort(repr(error)) from error
        except KafkaError as error:
            await self._consumer.stop()
            raise BrokerTrouble(f"the broker cannot be reached: {error!r}") from error
        if not self._grouped:
            everything = [
                KafkaPartition(topic, n)
                for topic, count in partitions.items()
                for n in range(count)
            ]
            self._consumer.assign(everything)
            self._marks.on_partitions_assigned(everything)
            self._marks.shared_out = dict(partitions)

    def assigned(self) -> frozenset[TopicPartition]:
        """Return this member's partitions as of the last poll; none during a rebalance."""
        return self._assigned

    def assignment(self, partition: TopicPartition) -> int:
        """Return the number of the last rebalance."""
        del partition
        return self._round

    async def poll(
        self, timeout_s: float, max_records: int
    ) -> Mapping[TopicPartition, Sequence[IncomingRecord]]:
        """Return the records that have arrived for the partitions that were sought.

        Raises BrokerTrouble, OffsetGone.
        """
        if self._take_new_assignment():
            return {}
        try:
            # A fetch may wait longer than it was asked to, while the client looks for a broker.
            async with asyncio.timeout(timeout_s + 1.0):
                return await self._fetched(timeout_s, max_records)
        except TimeoutError:
            return {}
        except NoOffsetForPartitionError:
            return {}
        except OffsetOutOfRangeError as error:
            kafka_partition = next(iter(error.args[0]))
            raise OffsetGone(
                TopicPartition(kafka_partition.topic, kafka_partition.partition)
            ) from error
        except KafkaError as error:
            raise BrokerTrouble(f"cannot read: {error!r}") from error

    async def seek(self, partition: TopicPartition, offset: int) -> None:
        """Read on from this offset.

        Does nothing if the partition was taken away meanwhile: the next poll will tell.
        """
        if self._is_current(partition):
            kafka_partition = KafkaPartition(partition.topic, partition.partition)
            self._consumer.seek(kafka_partition, offset)
            self._sought.add(partition)
            if partition not in self._paused:
                self._consumer.resume(kafka_partition)

    def pause(self, partition: TopicPartition) -> None:
        """Deliver nothing of it for now."""
        self._paused.add(partition)
        if self._is_current(partition):
            self._consumer.pause(KafkaPartition(partition.topic, partition.partition))

    def resume(self, partition: TopicPartition) -> None:
        """Deliver it again, if it was sought."""
        self._paused.discard(partition)
        if self._is_current(partition) and partition in self._sought:
            self._consumer.resume(KafkaPartition(partition.topic, partition.partition))

    async def offsets(self, partition: TopicPartition) -> tuple[int, int]:
        """Return the first offset, and one that is no higher than the end. Raises BrokerTrouble."""
        kafka_partition = KafkaPartition(partition.topic, partition.partition)
        try:
            async with asyncio.timeout(_ANSWER_WITHIN_S):
                begin = await self._consumer.beginning_offsets([kafka_partition])
                end = await self._consumer.end_offsets([kafka_partition])
        except (KafkaError, TimeoutError) as error:
            raise BrokerTrouble(f"cannot ask for offsets: {error!r}") from error
        return begin[kafka_partition], end[kafka_partition]

    async def ends(self, partitions: Sequence[TopicPartition]) -> Mapping[TopicPartition, int]:
        """Return an offset that is no higher than the end, for each. Raises BrokerTrouble."""
        try:
            async with asyncio.timeout(_ANSWER_WITHIN_S):
                ends = await self._consumer.end_offsets(
                    [KafkaPartition(p.topic, p.partition) for p in partitions]
                )
        except (KafkaError, TimeoutError) as error:
            raise BrokerTrouble(f"cannot ask for offsets: {error!r}") from error
        return {
            TopicPartition(kafka_partition.topic, kafka_partition.partition): end
            for kafka_partition, end in ends.items()
        }

    def known_end(self, partition: TopicPartition) -> int | None:
        """Return the high watermark of the last fetch."""
        if partition not in self._sought or not self._is_current(partition):
            return None
        end: int | None = self._consumer.highwater(
            KafkaPartition(partition.topic, partition.partition)
        )
        return end

    async def is_outdated(self) -> bool:
        """Return whether the topics have other partitions now than when they were last assigned.

        A broker that lost a topic may have created one with fewer by itself; not every broker
        assigns partitions again when it has them all, not even if a member asks for that. The
        client learns of new partitions within 10 s, and this waits for no answer of the broker.
        """
        if not self._is_up_to_date():
            return False
        return self._marks.shared_out_otherwise or any(
            count and count != len(self._consumer.partitions_for_topic(topic) or range(count))
            for topic, count in self._marks.shared_out.items()
        )

    async def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Tell the broker how far this member has read, for lag dashboards.

        A failure does not matter.
        """
        mine = {
            KafkaPartition(p.topic, p.partition): offset
            for p, offset in offsets.items()
            if self._is_current(p)
        }
        if not self._grouped or not mine:
            return
        try:
            # Without a bound the client looks for a coordinator that is away until it is back, and
            # nothing is read.
            async with asyncio.timeout(_COMMIT_WITHIN_S):
                await self._consumer.commit(mine)
        except (KafkaError, TimeoutError):
            return

    async def close(self) -> None:
        """Disconnect. A static member keeps its partitions until its session ends."""
        await stop(self._consumer)

    def _is_current(self, partition: TopicPartition) -> bool:
        return self._is_up_to_date() and partition in self._assigned

    def _is_up_to_date(self) -> bool:
        return self._marks.rebalanced.is_set() and self._marks.round == self._round

    def _take_new_assignment(self) -> bool:
        if self._marks.round == self._round:
            return False
        rebalanced = self._marks.rebalanced.is_set()
        kafka_partitions = self._consumer.assignment() if rebalanced else ()
        self._assigned = frozenset(
            TopicPartition(kafka_partition.topic, kafka_partition.partition)
            for kafka_partition in kafka_partitions
        )
        self._sought, self._paused = set(), set()
        self._round = self._marks.round
        return rebalanced

    async def _fetched(
        self, timeout_s: float, max_records: int
    ) -> Mapping[TopicPartition, Sequence[IncomingRecord]]:
        wanted = [KafkaPartition(p.topic, p.partition) for p in self._sought - self._paused]
        if not wanted:
            await self._wait_for_rebalance(timeout_s)
            # Nothing is sought yet: fetch all that is assigned, without waiting, so that errors
            # come up.
            wanted, timeout_s = [KafkaPartition(p.topic, p.partition) for p in self._assigned], 0.0
        if not wanted:
            return {}
        fetched = await self._consumer.getmany(
            *wanted, timeout_ms=int(timeout_s * 1000), max_records=max_records
        )
        # Fetched across a rebalance: another member may have it by now.
        if self._marks.round != self._round:
            self._take_new_assignment()
            return {}
        return {
            TopicPartition(kafka_partition.topic, kafka_partition.partition): [
                incoming(record) for record in records
            ]
            for kafka_partition, records in fetched.items()
        }

    async def _wait_for_rebalance(self, timeout_s: float) -> None:
        """Wait for a rebalance to end, or for the time to pass, when there is nothing to read."""
        if self._marks.rebalanced.is_set():
            await asyncio.sleep(timeout_s)
        else:
            await asyncio.wait_for(self._marks.rebalanced.wait(), timeout_s)
