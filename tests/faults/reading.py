"""Readers of a trap's topics: from the beginning, and as soon as the broker knows the topics
everywhere."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from events.broker.broker import Broker, Subscription, TopicPartition
from events.errors import Retryable

_AT_MOST_S = 60.0


async def joined(
    broker: Broker, group: str, topics: Sequence[str], *, member: str = "1"
) -> Subscription:
    """Return a subscription to topics that may have been made just now. Raises TimeoutError."""
    async with asyncio.timeout(_AT_MOST_S):
        for pause in iter(lambda: 0.05, None):
            try:
                return await broker.subscription(group, topics, member=member)
            except Retryable:
                await asyncio.sleep(pause)
    raise AssertionError("unreachable: it tries for ever")


@asynccontextmanager
async def reading(
    broker: Broker, topics: Sequence[str], partitions: int
) -> AsyncIterator[Subscription]:
    """Yield a reader of all these topics, made if they are not there, from their first record on.

    The broker is one without groups.
    """
    await broker.create_topics(dict.fromkeys(topics, partitions))
    subscription = await joined(broker, topics[0], topics)
    try:
        await subscription.poll(0.1, 1)
        for topic in topics:
            for number in range(partitions):
                await subscription.seek(TopicPartition(topic, number), 0)
        yield subscription
    finally:
        await subscription.close()
