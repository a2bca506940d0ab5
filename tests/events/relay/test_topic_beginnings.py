"""A topic may begin above the first event: the relay knows where, and readers are told."""

from events.broker.broker import TopicPartition
from events.ce_headers import begins_at_in
from events.clock import MovableClock
from events.relay.cursors import Cursors
from events.relay.topic_beginnings import TopicBeginnings, mark_beginnings
from events.store.connection import Pool
from events.store.postgres_store import PostgresStore
from tests.events.relay.topics import C1, TOPIC, append_many, later, relay_of
from tests.events.relay.troubled_broker import TroubledBroker
from tests.support.event_stores import SCHEMA


async def trim(pool: Pool, broker: TroubledBroker, begin: int) -> None:
    """Trim the topic as the local system does: a new topic, which begins at that seq."""
    beginnings = TopicBeginnings(pool, SCHEMA, TOPIC)
    async with beginnings.held(10):
        await beginnings.begin_at({C1: begin})
        broker.forget(TOPIC)
        await mark_beginnings(broker, TOPIC, {C1: begin})


def held_in(broker: TroubledBroker) -> list[str]:
    """Return what the partition holds, in order: seqs, and the marker of its beginning."""
    log = broker.log(TopicPartition(TOPIC, C1))
    records = log.read(log.begin, 1000)
    return [
        f"begins at {begins_at_in(record.headers)}"
        if begins_at_in(record.headers)
        else dict(record.headers)["ce_sequence"].decode()
        for record in records
    ]


async def test_a_trimmed_topic_is_sent_from_its_beginning_only(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    relay = relay_of(pool, broker, clock)
    await append_many(store, 5)
    await relay.step()
    await trim(pool, broker, 6)
    await append_many(store, 1)
    later(clock)
    for _ in range(3):
        await relay.step()
    assert held_in(broker) == ["begins at 6", "6"]


async def test_what_a_reader_has_not_applied_is_sent_again(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    relay = relay_of(pool, broker, clock)
    await append_many(store, 5)
    await relay.step()
    await trim(pool, broker, 4)
    later(clock)
    await relay.step()
    assert held_in(broker) == ["begins at 4", "4", "5"]


async def test_a_topic_that_is_lost_after_it_was_trimmed_is_filled_from_its_beginning(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    relay = relay_of(pool, broker, clock)
    await append_many(store, 5)
    await relay.step()
    await trim(pool, broker, 4)
    later(clock)
    await relay.step()
    broker.forget(TOPIC)
    for _ in range(20):
        later(clock)
        await relay.step()
    assert held_in(broker) == ["begins at 4", "4", "5"]


async def test_a_relay_that_goes_on_while_the_topic_is_trimmed_loses_nothing(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    relay = relay_of(pool, broker, clock)
    await append_many(store, 3)
    await relay.step()
    beginnings = TopicBeginnings(pool, SCHEMA, TOPIC)
    async with beginnings.held(10):
        await append_many(store, 2)
        await relay.step()
        assert C1 not in relay.held
        await beginnings.begin_at({C1: 4})
        broker.forget(TOPIC)
        await relay.step()
        assert held_in(broker) == []
    await relay.step()
    assert held_in(broker) == ["4", "5"]


async def test_an_operator_who_sends_all_again_moves_the_beginning_back(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    relay = relay_of(pool, broker, clock)
    await append_many(store, 3)
    await relay.step()
    await trim(pool, broker, 4)
    await Cursors(pool, SCHEMA, TOPIC, "operator").rewind([C1], 1)
    later(clock)
    await relay.step()
    assert held_in(broker) == ["begins at 4", "1", "2", "3"]
    assert (await TopicBeginnings(pool, SCHEMA, TOPIC).begins())[C1] == 1
