"""Events a second from the broker into a read model, beside the same without checkpoint, sequence
check and catalogue."""

from collections.abc import Sequence

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from events.catalogue.registry import CATALOGUE
from events.consumer.consumer import Consumer
from events.consumer.consumer_options import ConsumerOptions
from events.store.connection import Pool
from tests.bench.figures import Figure
from tests.bench.read_model import CREATE, UPSERT, LastComments
from tests.bench.workbench import (
    AT_ONCE,
    CLOCK,
    EVENTS,
    SCHEMA,
    SHARDS,
    Workbench,
    fill,
    make_store,
    tables,
)

RAW = "raw getmany and one upsert"
IN_TURN = "consumer applies, one partition after the other"


async def measure(bench: Workbench) -> Sequence[Figure]:
    """Apply a full topic two ways."""
    async with tables(bench.dsn) as pool:
        await pool.execute(CREATE)
        store = make_store(pool)
        await fill(pool, store, bench.sizes.applied)
        relay = bench.relay(pool, store)
        while await relay.step():
            pass
        await relay.close()
        in_turn = bench.sizes.applied / await _apply(bench, pool, "in-turn", 1)
        await pool.execute(f"truncate {SCHEMA}.last_comment")
        applied = bench.sizes.applied / await _apply(bench, pool, "at-once", AT_ONCE)
        await pool.execute(f"truncate {SCHEMA}.last_comment")
        raw = bench.sizes.applied / await _apply_raw(bench, pool)
    return [
        Figure(name="consumer applies", rate=applied, against=(RAW, IN_TURN), aim=f"0.7 x {RAW}"),
        Figure(name=IN_TURN, rate=in_turn, yardstick=True),
        Figure(name=RAW, rate=raw, yardstick=True),
    ]


async def _apply(bench: Workbench, pool: Pool, name: str, at_once: int) -> float:
    reaction = LastComments()
    options = ConsumerOptions(clock=CLOCK, at_once=at_once, rebuildable=True, catalogue=CATALOGUE)
    consumer = Consumer(name, bench.broker(), pool, SCHEMA, {EVENTS: reaction}, options=options)
    started, done = CLOCK.monotonic(), 0
    while done < bench.sizes.applied:
        await consumer.step(0.2)
        done += len(reaction.taken())
    took = CLOCK.monotonic() - started
    await consumer.close()
    return took


async def _apply_raw(bench: Workbench, pool: Pool) -> float:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bench.servers, enable_auto_commit=False, fetch_max_wait_ms=10
    )
    started, done = CLOCK.monotonic(), 0
    await consumer.start()
    partitions = [TopicPartition(EVENTS, number) for number in range(SHARDS)]
    consumer.assign(partitions)
    await consumer.seek_to_beginning(*partitions)
    while done < bench.sizes.applied:
        for records in (await consumer.getmany(timeout_ms=200, max_records=1000)).values():
            await _upsert(pool, records)
            done += len(records)
    took = CLOCK.monotonic() - started
    await consumer.stop()
    return took


async def _upsert(pool: Pool, records: Sequence[ConsumerRecord]) -> None:
    newest = {record.key: record for record in records}
    rows = [
        (key.decode(), record.offset + 1, record.value.decode()) for key, record in newest.items()
    ]
    await pool.execute(UPSERT, *zip(*rows, strict=True))
