"""Sends records to Kafka and waits until all are acknowledged."""

import asyncio
from collections.abc import Iterable, Sequence, Set

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.producer.message_accumulator import BatchBuilder

from events.broker.broker import BrokerTrouble, OutgoingRecord
from events.broker.kafka_topics import KafkaTopics


class KafkaPublisher:
    """A producer with acks=all and no delay.

    It is neither idempotent nor transactional: nothing depends on that, and not every broker can
    be.
    """

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
        # `start` does not clean up after itself when it is cancelled.
        except asyncio.CancelledError:
            await self._producer.stop()
            raise
        except KafkaError as error:
            await self._producer.stop()
            raise BrokerTrouble(f"the broker cannot be reached: {error!r}") from error

    async def send(self, topic: str, records: Iterable[OutgoingRecord]) -> None:
        """Send in order, and return when all records are acknowledged.

        Raises BrokerTrouble: any part may or may not have arrived.
        """
        runs = self._packed(records)
        try:
            await self._check(topic, runs.keys())
            await asyncio.gather(
                *(self._send_run(topic, partition, run) for partition, run in runs.items())
            )
        except KafkaError as error:
            raise BrokerTrouble(f"{topic} did not take all records: {error!r}") from error

    async def close(self) -> None:
        """Disconnect. Records that are not acknowledged yet are given up."""
        await self._producer.stop()

    def _packed(self, records: Iterable[OutgoingRecord]) -> dict[int, list[BatchBuilder]]:
        """Return the records as batches of bytes, by partition.

        A record is released as soon as it is in its batch.
        """
        runs: dict[int, list[BatchBuilder]] = {}
        for record in records:
            run = runs.get(record.partition)
            if run is None:
                run = runs[record.partition] = [self._producer.create_batch()]
            if not _put(run[-1], record):
                run.append(self._producer.create_batch())
                _put(run[-1], record)
        return runs

    async def _send_run(self, topic: str, partition: int, batches: Sequence[BatchBuilder]) -> None:
        """Send the batches of one partition, each after the one before it is acknowledged."""
        for batch in batches:
            await (await self._producer.send_batch(batch, topic, partition=partition))

    async def _check(self, topic: str, used: Set[int]) -> None:
        """Refuse to send into a topic that has lost partitions, and make it whole first.

        The broker has forgotten such a topic, so what it held must be sent again from the store.
        """
        partitions = await self._producer.partitions_for(topic)
        if len(partitions) >= (self._topics.wanted(topic) or 0) and used <= partitions:
            return
        await self._topics.mend(topic)
        # Otherwise the client would send to the leaders of the lost topic for up to 10 s.
        await self._producer.client.force_metadata_update()
        raise BrokerTrouble(
            f"{topic} was lost by the broker and made again: send it again from the store"
        )


def _put(batch: BatchBuilder, record: OutgoingRecord) -> bool:
    """Add a record to a batch; return whether there was room. An empty batch always has room."""
    put = batch.append(
        timestamp=None, key=record.key, value=record.value, headers=list(record.headers)
    )
    return put is not None
