"""Watermarks reach the topic of watermarks, and trouble only holds them up."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from events.broker.broker import IncomingRecord, TopicPartition
from events.clock import MovableClock, SystemClock
from events.relay.due_hints import DueHints
from events.relay.watermark_pace import WatermarkPace
from events.relay.watermarks import WatermarkMaker
from events.store.postgres_store import PostgresStore
from events.watermark import Watermark
from events.watermark_records import watermarks_from_incoming
from tests.events.relay.topics import C1, append_many
from tests.events.relay.troubled_broker import TroubledBroker
from tests.support.event_stores import SHARDS

TOPIC = "intake.watermarks"


def _maker(store: PostgresStore, broker: TroubledBroker, clock: MovableClock) -> WatermarkMaker:
    return WatermarkMaker(store, broker, TOPIC, clock=clock)


def _records(broker: TroubledBroker) -> Sequence[IncomingRecord]:
    return broker.log(TopicPartition(TOPIC, 0)).read(0, 100)


def _published(broker: TroubledBroker) -> list[Watermark]:
    return [
        watermark
        for record in _records(broker)
        for watermark in watermarks_from_incoming(record).watermarks
    ]


async def test_publishes_one_record_with_a_promise_for_each_shard(
    store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    await append_many(store, 2)
    clock.move(timedelta(seconds=1))
    assert await _maker(store, broker, clock).step() == SHARDS
    assert len(broker.log(TopicPartition(TOPIC, 0)).read(0, 100)) == 1
    assert Watermark(shard=C1, at=clock.now(), next_seq=3) in _published(broker)


async def test_says_of_an_empty_store_that_nothing_was_recorded(
    store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    assert await _maker(store, broker, clock).step() == SHARDS
    assert {watermark.next_seq for watermark in _published(broker)} == {1}


async def test_goes_on_with_a_new_publisher_after_trouble(
    store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    maker = _maker(store, broker, clock)
    await append_many(store, 1)
    broker.faults = ["nothing arrives"]
    assert [await maker.step(), await maker.step()] == [0, SHARDS]
    assert len(_published(broker)) == SHARDS
    await maker.close()
    assert broker.publishers_made == broker.publishers_closed == 2


async def test_whoever_is_in_a_hurry_need_not_wait_for_the_pace(
    store: PostgresStore, broker: TroubledBroker
) -> None:
    clock, rarely = SystemClock(), WatermarkPace(every_s=600.0, at_rest_s=600.0)
    hints = DueHints(broker, "sla-clock.due", clock)
    maker = WatermarkMaker(store, broker, TOPIC, clock=clock, pace=rarely, hints=hints)
    await append_many(store, 1)
    await broker.create_small_topics({TOPIC: 60})
    running = asyncio.create_task(maker.run())
    async with asyncio.timeout(30):
        for made in (1, 2):
            while len(_records(broker)) < made:  # noqa: ASYNC110 - nothing tells of a record
                await asyncio.sleep(0.01)
            maker.hurry()
    running.cancel()
    await asyncio.wait([running])
