"""A consumer as a process of its own, which notes every effect in a table that would take one
twice: to be stopped and continued by a test."""

import asyncio
import sys

from events.broker.kafka_broker import KafkaBroker
from events.catalogue.registry import CATALOGUE
from events.consumer.consumer import Consumer
from events.consumer.consumer_options import ConsumerOptions
from events.consumer.reaction import Batch
from events.store.connection import Connection, make_pool
from tests.events.consumer.comment_log import SCHEMA, write_effect
from tests.faults.freezing_broker import FreezingBroker


class SlowNoting:
    """Notes one event after the other, slowly, so that a process is likely stopped in the middle of
    a transaction."""

    async def apply(self, batch: Batch[Connection]) -> None:
        for event in batch.events:
            await batch.tx.execute("select pg_sleep(0.005)")
            await write_effect(batch.tx, batch, event, head=batch.head)


async def main(dsn: str, servers: str, topic: str, member: str, freeze_at: str) -> None:
    """Consume until killed; freeze at that fetch (0: never)."""
    pool = await make_pool(dsn, size=2, application_name=f"counting-{member}")
    options = ConsumerOptions(member=member, group=topic, max_records=50, catalogue=CATALOGUE)
    broker = FreezingBroker(KafkaBroker(servers, static_members=False), int(freeze_at))
    consumer = Consumer("counting", broker, pool, SCHEMA, {topic: SlowNoting()}, options=options)
    await consumer.run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
