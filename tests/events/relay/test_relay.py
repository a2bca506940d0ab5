"""The relay sends everything, in order, and moves its cursor only after it was taken."""

import asyncio
from uuid import uuid4

import pytest

from events.broker.broker import TopicPartition
from events.catalogue.registry import CATALOGUE
from events.clock import MovableClock, SystemClock
from events.envelope import from_incoming
from events.errors import SequenceGap
from events.relay.cursors import Cursors
from events.relay.pacing import RelayPacing
from events.relay.relay import Relay
from events.sharding import shard_of
from events.store.connection import Pool, in_schema
from events.store.postgres_store import PostgresStore
from tests.events.relay.topics import C1, OUTBOX, TOPIC, append_many, applied, later, relay_of, sent
from tests.events.relay.troubled_broker import Fault, TroubledBroker
from tests.events.store.sample_appends import append_to
from tests.support.event_stores import SCHEMA, SHARDS


async def test_sends_every_event_once_and_then_has_nothing_to_do(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    relay = relay_of(pool, broker, clock)
    await append_many(store, 3)
    assert [await relay.step(), await relay.step()] == [3, 0]
    assert sent(broker) == [1, 2, 3]


async def test_sends_the_event_as_it_was_recorded(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    await append_many(store, 2)
    await relay_of(pool, broker, clock).step()
    log = broker.log(TopicPartition(TOPIC, C1))
    assert [
        from_incoming(record, CATALOGUE) for record in log.read(0, 10)
    ] == await store.read_shard(C1, 1, 10)


async def test_sends_long_shards_in_batches(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    await append_many(store, 25)
    relay = relay_of(pool, broker, clock, RelayPacing(batch=10))
    assert [await relay.step() for _ in range(4)] == [10, 10, 5, 0]
    assert sent(broker) == list(range(1, 26))


@pytest.mark.parametrize(
    "fault", ["nothing arrives", "half arrives", "all arrives, the answer is lost"]
)
async def test_starts_again_at_the_cursor_after_any_error(
    fault: Fault, pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    relay = relay_of(pool, broker, clock)
    await append_many(store, 10)
    broker.faults = [fault]
    assert [await relay.step(), await relay.step()] == [0, 10]
    assert applied(sent(broker)) == list(range(1, 11))
    assert (broker.publishers_made, broker.publishers_closed) == (2, 1)


async def test_the_successor_of_a_relay_that_died_before_its_cursor_moved_repeats_the_run(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    await append_many(store, 4)
    died = relay_of(pool, broker, clock, RelayPacing(owner="died", lease_s=0))
    broker.faults = ["all arrives, the answer is lost"]
    await died.step()
    await append_many(store, 2)
    while await relay_of(pool, broker, clock).step():
        pass
    assert sent(broker) == [1, 2, 3, 4, 1, 2, 3, 4, 5, 6]


async def test_only_one_of_two_relays_sends(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    first, second = relay_of(pool, broker, clock), relay_of(pool, broker, clock)
    await append_many(store, 3)
    assert await first.step() == 3
    assert await second.step() == 0
    assert not second.held


async def test_another_goes_on_at_once_when_a_relay_gives_its_leases_back(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    first, second = relay_of(pool, broker, clock), relay_of(pool, broker, clock)
    await append_many(store, 3)
    await first.step()
    await first.close()
    await append_many(store, 2)
    assert await second.step() == 2
    assert sent(broker) == [1, 2, 3, 4, 5]


async def test_a_relay_that_lost_its_lease_while_sending_moves_no_cursor(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    zombie, heir = (
        relay_of(pool, broker, clock, RelayPacing(lease_s=0)),
        relay_of(pool, broker, clock),
    )
    await append_many(store, 3)

    async def heir_takes_over_and_gets_ahead() -> None:
        assert await heir.step() == 3
        await append_many(store, 2)
        assert await heir.step() == 2

    broker.before_send = heir_takes_over_and_gets_ahead
    await zombie.step()
    assert C1 not in zombie.held
    assert await _cursor(pool) == 6
    assert sent(broker) == [1, 2, 3, 4, 5, 1, 2, 3]
    await append_many(store, 1)
    await heir.step()
    assert applied(sent(broker)) == [1, 2, 3, 4, 5, 6]


async def test_a_relay_that_lost_its_lease_while_it_mended_the_topic_goes_on_with_the_rest(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    before, slow, heir = (relay_of(pool, broker, clock, RelayPacing(lease_s=0)) for _ in range(3))
    await append_many(store, 3)
    assert await before.step() == 3
    broker.forget(TOPIC)

    async def heir_takes_over() -> None:
        await heir.step()

    broker.after_last_record = heir_takes_over

    await slow.step()

    assert C1 not in slow.held
    assert applied(sent(broker)) == [1, 2, 3]


async def test_mends_a_topic_that_was_forgotten_while_nobody_was_sending(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    before = relay_of(pool, broker, clock)
    await append_many(store, 5)
    await before.step()
    await before.close()
    broker.forget(TOPIC)
    after = relay_of(pool, broker, clock)
    assert await after.step() == 5
    assert sent(broker) == [1, 2, 3, 4, 5]


async def test_mends_a_topic_that_was_forgotten_while_it_was_running(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    relay = relay_of(pool, broker, clock)
    for case_id in ("c-1", "c-2", "c-3", "c-4", "c-5"):
        await append_many(store, 3, case_id)
    await relay.step()
    broker.forget(TOPIC)
    for _ in range(2 * SHARDS):
        later(clock)
        await relay.step()
    assert applied(sent(broker)) == list(range(1, len(await store.read_shard(C1, 1, 100)) + 1))


async def test_sends_a_shard_again_whose_topic_lost_its_beginning_unnoticed(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    relay = relay_of(pool, broker, clock)
    await append_many(store, 5)
    await relay.step()
    broker.forget(TOPIC)
    await append_many(store, 1)
    await relay.step()
    assert sent(broker) == [6]
    later(clock)
    while not await relay.step():
        later(clock)
    assert sent(broker) == [6, 1, 2, 3, 4, 5, 6]


async def test_sends_again_what_an_operator_asks_for(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    relay = relay_of(pool, broker, clock)
    await append_many(store, 4)
    await relay.step()
    await Cursors(pool, SCHEMA, TOPIC, "operator").rewind([C1], 3)
    await append_many(store, 1)
    for _ in range(3):
        later(clock)
        await relay.step()
    assert applied(sent(broker)) == [1, 2, 3, 4, 5]
    assert sent(broker)[-3:] == [3, 4, 5]


async def test_stops_at_a_gap_in_the_store_and_sends_nothing_beyond_it(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    await append_many(store, 3)
    await pool.execute(in_schema("alter table {schema}.es_event disable trigger all", SCHEMA))
    await pool.execute(in_schema("delete from {schema}.es_event where seq = 2", SCHEMA))
    with pytest.raises(SequenceGap):
        await relay_of(pool, broker, clock).step()
    assert sent(broker) == []


async def test_runs_until_it_is_cancelled_and_wakes_at_once_when_something_was_committed(
    pool: Pool, store: PostgresStore, broker: TroubledBroker
) -> None:
    pacing = RelayPacing(owner=uuid4().hex, poll_s=3600, poll_at_most_s=3600)
    relay = Relay(pool, OUTBOX, broker, clock=SystemClock(), wake=store.committed, pacing=pacing)
    await broker.create_topics({TOPIC: SHARDS})
    running = asyncio.create_task(relay.run())
    for count in range(1, 4):
        await append_many(store, 1)
        async with asyncio.timeout(60):
            await _until_sent(broker, count)
    running.cancel()
    await asyncio.wait({running})
    assert running.cancelled()
    assert not relay.held


async def test_goes_on_where_a_transaction_of_somebody_else_is_open_for_long(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    relay = relay_of(pool, broker, clock)
    async with store.transaction() as tx:
        await store.append_in(tx, [append_to("c-1")])
        other = next(f"c-{n}" for n in range(100) if f"c-{n}" != "c-1" and _elsewhere(f"c-{n}"))
        await append_many(store, 2, other)
        assert await relay.step() == 2
    assert await relay.step() == 1


def _elsewhere(case_id: str) -> bool:
    return shard_of(case_id, SHARDS) != C1


async def _cursor(pool: Pool) -> int:
    query = "select next_seq from {schema}.relay_cursor where topic = $1 and shard = $2"
    return int(await pool.fetchval(in_schema(query, SCHEMA), TOPIC, C1))


async def _until_sent(broker: TroubledBroker, count: int) -> None:
    while len(sent(broker)) < count:
        await broker.wait_for_news(1.0)
