"""Makes topics and extends them.

Nothing here deletes one: only an operator's command does (`make_topic_anew.py`).

A broker that lost a topic may create one by itself when it is asked about it, with as many
partitions as it likes.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol

from aiokafka import AIOKafkaConsumer
from aiokafka import TopicPartition as KafkaPartition
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic
from aiokafka.errors import IncompatibleBrokerVersion, KafkaError

from events.broker.broker import BrokerTrouble
from events.errors import Refused
from events.log_actions import log_action

_EXISTS = 36


class Admin(Protocol):
    """The part of aiokafka's admin client that is used here: nothing that deletes."""

    async def start(self) -> None: ...

    async def describe_topics(self) -> Sequence[Mapping[str, Any]]: ...

    async def create_topics(self, topics: Sequence[NewTopic]) -> Any: ...

    async def create_partitions(self, counts: Mapping[str, NewPartitions]) -> Any: ...

    async def close(self) -> None: ...


class KafkaTopics:
    """The topics of a cluster, and how many partitions this process knows that they should have."""

    def __init__(
        self,
        bootstrap_servers: str,
        replication: int = 1,
        make_admin: Callable[..., Admin] = AIOKafkaAdminClient,
    ) -> None:
        self._servers, self._replication, self._make_admin = (
            bootstrap_servers,
            replication,
            make_admin,
        )
        self._wanted: dict[str, int] = {}
        self._retention_s: dict[str, int] = {}
        self._one_at_a_time = asyncio.Lock()

    def wanted(self, topic: str) -> int | None:
        """Return how many partitions a topic has that this process made, or saw to be right."""
        return self._wanted.get(topic)

    async def create(self, topics: Mapping[str, int], retention_s: Mapping[str, int]) -> None:
        """Make the topics that do not exist; extend an empty one that has too few partitions.

        Raises BrokerTrouble, and Refused for a topic with another number of partitions that holds
        records, or with more. A topic that was right in this process before has been lost by the
        broker, so it is extended whatever it holds: the store has all that it should.
        """
        self._retention_s.update(retention_s)
        # One at a time: two tasks that mend the same topic would undo each other's work.
        async with self._one_at_a_time, self._admin() as admin:
            for topic, partitions in topics.items():
                if not await self._made(admin, topic, partitions):
                    await self._check(admin, topic, partitions)
                # Only now is it known to be right, which is what later decides whether it was lost.
                self._wanted[topic] = partitions

    async def create_small(self, retention_s: Mapping[str, int]) -> None:
        """Make topics of one partition; one that exists keeps what it has. Raises BrokerTrouble."""
        self._retention_s.update(retention_s)
        async with self._one_at_a_time, self._admin() as admin:
            for topic in retention_s:
                await self._made(admin, topic, 1)

    async def mend(self, topic: str) -> None:
        """Make or extend a topic that was right once and lacks partitions now.

        Raises BrokerTrouble if that cannot be done. The store has all that a lost topic held, and
        the relay looks at the topic's end after any trouble.
        """
        wanted = self._wanted.get(topic)
        if wanted is None:
            return
        async with self._one_at_a_time, self._admin() as admin:
            if await _partitions(admin, topic) == 0 and await self._made(admin, topic, wanted):
                return
            await self._fit(admin, topic, await _partitions(admin, topic), wanted)

    async def partitions(self, topics: Sequence[str]) -> Mapping[str, int]:
        """Return how many partitions each topic has. Raises BrokerTrouble for a missing topic."""
        async with self._admin() as admin:
            counts = await partition_counts(admin)
        if missing := [topic for topic in topics if not counts.get(topic)]:
            raise BrokerTrouble(
                f"no topic {', '.join(missing)} at {self._servers}, or not yet again"
            )
        return {topic: counts[topic] for topic in topics}

    async def _made(self, admin: Admin, topic: str, partitions: int) -> bool:
        retention = self._retention_s.get(topic)
        configs = {} if retention is None else {"retention.ms": str(retention * 1000)}
        answer = await admin.create_topics(
            [NewTopic(topic, partitions, self._replication, topic_configs=configs)]
        )
        code = answer.topic_errors[0][1]
        if code not in (0, _EXISTS):
            raise BrokerTrouble(f"topic {topic} cannot be made: {answer.topic_errors[0]}")
        return bool(code == 0)

    async def _check(self, admin: Admin, topic: str, partitions: int) -> None:
        count = await _partitions(admin, topic)
        was_good = self._wanted.get(topic) == partitions
        if count > partitions and not was_good:
            raise Refused(
                f"topic {topic} has {count} partitions, not {partitions}: is the number of "
                f"shards right?"
            )
        if 0 < count < partitions and not was_good and not await self._is_empty(topic, count):
            raise Refused(
                f"topic {topic} has {count} partitions, not {partitions}, and holds records"
            )
        await self._fit(admin, topic, count, partitions)

    async def _fit(self, admin: Admin, topic: str, count: int, wanted: int) -> None:
        """Extend the topic if it has too few partitions; surplus ones do no harm and stay empty."""
        if count == wanted:
            return
        if count == 0:
            # Just made, or the broker has just started: its metadata are not known everywhere yet.
            raise BrokerTrouble(f"topic {topic} is there, but its partitions are not known yet")
        if count > wanted:
            log_action("topic-has-more-partitions", topic=topic, partitions=count, wanted=wanted)
            return
        await self._extend(admin, topic, count, wanted)

    async def _extend(self, admin: Admin, topic: str, count: int, wanted: int) -> None:
        try:
            await admin.create_partitions({topic: NewPartitions(wanted)})
        except IncompatibleBrokerVersion as error:
            log_action("topic-lacks-partitions", topic=topic, partitions=count, wanted=wanted)
            raise BrokerTrouble(
                f"topic {topic} has {count} partitions, not {wanted}, and this broker cannot "
                f"extend it:"
                " an operator must make it anew (`relay --from 0 --make-anew`)"
            ) from error

    async def _is_empty(self, topic: str, partitions: int) -> bool:
        kafka_partitions = [KafkaPartition(topic, number) for number in range(partitions)]
        consumer = AIOKafkaConsumer(bootstrap_servers=self._servers, enable_auto_commit=False)
        try:
            await consumer.start()
            consumer.assign(kafka_partitions)
            begin, end = (
                await consumer.beginning_offsets(kafka_partitions),
                await consumer.end_offsets(kafka_partitions),
            )
        finally:
            await consumer.stop()
        return bool(begin == end)

    @asynccontextmanager
    async def _admin(self) -> AsyncIterator[Admin]:
        admin = self._make_admin(bootstrap_servers=self._servers)
        try:
            await admin.start()
            yield admin
        except KafkaError as error:
            raise BrokerTrouble(
                f"the broker at {self._servers} does not do as asked: {error!r}"
            ) from error
        finally:
            await admin.close()


async def partition_counts(admin: Admin) -> Mapping[str, int]:
    """Return how many partitions each topic has; 0 if the broker cannot say yet.

    This asks for all topics, since a broker may create one that it is asked about by name.
    """
    return {
        described["topic"]: 0 if described["error_code"] else len(described["partitions"])
        for described in await admin.describe_topics()
    }


async def _partitions(admin: Admin, topic: str) -> int:
    return (await partition_counts(admin)).get(topic, 0)
