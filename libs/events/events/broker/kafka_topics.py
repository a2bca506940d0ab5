"""Makes topics, and makes them anew where the broker has lost them: a broker in memory forgets, and then makes its own when it is asked."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer
from aiokafka import TopicPartition as KafkaPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError

from events.broker.broker import BrokerTrouble
from events.errors import Refused

_EXISTS = 36


class KafkaTopics:
    """The topics of a cluster, and what this process knows that they should be."""

    def __init__(self, bootstrap_servers: str, replication: int = 1) -> None:
        self._servers, self._replication = bootstrap_servers, replication
        self._wanted: dict[str, int] = {}
        self._retention_s: dict[str, int] = {}
        self._one_at_a_time = asyncio.Lock()

    def wanted(self, topic: str) -> int | None:
        """How many partitions a topic has that was made (or found good) by this process."""
        return self._wanted.get(topic)

    async def create(self, topics: Mapping[str, int], retention_s: Mapping[str, int]) -> None:
        """Make those that do not exist. Raises Refused for one with another number of partitions that holds records, BrokerTrouble."""
        self._retention_s.update(retention_s)
        async with self._one_at_a_time, self._admin() as admin:
            for topic, partitions in topics.items():
                if not await self._made(admin, topic, partitions):
                    await self._check(admin, topic, partitions)
                self._wanted[topic] = partitions

    async def mend(self, topic: str) -> None:
        """Make a topic anew that was good once and has another number of partitions now: the broker lost it and made one by itself.

        What the wrong one holds is lost with it; the store has it all, and the relay looks at the topic's end after any trouble.
        """
        wanted = self._wanted.get(topic)
        if wanted is None:
            return
        async with self._one_at_a_time, self._admin() as admin:
            if await _partitions(admin, topic) != wanted:
                await admin.delete_topics([topic])
                await self._made(admin, topic, wanted)

    async def partitions(self, topics: Sequence[str]) -> Mapping[str, int]:
        """How many partitions each topic has. Raises BrokerTrouble for one that is not there.

        (Asking a broker about a topic that does not exist may make it: create topics first.)
        """
        async with self._admin() as admin:
            found = {topic: await _partitions(admin, topic) for topic in topics}
        if missing := [topic for topic, count in found.items() if count == 0]:
            raise BrokerTrouble(f"no topic {', '.join(missing)} at {self._servers}, or not yet again")
        return found

    async def _made(self, admin: AIOKafkaAdminClient, topic: str, partitions: int) -> bool:
        retention = self._retention_s.get(topic)
        configs = {} if retention is None else {"retention.ms": str(retention * 1000)}
        answer = await admin.create_topics([NewTopic(topic, partitions, self._replication, topic_configs=configs)])
        code = answer.topic_errors[0][1]
        if code not in (0, _EXISTS):
            raise BrokerTrouble(f"topic {topic} cannot be made: {answer.topic_errors[0]}")
        return bool(code == 0)

    async def _check(self, admin: AIOKafkaAdminClient, topic: str, partitions: int) -> None:
        found = await _partitions(admin, topic)
        if found == partitions:
            return
        was_good = self._wanted.get(topic) == partitions
        if not was_good and not await self._is_empty(topic, found):
            raise Refused(f"topic {topic} has {found} partitions, not {partitions}, and holds records")
        await admin.delete_topics([topic])
        await self._made(admin, topic, partitions)

    async def _is_empty(self, topic: str, partitions: int) -> bool:
        places = [KafkaPartition(topic, number) for number in range(partitions)]
        consumer = AIOKafkaConsumer(bootstrap_servers=self._servers, enable_auto_commit=False)
        try:
            await consumer.start()
            consumer.assign(places)
            begin, end = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
        finally:
            await consumer.stop()
        return bool(begin == end)

    @asynccontextmanager
    async def _admin(self) -> AsyncIterator[AIOKafkaAdminClient]:
        admin = AIOKafkaAdminClient(bootstrap_servers=self._servers)
        try:
            await admin.start()
            yield admin
        except KafkaError as error:
            raise BrokerTrouble(f"the broker at {self._servers} does not do as asked: {error!r}") from error
        finally:
            await admin.close()


async def _partitions(admin: AIOKafkaAdminClient, topic: str) -> int:
    described = await admin.describe_topics([topic])
    return len(described[0]["partitions"])
