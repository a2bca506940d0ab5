"""Keeps the topics of the embedded broker short by dropping what every reader has applied.

Its memory engine lists what it holds for every read, so that reading takes longer the more there
is, and it cannot delete records, only topics. Nothing is lost: the store has all events, and the
relay learns where each topic begins now. Services never do this; on Apache Kafka it is not needed.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from events.broker.broker import BrokerTrouble, OutgoingRecord
from events.broker.kafka_broker import KafkaBroker
from events.broker.make_topic_anew import make_topic_anew
from events.consumer.checkpoints import forget_offsets
from events.relay.topic_beginnings import TopicBeginnings, mark_beginnings
from events.store.connection import Pool, in_schema
from events.store.database_errors import DATABASE_ERRORS
from events.store.shard_statements import ShardStatements

LOOK_EVERY_S = 5.0
# For so long no relay sends the topic if this process dies while it trims.
_HELD_AT_MOST_S = 10.0
_TRIES = 10
_AGAIN_S = 0.05
_NOTICED_WITHIN_S = 0.3
_ON_ITS_WAY_S = 0.05
_MOST_LEFTOVERS = 500
_WITH_CHECKPOINTS = (
    "select table_schema from information_schema.tables where table_name = 'checkpoint' order by 1"
)
_APPLIED = "select consumer, partition, next_seq from {schema}.checkpoint where topic = $1"

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTopic:
    """A topic of events, the schema whose store fills it, and the consumers that must apply it."""

    name: str
    schema: str
    partitions: int
    readers: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallTopic:
    """A topic that is only ever read from its end.

    `empty` is a record that tells its readers nothing; `schema` that of the store whose watermarks
    it carries, if it does.
    """

    name: str
    empty: OutgoingRecord
    schema: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The number of records from which a topic is trimmed.

    `events`: in one partition of events; `small`: in a topic of watermarks or hints.
    """

    events: int = 250
    small: int = 500


