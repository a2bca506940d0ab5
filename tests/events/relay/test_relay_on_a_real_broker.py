"""The relay on a real broker: all arrives in order, and a broker that forgot everything gets it
again."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from events.broker.broker import IncomingRecord, TopicPartition
from events.broker.kafka_broker import KafkaBroker
from events.clock import SystemClock
from events.consumer.sequence import pick
from events.relay.outbox import Outbox
from events.relay.pacing import RelayPacing
from events.relay.relay import Relay
from events.store.connection import Pool
from events.store.postgres_store import PostgresStore
from local_stack.broker_server import BrokerServer
from tests.events.store.sample_appends import append_to
from tests.support.event_stores import SCHEMA, SHARDS, postgres_store

Seqs = dict[int, list[int]]


@pytest.fixture
def forgetful(servers_folder: Path) -> Iterator[BrokerServer]:
    """A broker of the test's own, in memory only."""
    with BrokerServer(servers_folder / "forgetful") as server:
        yield server


def _relay(pool: Pool, store: PostgresStore, broker: KafkaBroker, topic: str) -> Relay:
    outbox = Outbox(schema=SCHEMA, source="intake", topic=topic, shards=SHARDS)
    return Relay(
        pool,
        outbox,
        broker,
        clock=SystemClock(),
        wake=store.committed,
        pacing=RelayPacing(look_back_s=0.2),
    )


async def test_all_arrives_in_order(pool: Pool, bootstrap_servers: str, topic_prefix: str) -> None:
    store, broker = postgres_store(pool), KafkaBroker(bootstrap_servers, grouped=False)
    await _append(store, "first", 2000)
    relay = _relay(pool, store, broker, f"{topic_prefix}intake.events")
    while await relay.step():
        pass
    await relay.close()
    assert await _read_until_complete(
        store, broker, f"{topic_prefix}intake.events"
    ) == await _stored(store)


async def test_a_broker_that_forgot_everything_while_the_relay_ran_gets_everything_again(
    pool: Pool, forgetful: BrokerServer
) -> None:
    store, broker = postgres_store(pool), KafkaBroker(forgetful.bootstrap_servers, grouped=False)
    await _append(store, "before", 200)
    running = asyncio.create_task(_relay(pool, store, broker, "intake.events").run())
    await _read_until_complete(store, broker, "intake.events")
    forgetful.stop()
    await _append(store, "meanwhile", 20)
    forgetful.start()
    await _append(store, "after", 20)
    async with asyncio.timeout(60):
        seen = await _read_until_complete(store, broker, "intake.events")
    running.cancel()
    await asyncio.wait({running})
    assert seen == await _stored(store)


async def _append(store: PostgresStore, name: str, count: int) -> None:
    await asyncio.gather(*(store.append(append_to(f"{name}-{n}")) for n in range(count)))


async def _stored(store: PostgresStore) -> Seqs:
    stored = {
        shard: [event.seq for event in await store.read_shard(shard, 1, 100_000)]
        for shard in range(SHARDS)
    }
    return {shard: seqs for shard, seqs in stored.items() if seqs}


async def _read_until_complete(store: PostgresStore, broker: KafkaBroker, topic: str) -> Seqs:
    """Return what a new consumer applies, once it has seen the newest event of each shard."""
    await broker.create_topics({topic: SHARDS})
    wanted = await _stored(store)
    while (read := await _read(broker, topic)) != wanted:
        pass
    return read


async def _read(broker: KafkaBroker, topic: str) -> Seqs:
    """Return one reading of the whole topic, from its beginning to where it ends now."""
    subscription = await broker.subscription("reader", [topic], member="1")
    await subscription.poll(0.0, 1)
    for shard in range(SHARDS):
        await subscription.seek(TopicPartition(topic, shard), 0)
    records: defaultdict[int, list[IncomingRecord]] = defaultdict(list)
    while polled := await subscription.poll(0.3, 10_000):
        for partition, came in polled.items():
            records[partition.partition].extend(came)
    await subscription.close()
    # As a consumer picks them: a run that was under way while the broker forgot everything may
    # stand before what is missing, and comes again behind it.
    return {
        shard: [numbered.seq or 0 for numbered in pick(came, 1).records]
        for shard, came in records.items()
    }
