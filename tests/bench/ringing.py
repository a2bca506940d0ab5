"""Timers: how late they fire on the real road (watermarks through the broker), few armed and many,
and how fast a backlog drains."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from events.catalogue.registry import CATALOGUE
from events.consumer.consumer import Consumer
from events.consumer.consumer_options import ConsumerOptions, TimedTopic
from events.consumer.reaction import Batch
from events.relay.watermarks import WatermarkMaker
from events.store.connection import Connection, Pool
from events.store.postgres_store import PostgresStore
from events.timers.timers import Timer, Timers
from tests.bench.figures import Figure, with_times
from tests.bench.workbench import (
    AT_ONCE,
    CLOCK,
    EVENTS,
    SCHEMA,
    SHARDS,
    WATERMARKS,
    Workbench,
    fill,
    make_store,
    tables,
)

RAW = "raw delete and insert, 500 timers a transaction"
SINGLY = "timers: overdue ones fire, instant by instant"
_CREATE = f"create table {SCHEMA}.fired (key text not null, due_at timestamptz not null)"
_NOTE = (
    f"insert into {SCHEMA}.fired (key, due_at) select * from unnest($1::text[], $2::timestamptz[])"
)
_TAKE = f"""
delete from {SCHEMA}.timer where (shard, key) in (
    select shard, key from {SCHEMA}.timer where shard = $1 order by due_at, key limit 500)
        returning key, due_at
