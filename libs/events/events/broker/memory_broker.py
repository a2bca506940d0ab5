"""A broker in memory, for story tests and for services in one process.

It passes the same tests as the Kafka one, and a test can make it misbehave.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import count

from events.broker.broker import (
    BrokerTrouble,
    IncomingRecord,
    OffsetGone,
    OutgoingRecord,
    TopicPartition,
)
from events.broker.memory_log import MemoryLog, spread
from events.errors import Refused


class MemoryBroker:
    """Topics, groups and offsets in memory.

    A test misuses it with `hold`, `release`, `forget` and `truncate`.
    """

    def __init__(self) -> None:
        self._topics: dict[str, list[MemoryLog]] = {}
        self._held: set[str] = set()
        self._groups: defaultdict[str, dict[str, MemorySubscription]] = defaultdict(dict)
        self._news = asyncio.Event()
        self.unreachable = False
        self._followers = count()

    async def create_topics(
        self, topics: Mapping[str, int], retention_s: Mapping[str, int] | None = None
    ) -> None:
        """Make the topics that do not exist; records in memory need no retention."""
        del retention_s
        for topic, partitions in topics.items():
            logs = self._topics.setdefault(
                topic, [MemoryLog(topic, number) for number in range(partitions)]
            )
            if len(logs) != partitions:
                raise Refused(f"topic {topic} has {len(logs)} partitions, not {partitions}")

    async def create_small_topics(self, retention_s: Mapping[str, int]) -> None:
        """Make topics of one partition; one that exists keeps the partitions it has."""
        for topic in retention_s:
            self._topics.setdefault(topic, [MemoryLog(topic, 0)])

    async def publisher(self) -> "MemoryPublisher":
        """Return a publisher that sends at once."""
        return MemoryPublisher(self)

    async def subscription(
        self, group: str, topics: Sequence[str], *, member: str
    ) -> "MemorySubscription":
        """Join a group; a member of the same name that is in it is put out."""
        joined = MemorySubscription(self, group, member, tuple(topics))
        self._groups[group][member] = joined
        self._share_out(group)
        return joined

    async def follower(self, topics: Sequence[str]) -> "MemorySubscription":
        """Join a group of its own."""
        alone = f"follower {next(self._followers)}"
        if missing := [topic for topic in topics if topic not in self._topics]:
            raise BrokerTrouble(f"no topic {', '.join(missing)}")
        return await self.subscription(alone, topics, member=alone)

    async def last_record(self, topic: str, partition: int) -> IncomingRecord | None:
        """Return the newest record of a partition."""
        return self.log(TopicPartition(topic, partition)).last()

    async def ping(self) -> None:
        """Return at once, unless a test has made the broker `unreachable`. Raises BrokerTrouble."""
        if self.unreachable:
            raise BrokerTrouble("the broker in memory plays dead")

    async def close(self) -> None:
        """Do nothing: memory has no connection."""

    def hold(self, topic: str) -> None:
        """Keep a topic's records from its readers until `release`, as a slow network does."""
        self._held.add(topic)

    def release(self, topic: str) -> None:
        """Deliver a held topic again."""
        self._held.discard(topic)
        self._wake()

    def forget(self, topic: str) -> None:
        """Lose all of a topic's records, as a broker does that keeps them only in memory."""
        for log in self._topics[topic]:
            log.forget()

    def truncate(self, topic: str, partition: int, before: int) -> None:
        """Lose a partition's records before an offset, as retention does."""
        self.log(TopicPartition(topic, partition)).truncate(before)

    def log(self, partition: TopicPartition) -> MemoryLog:
        """Return the log of a partition. Raises KeyError if there is no such topic."""
        return self._topics[partition.topic][partition.partition]

    def is_held(self, topic: str) -> bool:
        """Return whether a topic is kept from its readers."""
        return topic in self._held

    def add(self, topic: str, records: Iterable[OutgoingRecord]) -> None:
        """Put records behind the last of their partitions."""
        for record in records:
            self.log(TopicPartition(topic, record.partition)).add(record)
        self._wake()

    def leave(self, subscription: "MemorySubscription") -> None:
        """Take a member out of its group; the others share what it had."""
        members = self._groups[subscription.group]
        # One that was put out by a successor of its name must not take the successor's place away.
        if members.get(subscription.member) is subscription:
            del members[subscription.member]
            self._share_out(subscription.group)

    async def wait_for_news(self, timeout_s: float) -> None:
        """Wait until something was sent or assigned, or until the time is over."""
        # The caller has just seen that there is nothing, with no await since: no news is lost.
        self._news.clear()
        try:
            async with asyncio.timeout(timeout_s):
                await self._news.wait()
        except TimeoutError:
            return

    def _share_out(self, group: str) -> None:
        members = self._groups[group]
        for topic in {topic for member in members.values() for topic in member.topics}:
            readers = [name for name, member in members.items() if topic in member.topics]
            for name, share in spread(len(self._topics[topic]), readers).items():
                members[name].give(topic, share)
        self._wake()

    def _wake(self) -> None:
        self._news.set()


