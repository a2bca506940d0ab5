"""A topic of watermarks that is made anew while many come is read on at once."""

import asyncio
from datetime import UTC, datetime, timedelta

from events.broker.kafka_broker import KafkaBroker
from events.broker.make_topic_anew import make_topic_anew
from events.clock import SystemClock
from events.consumer.watermark_feed import WatermarkFeed
from events.errors import Retryable
from events.watermark import Watermark
from events.watermark_records import watermarks_to_outgoing

START = datetime(2026, 11, 23, 12, tzinfo=UTC)


async def send_many(broker: KafkaBroker, topic: str) -> None:
    """Publish a later watermark every few milliseconds, for ever."""
    publisher = await broker.publisher()
    at = START
    while True:
        at += timedelta(seconds=1)
        try:
            await publisher.send(
                topic, [watermarks_to_outgoing(1, [Watermark(shard=0, at=at, next_seq=1)])]
            )
        except Retryable:
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.003)


async def newest(feed: WatermarkFeed, topic: str, after: datetime) -> datetime:
    """Read until a promise of a later instant comes. Raises TimeoutError."""
    async with asyncio.timeout(60):
        while True:
            await feed.take(0.1)
            newest = feed.intakes[topic].newest(0)
            if newest is not None and newest.at > after:
                return newest.at


async def test_promises_go_on_though_the_topic_was_made_anew_under_a_stream_of_them(
    bootstrap_servers: str, topic_prefix: str
) -> None:
    broker, topic, clock = (
        KafkaBroker(bootstrap_servers),
        f"{topic_prefix}watermarks",
        SystemClock(),
    )
    await broker.create_small_topics({topic: 600})
    feed = WatermarkFeed(broker, {topic: "events"}, clock)
    sending = asyncio.create_task(send_many(broker, topic))
    at = START
    for _ in range(100):
        at = await newest(feed, "events", at)
    for _ in range(3):
        await make_topic_anew(bootstrap_servers, topic, 1)
        for _ in range(20):
            at = await newest(feed, "events", at)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    await feed.close()
