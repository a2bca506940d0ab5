"""A consumer says up to which instant all that was recorded in a topic is applied, without any
timers."""

import pytest

from events.catalogue.registry import CATALOGUE
from events.consumer.consumer import Consumer
from events.consumer.consumer_options import ConsumerOptions
from events.watermark import Watermark
from events.watermark_records import watermarks_to_outgoing
from tests.events.consumer.comment_log import (
    EVENTS,
    SCHEMA,
    WATERMARKS,
    Bench,
    Noting,
    after,
    comment,
)

SHARDS = 3


def reading(bench: Bench, member: str = "1") -> Consumer:
    """Return a consumer without timers that reads promises, too."""
    options = ConsumerOptions(
        member=member, clock=bench.clock, watermarks={EVENTS: WATERMARKS}, catalogue=CATALOGUE
    )
    return Consumer(
        "reports", bench.broker, bench.pool, SCHEMA, {EVENTS: Noting()}, options=options
    )


@pytest.fixture
async def reader(bench: Bench) -> Consumer:
    """The consumer, on topics of three shards."""
    await bench.start_anew(partitions=SHARDS)
    return reading(bench)


async def step(*readers: Consumer) -> None:
    """Make some passes of each consumer."""
    for _ in range(6):
        for reader in readers:
            await reader.step()


def publish_watermarks(bench: Bench, at: float, *next_seqs: int) -> None:
    """Publish one record with a watermark for each of the first shards."""
    made = [
        Watermark(shard=shard, at=after(at), next_seq=next_seq)
        for shard, next_seq in enumerate(next_seqs)
    ]
    bench.publish_watermarks(watermarks_to_outgoing(SHARDS, made))


async def test_nothing_is_known_before_anything_was_promised(reader: Consumer) -> None:
    await step(reader)
    assert reader.known_until(EVENTS) is None
    assert reader.known_until("another topic") is None


async def test_a_shard_without_events_holds_nothing_back(reader: Consumer, bench: Bench) -> None:
    bench.publish(comment(1))
    publish_watermarks(bench, 5, 2, 1, 1)
    await step(reader)
    assert reader.known_until(EVENTS) == after(5)


async def test_what_is_promised_is_known_only_when_it_is_applied(
    reader: Consumer, bench: Bench
) -> None:
    publish_watermarks(bench, 5, 1, 1, 1)
    await step(reader)
    publish_watermarks(bench, 6, 3, 1, 1)
    bench.publish(comment(1))
    await step(reader)
    assert reader.known_until(EVENTS) == after(5)
    bench.publish(comment(2))
    await step(reader)
    assert reader.known_until(EVENTS) == after(6)


async def test_history_that_comes_into_an_empty_shard_takes_back_what_was_known_of_it(
    reader: Consumer, bench: Bench
) -> None:
    publish_watermarks(bench, 5, 1, 1, 1)
    await step(reader)
    bench.publish(comment(1))
    publish_watermarks(bench, -60, 2, 1, 1)
    await step(reader)
    assert reader.known_until(EVENTS) == after(-60)


async def test_a_shard_of_which_nothing_was_promised_yet_leaves_all_unknown(
    reader: Consumer, bench: Bench
) -> None:
    publish_watermarks(bench, 5, 1, 1)
    await step(reader)
    assert reader.known_until(EVENTS) is None


async def test_every_process_knows_the_time_of_all_shards(reader: Consumer, bench: Bench) -> None:
    other = reading(bench, member="2")
    bench.publish(*(comment(1, partition=shard) for shard in range(SHARDS)))
    publish_watermarks(bench, 5, 2, 2, 2)
    await step(reader, other)
    bench.clock.move(after(1) - after(0))
    await step(reader, other)
    assert [reader.known_until(EVENTS), other.known_until(EVENTS)] == [after(5), after(5)]