class MemoryPublisher:
    """Sends at once."""

    def __init__(self, broker: MemoryBroker) -> None:
        self._broker = broker

    async def send(self, topic: str, records: Iterable[OutgoingRecord]) -> None:
        """Send in order; it has arrived when this returns."""
        self._broker.add(topic, records)

    async def close(self) -> None:
        """Do nothing: memory has no connection."""


class MemorySubscription:
    """A member of a group. A new assignment takes effect with the next `poll`."""

    def __init__(
        self, broker: MemoryBroker, group: str, member: str, topics: tuple[str, ...]
    ) -> None:
        self.group, self.member, self.topics = group, member, topics
        self._broker = broker
        self._given: dict[str, frozenset[int]] = {}
        self._given_anew = False
        self._round = 0
        self._assigned: frozenset[TopicPartition] = frozenset()
        self._positions: dict[TopicPartition, int] = {}
        self._paused: set[TopicPartition] = set()
        self.committed: dict[TopicPartition, int] = {}

    def give(self, topic: str, partitions: frozenset[int]) -> None:
        """Assign partitions of a topic; called by the broker."""
        self._given[topic] = partitions
        self._given_anew = True

    def assigned(self) -> frozenset[TopicPartition]:
        """Return this member's partitions as of the last poll."""
        return self._assigned

    def assignment(self, partition: TopicPartition) -> int:
        """Return the number of the last assignment."""
        del partition
        return self._round

    async def poll(
        self, timeout_s: float, max_records: int
    ) -> Mapping[TopicPartition, Sequence[IncomingRecord]]:
        """Return the records that have arrived for the partitions that were sought.

        Raises OffsetGone.
        """
        # As on Kafka, the poll that brings an assignment brings no records: the reader seeks first.
        if self._take_what_was_given():
            return {}
        records = self._read(max_records)
        if not records and timeout_s > 0:
            await self._broker.wait_for_news(timeout_s)
            records = {} if self._take_what_was_given() else self._read(max_records)
        return records

    async def seek(self, partition: TopicPartition, offset: int) -> None:
        """Read on from this offset."""
        if partition in self._assigned:
            self._positions[partition] = offset

    def pause(self, partition: TopicPartition) -> None:
        """Deliver nothing of it for now."""
        self._paused.add(partition)

    def resume(self, partition: TopicPartition) -> None:
        """Deliver it again."""
        self._paused.discard(partition)

    async def offsets(self, partition: TopicPartition) -> tuple[int, int]:
        """Return the first offset, and the one after the last."""
        log = self._broker.log(partition)
        return log.begin, log.end

    async def ends(self, partitions: Sequence[TopicPartition]) -> Mapping[TopicPartition, int]:
        """Return the offset after the last record of each."""
        return {partition: self._broker.log(partition).end for partition in partitions}

    def known_end(self, partition: TopicPartition) -> int | None:
        """Return the offset after the last record."""
        return self._broker.log(partition).end

    async def is_outdated(self) -> bool:
        """Return False: a topic in memory keeps its partitions."""
        return False

    async def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Keep the offsets in `committed`."""
        self.committed.update(offsets)

    async def close(self) -> None:
        """Leave the group."""
        self._broker.leave(self)

    def _take_what_was_given(self) -> bool:
        if not self._given_anew:
            return False
        self._given_anew = False
        self._round += 1
        self._positions, self._paused = {}, set()
        self._assigned = frozenset(
            TopicPartition(topic, n) for topic, share in self._given.items() for n in share
        )
        return True

    def _read(self, max_records: int) -> dict[TopicPartition, Sequence[IncomingRecord]]:
        self._check_offsets()
        by_partition: dict[TopicPartition, Sequence[IncomingRecord]] = {}
        for partition in sorted(self._positions.keys() - self._paused):
            if self._broker.is_held(partition.topic) or max_records <= 0:
                continue
            if records := self._read_one(partition, max_records):
                by_partition[partition] = records
                max_records -= len(records)
        return by_partition

    def _check_offsets(self) -> None:
        for partition, offset in self._positions.items():
            if partition not in self._paused and not self._broker.log(partition).has(offset):
                # Forgotten first: the reader must be able to poll again before it has sought anew.
                del self._positions[partition]
                raise OffsetGone(partition)

    def _read_one(self, partition: TopicPartition, limit: int) -> Sequence[IncomingRecord]:
        offset = self._positions[partition]
        records = self._broker.log(partition).read(offset, limit)
        self._positions[partition] = offset + len(records)
        return records
