"""Sends records to Kafka and waits until all are acknowledged."""

import asyncio
from collections.abc import Iterable, Sequence

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.producer.message_accumulator import BatchBuilder

from events.broker.broker import BrokerTrouble, OutgoingRecord
from events.broker.kafka_topics import KafkaTopics


class KafkaPublisher:
    """A producer with acks=all and no delay. Neither idempotent nor transactional: nothing rests on that, and not every broker can."""

    def __init__(self, bootstrap_servers: str, topics: KafkaTopics) -> None:
        self._topics = topics
        self._producer = AIOKafkaProducer(
            bootstrap_servers=bootstrap_servers,
            acks="all",
            linger_ms=0,
            enable_idempotence=False,
            request_timeout_ms=10_000,
            metadata_max_age_ms=10_000,
            max_batch_size=256 * 1024,
        )

    async def start(self) -> None:
        """Connect. Raises BrokerTrouble."""
        try:
            await self._producer.start()
        except KafkaError as error:
            await self._producer.stop()
            raise BrokerTrouble(f"the broker cannot be reached: {error!r}") from error

    async def send(self, topic: str, records: Sequence[OutgoingRecord]) -> None:
        """Send in order, return when all are acknowledged. Raises BrokerTrouble: any part may or may not have arrived."""
        try:
            await self._check(topic, records)
            await asyncio.gather(*(self._send_run(topic, run) for run in _by_partition(records)))
        except KafkaError as error:
            raise BrokerTrouble(f"{topic} did not take {len(records)} records: {error!r}") from error

    async def close(self) -> None:
        """Disconnect; what is not acknowledged is given up."""
        await self._producer.stop()

    async def _send_run(self, topic: str, records: Sequence[OutgoingRecord]) -> None:
        """The records of one partition, batch after batch: the next goes when the one before is acknowledged."""
        batch, partition = self._producer.create_batch(), records[0].partition
        for record in records:
            if not _put(batch, record):
                await self._send_batch(topic, batch, partition)
                batch = self._producer.create_batch()
                _put(batch, record)
        await self._send_batch(topic, batch, partition)

    async def _send_batch(self, topic: str, batch: BatchBuilder, partition: int) -> None:
        await (await self._producer.send_batch(batch, topic, partition=partition))

    async def _check(self, topic: str, records: Sequence[OutgoingRecord]) -> None:
        """A topic that has not the partitions it was made with was lost by the broker; it must be made anew before anything is sent."""
        partitions = await self._producer.partitions_for(topic)
        wanted = self._topics.wanted(topic)
        if len(partitions) == (wanted or len(partitions)) and all(r.partition in partitions for r in records):
            return
        await self._topics.mend(topic)
        await self._producer.client.force_metadata_update()
        raise BrokerTrouble(f"{topic} was lost by the broker and made anew: send it again from the store")


def _by_partition(records: Sequence[OutgoingRecord]) -> Iterable[Sequence[OutgoingRecord]]:
    runs: dict[int, list[OutgoingRecord]] = {}
    for record in records:
        runs.setdefault(record.partition, []).append(record)
    return runs.values()


def _put(batch: BatchBuilder, record: OutgoingRecord) -> bool:
    """Whether there was room for it; in an empty batch there always is."""
    put = batch.append(timestamp=None, key=record.key, value=record.value, headers=list(record.headers))
    return put is not None
