"""Events a second from the store to the broker, beside a broker in memory and beside the same
records sent with nothing else to do."""

import asyncio
from collections.abc import Sequence

from aiokafka import AIOKafkaProducer

from events.broker.broker import Broker, OutgoingRecord
from events.broker.memory_broker import MemoryBroker
from events.envelope import outgoing_of
from events.relay.outbox import Outbox
from events.relay.relay import Relay
from events.store.connection import Pool
from tests.bench.figures import Figure
from tests.bench.workbench import CLOCK, EVENTS, SCHEMA, SHARDS, Workbench, fill, make_store, tables

RAW = "ready-made batches to the broker"
SINGLY = "ready-made records, a future each"
_BATCH = 500


async def measure(bench: Workbench) -> Sequence[Figure]:
    """Send a store full of events three ways."""
    async with tables(bench.dsn) as pool:
        await fill(pool, make_store(pool), bench.sizes.relayed)
        sent = bench.sizes.relayed / await _relay(pool, bench.broker(), EVENTS)
        in_memory = bench.sizes.relayed / await _relay(pool, MemoryBroker(), "memory.events")
        runs = await _records(pool)
        raw = bench.sizes.relayed / await _send_ready_made(bench, runs)
        singly = bench.sizes.relayed / await _send_singly(bench, runs)
        published = bench.sizes.relayed / await _publish(bench, runs)
    return [
        Figure(
            name="relay to the broker", rate=sent, against=(RAW, "relay to memory"), aim="30,000"
        ),
        Figure(name="relay to memory", rate=in_memory, yardstick=True),
        Figure(name="publisher alone", rate=published, against=(RAW, SINGLY)),
        Figure(name=SINGLY, rate=singly, yardstick=True),
        Figure(name=RAW, rate=raw, yardstick=True),
    ]


async def _relay(pool: Pool, broker: Broker, topic: str) -> float:
    """Send everything; how many seconds it took, the topic having been made before."""
    outbox = Outbox(schema=SCHEMA, source="intake", topic=topic, shards=SHARDS)
    await broker.create_topics({topic: SHARDS})
    relay = Relay(pool, outbox, broker, clock=CLOCK)
    started = CLOCK.monotonic()
    while await relay.step():
        pass
    took = CLOCK.monotonic() - started
    await relay.close()
    return took


async def _records(pool: Pool) -> list[list[OutgoingRecord]]:
    outbox = Outbox(schema=SCHEMA, source="intake", topic=EVENTS, shards=SHARDS)
    runs = await outbox.unsent(pool, [(shard, 1) for shard in range(SHARDS)], 10**9)
    return [[outgoing_of(event, "intake") for event in run] for run in runs]


async def _send_ready_made(bench: Workbench, runs: Sequence[Sequence[OutgoingRecord]]) -> float:
    await bench.broker().create_topics({"raw.events": SHARDS})
    async with AIOKafkaProducer(
        bootstrap_servers=bench.servers,
        acks="all",
        enable_idempotence=False,
        max_batch_size=1 << 20,
    ) as producer:
        started = CLOCK.monotonic()
        await asyncio.gather(*(_send_run(producer, run) for run in runs))
        return CLOCK.monotonic() - started


async def _publish(bench: Workbench, runs: Sequence[Sequence[OutgoingRecord]]) -> float:
    """Send as the relay does, with nothing to read and nothing to encode."""
    broker = bench.broker()
    await broker.create_topics({"published.events": SHARDS})
    publisher = await broker.publisher()
    started = CLOCK.monotonic()
    for start in range(0, max(map(len, runs)), _BATCH):
        await publisher.send(
            "published.events", [record for run in runs for record in run[start : start + _BATCH]]
        )
    took = CLOCK.monotonic() - started
    await publisher.close()
    return took


async def _send_singly(bench: Workbench, runs: Sequence[Sequence[OutgoingRecord]]) -> float:
    await bench.broker().create_topics({"single.events": SHARDS})
    async with AIOKafkaProducer(
        bootstrap_servers=bench.servers,
        acks="all",
        enable_idempotence=False,
        max_batch_size=1 << 18,
    ) as producer:
        started = CLOCK.monotonic()
        for start in range(0, max(map(len, runs)), _BATCH):
            records = [record for run in runs for record in run[start : start + _BATCH]]
            await asyncio.gather(*[await _begin(producer, record) for record in records])
        return CLOCK.monotonic() - started


async def _begin(producer: AIOKafkaProducer, record: OutgoingRecord) -> "asyncio.Future[object]":
    future: asyncio.Future[object] = await producer.send(
        "single.events",
        record.value,
        key=record.key,
        partition=record.partition,
        headers=list(record.headers),
    )
    return future


async def _send_run(producer: AIOKafkaProducer, run: Sequence[OutgoingRecord]) -> None:
    for start in range(0, len(run), _BATCH):
        batch = producer.create_batch()
        for record in run[start : start + _BATCH]:
            batch.append(key=record.key, value=record.value, timestamp=None, headers=record.headers)
        await (await producer.send_batch(batch, "raw.events", partition=run[0].partition))