class TopicTrimmer:
    """Trims what has grown past its bound, and says once if that is not possible."""

    def __init__(
        self,
        pool: Pool,
        bootstrap_servers: str,
        events: Sequence[EventTopic],
        small: Sequence[SmallTopic],
        tell: Tell,
    ) -> None:
        self._pool, self._servers, self._tell = pool, bootstrap_servers, tell
        self._events, self._small = events, {topic.name: topic for topic in small}
        self._told: dict[str, str] = {}
        self.trimmed = 0

    async def run(self, bounds: Bounds, every_s: float = LOOK_EVERY_S) -> None:
        """Look every few seconds, until cancelled; wait for a broker or database that is away."""
        while True:
            await asyncio.sleep(every_s)
            with suppress(BrokerTrouble, *DATABASE_ERRORS):
                await self.step(bounds)

    async def step(self, bounds: Bounds) -> int:
        """Trim what is too long, and return how many topics that were.

        Raises BrokerTrouble, or what the database says.
        """
        before = self.trimmed
        for topic in self._events:
            if max((await self._beginnings(topic).sent()).values(), default=0) > bounds.events:
                await self._trim_or_tell(topic)
        for name, records in (await self._lengths()).items():
            if records > bounds.small:
                await self._trim_small(self._small[name])
                self.trimmed += 1
        return self.trimmed - before

    def _beginnings(self, topic: EventTopic) -> TopicBeginnings:
        return TopicBeginnings(self._pool, topic.schema, topic.name)

    async def _trim_or_tell(self, topic: EventTopic) -> None:
        problem = await self._hindrance(topic)
        if problem is None:
            await self._trim(topic)
            self.trimmed += 1
        elif self._told.get(topic.name) != problem:
            self._tell(f"topic {topic.name} cannot be kept short: {problem}")
        self._told[topic.name] = problem or ""

    async def _hindrance(self, topic: EventTopic) -> str | None:
        """Return why trimming would not help now, if so: a reader has not applied enough."""
        sent = await self._beginnings(topic).sent()
        applied = await self._applied(topic)
        if missing := sorted(topic.readers - applied.keys()):
            return f"{', '.join(missing)} has read nothing of it yet"
        total = sum(sent.values())
        begins = await self._beginnings(topic).begins()
        behind = [
            consumer
            for consumer, seqs in applied.items()
            if sum(sent.get(shard, 0) - (seq - begins.get(shard, 1)) for shard, seq in seqs.items())
            > total // 2
        ]
        return f"{', '.join(behind)} has not applied half of it" if behind else None

    async def _trim(self, topic: EventTopic) -> None:
        """Recreate the topic from the first event that a reader still needs, with the relay paused.

        The beginning is named first: if this process dies in between, the relay sends from there
        again, into whichever topic.
        """
        beginnings = self._beginnings(topic)
        async with beginnings.held(_HELD_AT_MOST_S):
            # Before the topic goes: if this process dies then, the relay sends from here again.
            begins = self._lowest(topic, await self._applied(topic))
            await beginnings.begin_at(begins)
            await self._make_anew(topic.name, topic.partitions)
            # Old offsets point past the end of the new topic; checkpoints say where to go on.
            await self._forget_offsets(topic)
            await mark_beginnings(KafkaBroker(self._servers), topic.name, begins)
            # Readers notice a topic that ends below their offsets: let them, before it grows again.
            await asyncio.sleep(_NOTICED_WITHIN_S)

    async def _trim_small(self, topic: SmallTopic) -> None:
        """Recreate the topic while nobody sends watermarks to it.

        The embedded broker keeps what is sent to a topic while it is being deleted, and then
        refuses what would take its place.
        """
        if topic.schema is None:
            await self._make_small_anew(topic)
            return
        async with self._pool.acquire() as connection, connection.transaction():
            await ShardStatements(topic.schema).hold(connection)
            # Watermarks that were made before the lock may still be on their way to the broker.
            await asyncio.sleep(_ON_ITS_WAY_S)
            await self._make_small_anew(topic)

    async def _make_small_anew(self, topic: SmallTopic) -> None:
        """Recreate the topic, and send an empty record until it is accepted.

        Each refusal steps over one leftover batch.
        """
        await self._make_anew(topic.name, 1)
        broker = KafkaBroker(self._servers)
        publisher = await broker.publisher()
        try:
            for _ in range(_MOST_LEFTOVERS):
                with suppress(BrokerTrouble):
                    await publisher.send(topic.name, [topic.empty])
                    return
        finally:
            await publisher.close()
            await broker.close()

    def _lowest(
        self, topic: EventTopic, applied: Mapping[str, Mapping[int, int]]
    ) -> Mapping[int, int]:
        return {
            shard: min((seqs.get(shard, 1) for seqs in applied.values()), default=1)
            for shard in range(topic.partitions)
        }

    async def _applied(self, topic: EventTopic) -> dict[str, dict[int, int]]:
        """Return each consumer's next seq by partition, from every schema with checkpoints."""
        applied: dict[str, dict[int, int]] = {}
        for row in await self._pool.fetch(_WITH_CHECKPOINTS):
            schema = row["table_schema"]
            for read in await self._pool.fetch(in_schema(_APPLIED, schema), topic.name):
                applied.setdefault(read["consumer"], {})[read["partition"]] = read["next_seq"]
        return applied

    async def _forget_offsets(self, topic: EventTopic) -> None:
        for row in await self._pool.fetch(_WITH_CHECKPOINTS):
            async with self._pool.acquire() as connection:
                await forget_offsets(connection, row["table_schema"], topic.name)

    async def _make_anew(self, name: str, partitions: int) -> None:
        """Recreate the topic.

        Try again if the broker, asked about it in between, was quicker to make one of its own.
        """
        for attempt in range(1, _TRIES + 1):
            try:
                await make_topic_anew(self._servers, name, partitions)
            except BrokerTrouble:
                if attempt == _TRIES:
                    raise
                await asyncio.sleep(_AGAIN_S)
            else:
                return

    async def _lengths(self) -> Mapping[str, int]:
        """Return how many records each small topic holds."""
        consumer = AIOKafkaConsumer(bootstrap_servers=self._servers, enable_auto_commit=False)
        partitions = [TopicPartition(name, 0) for name in self._small]
        try:
            await consumer.start()
            begins, ends = (
                await consumer.beginning_offsets(partitions),
                await consumer.end_offsets(partitions),
            )
        except KafkaError as error:
            raise BrokerTrouble(f"cannot ask how long topics are: {error!r}") from error
        finally:
            await consumer.stop()
        return {partition.topic: ends[partition] - begins[partition] for partition in partitions}
