"""What an operator, or an accident, can do to a topic behind everybody's back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic
from aiokafka.errors import IncompatibleBrokerVersion


async def delete_topic(servers: str, topic: str) -> None:
    """Delete a topic behind everybody's back."""
    async with _admin(servers) as admin:
        await admin.delete_topics([topic])


async def add_partitions(servers: str, topic: str, count: int) -> None:
    """Give the topic so many partitions.

    Where the broker cannot add any, this stands for a topic that was made anew with that many.
    """
    async with _admin(servers) as admin:
        try:
            await admin.create_partitions({topic: NewPartitions(count)})
        except IncompatibleBrokerVersion:
            await admin.delete_topics([topic])
            await admin.create_topics([NewTopic(topic, count, 1)])


@asynccontextmanager
async def _admin(servers: str) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        yield admin
    finally:
        await admin.close()
