"""What Tocsin asks of a broker.

`kafka_broker.py` keeps it with aiokafka, `memory_broker.py` in memory; both pass the same tests.
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

    `offset` is the broker's, and is a hint at most: order and completeness rest on `ce_sequence`.
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

    The same work is tried again; nothing is lost, the store has it all.
    """


class OffsetGone(Retryable):
    """The broker no longer has this offset, or not yet again.

    Look from the topic's beginning: the sequence decides, not the offset.
    """

    def __init__(self, partition: TopicPartition) -> None:
        super().__init__(
            f"{partition.topic}[{partition.partition}] has no record at the offset that was sought"
        )
        self.partition = partition


class Publisher(Protocol):
    """Sends records, acks=all."""

    async def send(self, topic: str, records: Iterable[OutgoingRecord]) -> None:
        """Send in order and return when all are acknowledged.

        Raises Retryable: then any part may or may not have arrived.
        """
        ...

    async def close(self) -> None: ...


class Subscription(Protocol):
    """A member of a consumer group.

    Partitions come and go; `assigned` is a snapshot that changes only within `poll`.

    A newly assigned partition is paused until `seek` is called for it: nothing is delivered from a
    place that nobody chose.
    """

    def assigned(self) -> frozenset[TopicPartition]: ...

    def assignment(self, partition: TopicPartition) -> int:
        """Grows each time the partition is newly assigned to this member: work begun under an older
        one must be dropped."""
        ...

    async def poll(
        self, timeout_s: float, max_records: int
    ) -> Mapping[TopicPartition, Sequence[IncomingRecord]]:
        """Return what has come for the partitions that were sought and are not paused.

        Raises Retryable, and OffsetGone by partition.
        """
        ...

    async def seek(self, partition: TopicPartition, offset: int) -> None: ...

    def pause(self, partition: TopicPartition) -> None: ...

    def resume(self, partition: TopicPartition) -> None: ...

    async def offsets(self, partition: TopicPartition) -> tuple[int, int]:
        """Return the first offset that is there, and one that is no higher than the one after the
        last.

        (A broker may answer with the beginning of its last batch; `known_end` is exact once
        something was fetched.)
        """
        ...

    async def ends(self, partitions: Sequence[TopicPartition]) -> Mapping[TopicPartition, int]:
        """Return the end of each, as `offsets` tells it, asked for at once.

        Raises BrokerTrouble.
        """
        ...

    def known_end(self, partition: TopicPartition) -> int | None:
        """Return the offset after the last record, as of the last fetch; None where nothing was
        fetched yet. Costs no I/O."""
        ...

    async def is_outdated(self) -> bool:
        """Return whether a topic has another number of partitions than when they were shared out:
        some are nobody's, join anew. Raises Retryable."""
        ...

    async def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """For lag dashboards only."""
        ...

    async def close(self) -> None: ...


class Broker(Protocol):
    """Makes publishers, subscriptions and topics."""

    async def create_topics(
        self, topics: Mapping[str, int], retention_s: Mapping[str, int] | None = None
    ) -> None:
        """Make those that do not exist, with so many partitions; nothing is ever deleted.

        Raises Refused, BrokerTrouble.

        An empty one with fewer is extended: brokers make topics by themselves when they are merely
        asked about. Refused is one with another number that holds records, and one with more.
        BrokerTrouble: an operator must make it anew.
        """
        ...

    async def create_small_topics(self, retention_s: Mapping[str, int]) -> None:
        """Make topics of one partition, kept for so many seconds; one that exists keeps the
        partitions it has."""
        ...

    async def publisher(self) -> Publisher: ...

    async def follower(self, topics: Sequence[str]) -> Subscription:
        """Read all partitions of these topics without a group: every process gets every record.

        Raises BrokerTrouble.
        """
        ...

    async def subscription(self, group: str, topics: Sequence[str], *, member: str) -> Subscription:
        """Join `group`; co-partitioned topics are assigned together (partition n of each to the
        same member)."""
        ...

    async def last_record(self, topic: str, partition: int) -> IncomingRecord | None:
        """Return the newest record of a partition: how the relay finds out that a topic has lost
        its memory."""
        ...

    async def ping(self) -> None:
        """Return when the broker has answered. Raises BrokerTrouble where it does not, soon."""
        ...

    async def close(self) -> None: ...


def offset_near_end(begin: int, end: int, back: int) -> int:
    """Return the offset `back` records before the end of a partition, but none before its
    beginning.

    The embedded broker may say that a topic made again begins where the lost one had ended, beyond
    its end: a reader that waited there would miss all that comes until then. Such a beginning
    counts as none.
    """
    return max(begin if begin <= end else 0, end - back)
