"""What Tocsin asks of a broker.

`kafka_broker.py` does it with aiokafka, `memory_broker.py` in memory; both pass the same tests.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

from events.errors import Retryable


class OutgoingRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A record on its way to an explicit partition."""

    partition: int
    key: bytes
    value: bytes
    headers: Sequence[tuple[str, bytes]]


class IncomingRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A record as it was read.

    `offset` is the broker's and no more than a hint: order and completeness rest on `ce_sequence`.
    """

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]


@dataclass(frozen=True, slots=True, order=True)
class TopicPartition:
    """One partition of one topic."""

    topic: str
    partition: int


class BrokerTrouble(Retryable):
    """The broker could not be reached, or answered with an error.

    The same work is tried again; nothing is lost, since the store has everything.
    """


class OffsetGone(Retryable):
    """The broker has no record at this offset, or not yet again.

    Read the topic from its beginning: the sequence decides, not the offset.
    """

    def __init__(self, partition: TopicPartition) -> None:
        super().__init__(
            f"{partition.topic}[{partition.partition}] has no record at the offset that was sought"
        )
        self.partition = partition


class Publisher(Protocol):
    """Sends records, acks=all."""

    async def send(self, topic: str, records: Iterable[OutgoingRecord]) -> None:
        """Send in order, and return when all records are acknowledged.

        Raises Retryable: then any part of them may or may not have arrived.
        """
        ...

    async def close(self) -> None: ...


class Subscription(Protocol):
    """A member of a consumer group. Partitions come and go; `assigned` changes only within `poll`.

    A newly assigned partition is paused until `seek` is called for it, so that nothing is delivered
    from an offset that nobody chose.
    """

    def assigned(self) -> frozenset[TopicPartition]: ...

    def assignment(self, partition: TopicPartition) -> int:
        """Return the number of the assignment that gave this member the partition.

        It grows with each new assignment: drop work that was begun under an older one.
        """
        ...

    async def poll(
        self, timeout_s: float, max_records: int
    ) -> Mapping[TopicPartition, Sequence[IncomingRecord]]:
        """Return the records that have arrived for sought, unpaused partitions.

        Raises Retryable, and OffsetGone by partition.
        """
        ...

    async def seek(self, partition: TopicPartition, offset: int) -> None: ...

    def pause(self, partition: TopicPartition) -> None: ...

    def resume(self, partition: TopicPartition) -> None: ...

    async def offsets(self, partition: TopicPartition) -> tuple[int, int]:
        """Return the first offset that exists, and one that is at most the offset after the last.

        (A broker may answer with the beginning of its last batch; `known_end` is exact once
        something was fetched.)
        """
        ...

    async def ends(self, partitions: Sequence[TopicPartition]) -> Mapping[TopicPartition, int]:
        """Return the end of each partition, as `offsets` does, in one request.

        Raises BrokerTrouble.
        """
        ...

    def known_end(self, partition: TopicPartition) -> int | None:
        """Return the offset after the last record, as of the last fetch; None before any fetch.

        Costs no I/O.
        """
        ...

    async def is_outdated(self) -> bool:
        """Return whether a topic has gained or lost partitions since they were assigned.

        Then nobody reads some of them: join again. Raises Retryable.
        """
        ...

    async def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Publish how far this member has read, for lag dashboards only."""
        ...

    async def close(self) -> None: ...


class Broker(Protocol):
    """Makes publishers, subscriptions and topics."""

    async def create_topics(
        self, topics: Mapping[str, int], retention_s: Mapping[str, int] | None = None
    ) -> None:
        """Make the topics that do not exist, with so many partitions; nothing is ever deleted.

        An empty topic with fewer partitions is extended: brokers create topics by themselves when
        they are merely asked about one. Raises Refused for a topic with fewer that holds records,
        and for one with more; BrokerTrouble where an operator must make it anew.
        """
        ...

    async def create_small_topics(self, retention_s: Mapping[str, int]) -> None:
        """Make topics of one partition, kept for so many seconds.

        A topic that exists keeps the partitions it has.
        """
        ...

    async def publisher(self) -> Publisher: ...

    async def follower(self, topics: Sequence[str]) -> Subscription:
        """Read all partitions of these topics without a group: each process gets every record.

        Raises BrokerTrouble.
        """
        ...

    async def subscription(self, group: str, topics: Sequence[str], *, member: str) -> Subscription:
        """Join `group`. Partition n of each topic is assigned to the same member."""
        ...

    async def last_record(self, topic: str, partition: int) -> IncomingRecord | None:
        """Return the newest record of a partition.

        The relay compares it with its cursor to notice that a topic has lost records.
        """
        ...

    async def ping(self) -> None:
        """Return when the broker has answered. Raises BrokerTrouble soon if it does not."""
        ...

    async def close(self) -> None: ...


def offset_near_end(begin: int, end: int, back: int) -> int:
    """Return the offset `back` records before a partition's end, or its beginning if that is later.

    The embedded broker may say that a topic made again begins where the lost one had ended, beyond
    its end: a reader that waited there would miss everything until then. Such a beginning counts as
    none.
    """
    return max(begin if begin <= end else 0, end - back)
