"""Writers that commit late or roll back must not make a tailing reader skip an event or see one out of order."""

import asyncio
import random
from bisect import bisect_right
from collections import Counter
from datetime import datetime
from itertools import pairwise

import pytest

from events.broker.broker import TopicPartition
from events.broker.memory_broker import MemoryBroker
from events.clock import SystemClock
from events.envelope import sequence_of, watermark_from_incoming
from events.relay.outbox import Outbox
from events.relay.pacing import RelayPacing
from events.relay.relay import Relay
from events.relay.watermarks import WatermarkMaker
from events.store.connection import Pool, in_schema
from events.store.event_store import Append, Watermark
from events.store.postgres_store import PostgresStore
from tests.events.store.sample_appends import append_to
from tests.faults.ground import Found, Ground
from tests.support.event_stores import SCHEMA, create_store_tables, postgres_store, store_pool

EVENTS = 40_000
WRITERS = 16
SHARDS = 12
PER_APPEND = 10
APPENDS_A_TRANSACTION = 10
ROLLED_BACK = 0.03
ALL = 10**9
TOPIC, WATERMARKS = "intake.events", "intake.watermarks"


class DeliberateRollback(Exception):
    """The writer changed its mind at the last moment."""


@pytest.mark.slow
@pytest.mark.timeout(3600)
async def test_a_tailing_relay_skips_nothing_and_keeps_the_order_while_16_writers_commit_and_roll_back(
    ground: Ground,
) -> None:
    await commit_and_roll_back(ground, events=EVENTS)


async def commit_and_roll_back(ground: Ground, *, events: int = EVENTS // 4) -> Found:
    """The trap. With a load of 25, the test writes a million events, and this form a quarter of that."""
    events *= ground.load
    async with store_pool(ground.dsn, size=WRITERS + 6) as pool:
        await create_store_tables(pool, shards=SHARDS)
        store, broker = postgres_store(pool, shards=SHARDS), MemoryBroker()
        await broker.create_topics({TOPIC: SHARDS, WATERMARKS: SHARDS})
        relay, maker = (
            _relay(pool, store, broker),
            WatermarkMaker(store, broker, WATERMARKS, SHARDS, clock=SystemClock()),
        )
        tailing = [asyncio.create_task(relay.run()), asyncio.create_task(maker.run())]
        dice = [random.Random(f"{ground.seed}/{number}") for number in range(WRITERS)]
        rolled_back = await asyncio.gather(*(_write(store, own, events // WRITERS) for own in dice))
        await _stop(tailing)
        while await relay.step():
            pass
        written = await _written(pool)

    assert sum(map(len, written.values())) >= events
    for shard, times in written.items():
        assert _sent(broker, shard) == list(range(1, len(times) + 1))
        assert all(earlier < later for earlier, later in pairwise(times))
        assert all(_is_kept(promise, times) for promise in _promises(broker, shard))
    promises = sum(len(_promises(broker, shard)) for shard in range(SHARDS))
    assert promises > SHARDS
    return Counter({"events": sum(map(len, written.values())), "rolled back": sum(rolled_back), "promises": promises})


def _relay(pool: Pool, store: PostgresStore, broker: MemoryBroker) -> Relay:
    outbox = Outbox(schema=SCHEMA, source="intake", topic=TOPIC, shards=SHARDS)
    pacing = RelayPacing(look_back_s=3600)
    return Relay(pool, outbox, broker, clock=SystemClock(), wake=store.committed, pacing=pacing)


async def _write(store: PostgresStore, dice: random.Random, events: int) -> int:
    """One writer's share, in transactions of its own; returns how many of them were rolled back."""
    outcomes: Counter[bool] = Counter()
    while outcomes[True] * PER_APPEND * APPENDS_A_TRANSACTION < events:
        outcomes[await _transaction(store, dice)] += 1
    return outcomes[False]


async def _transaction(store: PostgresStore, dice: random.Random) -> bool:
    cases = [f"c-{dice.randrange(500)}" for _ in range(dice.choice((1, 2, APPENDS_A_TRANSACTION)))]
    appends = [_append(dice.choice(cases)) for _ in range(APPENDS_A_TRANSACTION)]
    try:
        async with store.transaction() as tx:
            await store.append_in(tx, appends)
            if dice.random() < ROLLED_BACK:
                raise DeliberateRollback
    except DeliberateRollback:
        return False
    return True


def _append(case_id: str) -> Append:
    return append_to(case_id, *map(str, range(PER_APPEND)))


async def _stop(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def _written(pool: Pool) -> dict[int, list[datetime]]:
    """When each shard's events were recorded, in order of seq."""
    query = "select shard, array_agg(recorded_at order by seq) as times from {schema}.es_event group by shard"
    rows = await pool.fetch(in_schema(query, SCHEMA))
    return {row["shard"]: list(row["times"]) for row in rows}


def _sent(broker: MemoryBroker, shard: int) -> list[int]:
    return [sequence_of(record) for record in broker.log(TopicPartition(TOPIC, shard)).read(0, ALL)]


def _promises(broker: MemoryBroker, shard: int) -> list[Watermark]:
    return [watermark_from_incoming(r) for r in broker.log(TopicPartition(WATERMARKS, shard)).read(0, ALL)]


def _is_kept(promise: Watermark, times: list[datetime]) -> bool:
    """Whether all that was recorded at or before the promise's instant has a seq below what it says."""
    last_seq_by_then = bisect_right(times, promise.at)
    return last_seq_by_then < promise.next_seq
