"""The broker as Kafka has it, by aiokafka: topics, publishers, subscriptions."""

from collections.abc import Mapping, Sequence

from aiokafka import AIOKafkaConsumer
from aiokafka import TopicPartition as KafkaPartition
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.errors import KafkaError, KafkaTimeoutError

from events.broker.broker import BrokerTrouble, IncomingRecord, TopicPartition
from events.broker.kafka_ping import KafkaPing
from events.broker.kafka_publisher import KafkaPublisher
from events.broker.kafka_subscription import (
    KafkaSubscription,
    SessionTooShort,
    incoming,
    stop,
)
from events.broker.kafka_topics import KafkaTopics
from events.log_actions import log_action

FETCH_WAIT_MS = 25
"""How long a fetch may wait at the broker.

Short, because some brokers look for new records only at the end of the wait; no shorter, because
idle consumers would keep the broker busy for nothing.
"""

_ANSWER_WITHIN_MS = 5_000
"""Timeout for reading a topic's end.

If the topic disappears meanwhile, waiting longer does not help: it has to be created again.
"""

SESSION_S = 6.0
"""How long a member of a group may say nothing before others take over its partitions, where
nothing else is asked for.

Every broker allows it, also one that counts the time of a rebalance as silence.
"""

_LONGER_SESSION_MS = 6_000
"""What a broker takes that allows no shorter session: Apache Kafka's own minimum."""

_HEARTBEATS = 6
"""How many heartbeats go into a session: several may be lost before the member counts as dead."""

_FETCHES, _EMPTY_FETCHES, _FETCH_MS = 50, 5, 100
"""How many fetches may pass until one tells the end of a partition, how many in a row may come back
empty though records should follow, and how long each may take."""


class KafkaBroker:
    """A Kafka cluster, or anything that speaks its protocol.

    `grouped=False` gives every subscription all partitions without a group: for a single process,
    which then starts at once. `static_members=False` gives members no lasting name: for a broker
    that never gives up on a static member (Tansu), and where a clean stop should hand over at once.
    `session_timeout_s` is how long a member may be silent; where the broker refuses so short a
    session, it is 6 s.
    `replication` applies to the topics that it makes.
    """

    def __init__(
        self,
        bootstrap_servers: str,
        *,
        grouped: bool = True,
        static_members: bool = True,
        session_timeout_s: float = SESSION_S,
        replication: int = 1,
        fetch_wait_ms: int = FETCH_WAIT_MS,
    ) -> None:
        self._servers = bootstrap_servers
        self._grouped, self._static_members = grouped, static_members
        self._session_ms = int(session_timeout_s * 1000)
        self._fetch_wait_ms = fetch_wait_ms
        self._topics = KafkaTopics(bootstrap_servers, replication)
        self._ping = KafkaPing(bootstrap_servers)

    async def create_topics(
        self, topics: Mapping[str, int], retention_s: Mapping[str, int] | None = None
    ) -> None:
        """Make those that do not exist.

        Raises Refused for one that exists with another number of partitions.
        """
        await self._topics.create(topics, retention_s or {})

    async def create_small_topics(self, retention_s: Mapping[str, int]) -> None:
        """Make topics of one partition; one that exists keeps the partitions it has.

        Raises BrokerTrouble.
        """
        await self._topics.create_small(retention_s)

    async def publisher(self) -> KafkaPublisher:
        """Return a connected producer with acks=all. Raises BrokerTrouble."""
        publisher = KafkaPublisher(self._servers, self._topics)
        await publisher.start()
        return publisher

    async def subscription(
        self, group: str, topics: Sequence[str], *, member: str
    ) -> KafkaSubscription:
        """Join a group as static member `group-member`, or take all partitions if not `grouped`.

        Raises BrokerTrouble.
        """
        if not self._grouped:
            return await self._subscription(topics, {})
        try:
            return await self._subscription(topics, self._group_options(group, member))
        except SessionTooShort:
            log_action("session-too-short", group=group, session_ms=self._session_ms)
            self._session_ms = _LONGER_SESSION_MS
            return await self._subscription(topics, self._group_options(group, member))

    async def follower(self, topics: Sequence[str]) -> KafkaSubscription:
        """Read all partitions of these topics, without a group. Raises BrokerTrouble."""
        return await self._subscription(topics, {})

    async def _subscription(
        self, topics: Sequence[str], group_options: Mapping[str, object]
    ) -> KafkaSubscription:
        partitions = await self._topics.partitions(topics)
        # Instead of 5 minutes: a topic that was made again or extended is noticed by this.
        consumer = self._consumer(metadata_max_age_ms=10_000, **group_options)
        subscription = KafkaSubscription(consumer, tuple(topics), grouped=bool(group_options))
        await subscription.start(partitions)
        return subscription

    async def last_record(self, topic: str, partition: int) -> IncomingRecord | None:
        """Return the newest record of a partition. Raises BrokerTrouble.

        A topic that the broker has lost is made or extended first.
        """
        # Before looking: a topic that lacks the partition would be asked about until the time-out.
        await self._topics.mend(topic)
        consumer = self._consumer(request_timeout_ms=_ANSWER_WITHIN_MS)
        try:
            await consumer.start()
            consumer.assign([KafkaPartition(topic, partition)])
            return await _newest(consumer, TopicPartition(topic, partition))
        except KafkaError as error:
            raise BrokerTrouble(
                f"cannot read the end of {topic}[{partition}]: {error!r}"
            ) from error
        finally:
            await stop(consumer)

    async def ping(self) -> None:
        """Return when the cluster has answered.

        Raises BrokerTrouble if it does not within 1.5 s.
        """
        await self._ping.ping()

    async def close(self) -> None:
        """Close the broker's own connection.

        Publishers and subscriptions are closed by their users.
        """
        await self._ping.close()

    def _consumer(self, **options: object) -> AIOKafkaConsumer:
        # Where to read on is the checkpoint's to say. An offset that is gone raises: the client's
        # own reset would skip records without a word.
        return AIOKafkaConsumer(
            bootstrap_servers=self._servers,
            enable_auto_commit=False,
            auto_offset_reset="none",
            fetch_max_wait_ms=self._fetch_wait_ms,
            **options,
        )

    def _group_options(self, group: str, member: str) -> dict[str, object]:
        return {
            "group_id": group,
            "group_instance_id": f"{group}-{member}" if self._static_members else None,
            "session_timeout_ms": self._session_ms,
            "heartbeat_interval_ms": self._session_ms // _HEARTBEATS,
            "partition_assignment_strategy": (RangePartitionAssignor,),
        }


