"""An append that is held open while promises about time are made must not make one of them false,
nor a breach of what it answers."""

import asyncio
import random
from bisect import bisect_right
from collections import Counter
from contextlib import AsyncExitStack
from datetime import datetime

from events.clock import SystemClock
from events.relay.watermark_pace import WatermarkPace
from events.relay.watermarks import WatermarkMaker
from events.store.connection import Pool
from events.store.postgres_store import PostgresStore
from events.watermark import Watermark
from events.watermark_records import watermarks_from_incoming
from tests.events.store.sample_appends import append_to
from tests.faults.clock_world import ClockWorld
from tests.faults.ground import Counts, Ground
from tests.faults.reading import reading
from tests.faults.until import until
from tests.support.event_stores import (
    SCHEMA,
    SHARDS,
    create_store_tables,
    postgres_store,
    store_pool,
)

APPENDS, WRITERS, CASES = 100, 4, 16


async def test_a_reply_that_commits_after_its_deadline_passed_is_in_time_if_it_was_recorded_in_time(
    ground: Ground,
) -> None:
    async with store_pool(ground.dsn) as pool:
        world = ClockWorld(pool, ground.broker(), ground.prefix)
        await world.start()
        for case in ("held", "free"):
            await world.open_case(case)
        await world.catch_up()
        world.move(59)
        async with world.reply_held_open("held"):
            world.move(2)
            await step_often(world)
            assert "held" not in await world.breaches()
        await world.catch_up()
        assert await world.breaches() == await world.true_breaches() == ["free"]
        await world.close()


async def test_no_promise_is_broken_by_appends_that_are_held_open(ground: Ground) -> None:
    counts = await hold_appends_across_watermarks(ground)
    assert counts["watermarks"] > 10 * SHARDS


async def hold_appends_across_watermarks(ground: Ground) -> Counts:
    """Return the trap: transactions hold their shards for a while, promises are made all the time;
    each is judged by the log as it became."""
    dice, topic = ground.dice(), f"{ground.prefix}watermarks"
    async with store_pool(ground.dsn, size=WRITERS + 4) as pool:
        await create_store_tables(pool)
        store = postgres_store(pool)
        maker = WatermarkMaker(
            store,
            ground.broker(),
            topic,
            clock=SystemClock(),
            pace=WatermarkPace(every_s=0.001),
        )
        making = asyncio.create_task(maker.run())
        await asyncio.gather(*(write(store, dice, APPENDS * ground.load) for _ in range(WRITERS)))
        last = await store.make_watermarks()
        await asyncio.sleep(0.1)
        making.cancel()
        await asyncio.gather(making, return_exceptions=True)
        times = await recorded_times(pool)
        watermarks = [*await read_watermarks(ground, topic), *last]

    for watermark in watermarks:
        assert bisect_right(times.get(watermark.shard, []), watermark.at) < watermark.next_seq, (
            f"a broken watermark: {watermark}"
        )
    return Counter(watermarks=len(watermarks), events=sum(map(len, times.values())))


async def step_often(world: ClockWorld) -> None:
    """Make watermarks, send and apply, as often as it takes for anything that could go wrong."""
    for _ in range(20):
        await world.send()
        await world.publish_watermarks()
        await world.step_clock_service()


async def write(store: PostgresStore, dice: random.Random, appends: int) -> None:
    """Append in transactions that stay open for some milliseconds before or after."""
    for _ in range(appends):
        async with AsyncExitStack() as stack:
            tx = await stack.enter_async_context(store.transaction())
            await tx.execute("select pg_sleep($1)", dice.random() * 0.005)
            await store.append_in(tx, [append_to(f"c-{dice.randrange(CASES)}")])
            await tx.execute("select pg_sleep($1)", dice.random() * 0.01)


async def recorded_times(pool: Pool) -> dict[int, list[datetime]]:
    """Return when each shard's events were recorded, in order of seq."""
    query = (
        f"select shard, array_agg(recorded_at order by seq) as times from {SCHEMA}.es_event "
        f"group by shard"
    )
    return {row["shard"]: list(row["times"]) for row in await pool.fetch(query)}


async def read_watermarks(ground: Ground, topic: str) -> list[Watermark]:
    """Return all promises that were sent."""
    watermarks: list[Watermark] = []
    async with reading(ground.broker(), [topic], 1) as subscription:

        async def read_all() -> bool:
            records = await subscription.poll(0.5, 10_000)
            watermarks.extend(
                w
                for came in records.values()
                for r in came
                for w in watermarks_from_incoming(r).watermarks
            )
            return bool(watermarks) and not records

        await until(read_all)
    return watermarks