"""
_CLAIMED = 500
_FAR = timedelta(days=1)


class Ringing:
    """A timed reaction that leaves one row a timer, as many in a statement as are due together."""

    def __init__(self, timers: Timers) -> None:
        self._timers = timers
        self.lateness: list[float] = []
        self._unheard: list[datetime] = []

    async def apply(self, batch: Batch[Connection]) -> None:
        """Ignore events."""

    async def fire(self, tx: Connection, partition: int, until: datetime) -> None:
        """Take what is due and write it down."""
        while due := await self._timers.claim_due(tx, partition, until, _CLAIMED):
            await tx.execute(_NOTE, [timer.key for timer in due], [timer.due_at for timer in due])
            self._unheard += [timer.due_at for timer in due]
            if len(due) < _CLAIMED:
                return

    def committed(self) -> None:
        """Note how late everything was that has fired and is committed now."""
        now = CLOCK.now()
        self.lateness += [(now - due_at).total_seconds() for due_at in self._unheard]
        self._unheard = []


async def measure(bench: Workbench) -> Sequence[Figure]:
    """Measure lateness with few and with many armed timers, then a backlog."""
    sizes = bench.sizes
    async with tables(bench.dsn) as pool:
        await pool.execute(_CREATE)
        store, timers = make_store(pool), Timers(SCHEMA)
        await _an_event_a_shard(bench, pool, store)
        await _arm(pool, timers, "few", sizes.armed_few, CLOCK.now() + _FAR, timedelta(seconds=1))
        few = await _lateness(bench, pool, store, sizes.armed_few)
        await _arm(
            pool,
            timers,
            "many",
            sizes.armed - sizes.armed_few,
            CLOCK.now() + _FAR,
            timedelta(seconds=1),
        )
        many = await _lateness(bench, pool, store, sizes.armed)
        drain = await _drain(bench, pool, store, sizes.overdue)
        singly = await _drain(bench, pool, store, max(sizes.overdue // 100, 1), in_runs=False)
        raw = await _drain_raw(pool, sizes.overdue)
    return [
        few,
        many,
        Figure(name="timers: overdue ones fire", rate=drain, against=(RAW, SINGLY), aim="5,000"),
        Figure(name=SINGLY, rate=singly, yardstick=True),
        Figure(name=RAW, rate=raw, yardstick=True),
    ]


async def _an_event_a_shard(bench: Workbench, pool: Pool, store: PostgresStore) -> None:
    """Append an event to each shard: watermarks are made only for shards that have one."""
    await fill(pool, store, 500)
    relay = bench.relay(pool, store)
    while await relay.step():
        pass
    await relay.close()


async def _arm(
    pool: Pool, timers: Timers, name: str, number: int, first: datetime, step: timedelta
) -> None:
    """Arm so many, one every `step` from `first` on, over all shards in turn."""
    made = [
        Timer(
            shard=n % SHARDS,
            key=f"{name}-{n}",
            generation=1,
            due_at=first + n * step,
            routing_key=f"{n}",
        )
        for n in range(number)
    ]
    for start in range(0, number, 10_000):
        async with pool.acquire() as tx, tx.transaction():
            await timers.arm_all(tx, made[start : start + 10_000])
    await pool.execute(f"analyze {SCHEMA}.timer")


async def _lateness(bench: Workbench, pool: Pool, store: PostgresStore, armed: int) -> Figure:
    """Fire so many a second, for a while, with `armed` others waiting."""
    sizes = bench.sizes
    number = int(sizes.due_a_second * sizes.seconds)
    first = CLOCK.now() + timedelta(seconds=3)
    await _arm(
        pool,
        Timers(SCHEMA),
        f"due-{armed}",
        number,
        first,
        timedelta(seconds=1 / sizes.due_a_second),
    )
    reaction = await _run_until(bench, pool, store, number)
    return with_times(
        f"timers: lateness at {sizes.due_a_second:,} a second, {armed:,} armed",
        reaction.lateness,
        aim="p99 under 50 ms",
    )


async def _drain(
    bench: Workbench, pool: Pool, store: PostgresStore, number: int, *, in_runs: bool = True
) -> float:
    first = CLOCK.now() - timedelta(hours=1)
    await _arm(pool, Timers(SCHEMA), "overdue", number, first, timedelta(milliseconds=1))
    started = CLOCK.monotonic()
    await _run_until(bench, pool, store, number, in_runs=in_runs)
    return number / (CLOCK.monotonic() - started)


async def _run_until(
    bench: Workbench, pool: Pool, store: PostgresStore, number: int, *, in_runs: bool = True
) -> Ringing:
    """Make watermarks, publish, consume and fire, until so many have fired."""
    timers = Timers(SCHEMA)
    reaction = Ringing(timers)
    timed = TimedTopic(
        topic=EVENTS,
        watermark_topic=WATERMARKS,
        reaction=reaction,
        timers=timers,
        folds_in_order=in_runs,
    )
    options = ConsumerOptions(timed=timed, clock=CLOCK, at_once=AT_ONCE, catalogue=CATALOGUE)
    maker = WatermarkMaker(store, bench.broker(), WATERMARKS, clock=CLOCK)
    await maker.step()
    consumer = Consumer("clock", bench.broker(), pool, SCHEMA, {}, options=options)
    promising = asyncio.create_task(maker.run())
    while len(reaction.lateness) < number:
        await consumer.step(0.2)
        reaction.committed()
    promising.cancel()
    await asyncio.wait({promising})
    await consumer.close()
    return reaction


async def _drain_raw(pool: Pool, number: int) -> float:
    first = CLOCK.now() - timedelta(hours=1)
    await _arm(pool, Timers(SCHEMA), "raw", number, first, timedelta(milliseconds=1))
    started, done = CLOCK.monotonic(), 0
    for shard in range(SHARDS):
        left = len(range(shard, number, SHARDS))
        while left > 0:
            left -= (taken := await _take_raw(pool, shard))
            done += taken
    return done / (CLOCK.monotonic() - started)


async def _take_raw(pool: Pool, shard: int) -> int:
    async with pool.acquire() as tx, tx.transaction():
        rows = await tx.fetch(_TAKE, shard)
        await tx.execute(_NOTE, [row["key"] for row in rows], [row["due_at"] for row in rows])
    return len(rows)