async def _newest(consumer: AIOKafkaConsumer, partition: TopicPartition) -> IncomingRecord | None:
    """Return the newest record of a partition, looking back from its end in growing steps.

    The last offset need not hold a record that is delivered.
    """
    kafka_partition = KafkaPartition(partition.topic, partition.partition)
    begin = (await consumer.beginning_offsets([kafka_partition]))[kafka_partition]
    offset, step, newest = await _end(consumer, kafka_partition, begin), 1, None
    while newest is None and offset > begin:
        offset, step = max(begin, offset - step), step * 2
        consumer.seek(kafka_partition, offset)
        newest = await _last_from_here(consumer, kafka_partition)
    return newest


async def _end(consumer: AIOKafkaConsumer, kafka_partition: KafkaPartition, begin: int) -> int:
    """Return the offset after the last record, as a fetch reports it. Raises KafkaTimeoutError.

    A broker that is asked directly may name the beginning of its last batch, or the end that a
    topic had before it was deleted and made again.
    """
    consumer.seek(
        kafka_partition,
        max(begin, (await consumer.end_offsets([kafka_partition]))[kafka_partition] - 1),
    )
    for _ in range(_FETCHES):
        await consumer.getmany(kafka_partition, timeout_ms=_FETCH_MS)
        end: int | None = consumer.highwater(kafka_partition)
        if end is not None:
            return end
    raise KafkaTimeoutError(f"no fetch was answered within {_FETCHES * _FETCH_MS / 1000:.0f} s")


async def _last_from_here(
    consumer: AIOKafkaConsumer, kafka_partition: KafkaPartition
) -> IncomingRecord | None:
    """Return the last record from the position on; None if none comes although one should.

    The broker has a gap there, or is slow.
    """
    newest: IncomingRecord | None = None
    patience = _EMPTY_FETCHES
    while patience and await consumer.position(kafka_partition) < consumer.highwater(
        kafka_partition
    ):
        came = (await consumer.getmany(kafka_partition, timeout_ms=_FETCH_MS)).get(
            kafka_partition, ()
        )
        patience = _EMPTY_FETCHES if came else patience - 1
        newest = incoming(came[-1]) if came else newest
    return newest
