"""Promises reach the topic of watermarks, and trouble only holds them up."""

from datetime import timedelta

from events.broker.broker import TopicPartition
from events.clock import MovableClock
from events.envelope import watermark_from_incoming
from events.relay.watermarks import WatermarkMaker
from events.store.event_store import Watermark
from events.store.postgres_store import PostgresStore
from tests.events.relay.topics import C1, append_many
from tests.events.relay.troubled_broker import TroubledBroker
from tests.support.event_stores import SHARDS

TOPIC = "intake.watermarks"


def _maker(store: PostgresStore, broker: TroubledBroker, clock: MovableClock) -> WatermarkMaker:
    return WatermarkMaker(store, broker, TOPIC, SHARDS, clock=clock)


def _published(broker: TroubledBroker) -> list[Watermark]:
    return [watermark_from_incoming(record) for record in broker.log(TopicPartition(TOPIC, C1)).read(0, 100)]


async def test_publishes_a_promise_for_each_shard_that_has_events(
    store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    await append_many(store, 2)
    clock.move(timedelta(seconds=1))
    assert await _maker(store, broker, clock).step() == 1
    assert _published(broker) == [Watermark(shard=C1, at=clock.now(), next_seq=3)]


async def test_publishes_nothing_for_an_empty_store(
    store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    assert await _maker(store, broker, clock).step() == 0
    assert _published(broker) == []


async def test_goes_on_with_a_new_publisher_after_trouble(
    store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    maker = _maker(store, broker, clock)
    await append_many(store, 1)
    broker.faults = ["nothing arrives"]
    assert [await maker.step(), await maker.step()] == [0, 1]
    assert len(_published(broker)) == 1
    await maker.close()
    assert broker.publishers_made == broker.publishers_closed == 2
