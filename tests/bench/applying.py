"""Events a second from the broker into a read model, beside the same without checkpoint, sequence check and catalogue."""

from collections.abc import Sequence

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from events.catalogue.registry import CATALOGUE
from events.consumer.consumer import Consumer, ConsumerOptions
from events.store.connection import Pool
from tests.bench.figures import Figure
from tests.bench.place import (
    AT_ONCE,
    CLOCK,
    EVENTS,
    SCHEMA,
    SHARDS,
    Place,
    fill,
    make_store,
    tables,
)
from tests.bench.read_model import CREATE, UPSERT, LastComments

RAW = "raw getmany and one upsert"
IN_TURN = "consumer applies, one partition after the other"


async def measure(place: Place) -> Sequence[Figure]:
    """Apply a full topic two ways."""
    async with tables(place.dsn) as pool:
        await pool.execute(CREATE)
        store = make_store(pool)
        await fill(pool, store, place.sizes.applied)
        relay = place.relay(pool, store)
        while await relay.step():
            pass
        await relay.close()
        in_turn = place.sizes.applied / await _apply(place, pool, "in-turn", 1)
        await pool.execute(f"truncate {SCHEMA}.last_comment")
        applied = place.sizes.applied / await _apply(place, pool, "at-once", AT_ONCE)
        await pool.execute(f"truncate {SCHEMA}.last_comment")
        raw = place.sizes.applied / await _apply_raw(place, pool)
    return [
        Figure(name="consumer applies", rate=applied, against=(RAW, IN_TURN), aim=f"0.7 x {RAW}"),
        Figure(name=IN_TURN, rate=in_turn, yardstick=True),
        Figure(name=RAW, rate=raw, yardstick=True),
    ]


async def _apply(place: Place, pool: Pool, name: str, at_once: int) -> float:
    reaction = LastComments()
    options = ConsumerOptions(clock=CLOCK, at_once=at_once, rebuildable=True, catalogue=CATALOGUE)
    consumer = Consumer(name, place.broker(), pool, SCHEMA, {EVENTS: reaction}, options=options)
    started, done = CLOCK.monotonic(), 0
    while done < place.sizes.applied:
        await consumer.step(0.2)
        done += len(reaction.taken())
    took = CLOCK.monotonic() - started
    await consumer.close()
    return took


async def _apply_raw(place: Place, pool: Pool) -> float:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=place.servers, enable_auto_commit=False, fetch_max_wait_ms=10
    )
    started, done = CLOCK.monotonic(), 0
    await consumer.start()
    places = [TopicPartition(EVENTS, number) for number in range(SHARDS)]
    consumer.assign(places)
    await consumer.seek_to_beginning(*places)
    while done < place.sizes.applied:
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
