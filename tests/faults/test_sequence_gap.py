"""Writers that commit late or roll back must not make a tailing reader skip an event or see one out
of order."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest

from events.clock import SystemClock
from events.relay.relay import Relay
from events.relay.watermarks import WatermarkMaker
from events.store.connection import Pool
from events.store.event_store import Append
from events.store.postgres_store import PostgresStore
from tests.events.store.sample_appends import append_to
from tests.faults.ground import Counts, Ground
from tests.faults.relaying import running
from tests.faults.show_progress import Progress
from tests.faults.tailing_reader import Ids, TailingReader, tailing
from tests.faults.until import until
from tests.support.event_stores import SCHEMA, create_store_tables, postgres_store, store_pool

EVENTS = 40_000
WRITERS = 16
SHARDS = 12
PER_APPEND = 10
APPENDS_A_TRANSACTION = 10
ROLLED_BACK = 0.03
_OUT_OF_TIME = f"""
select count(*) from (
    select recorded_at <= lag(recorded_at) over (partition by shard order by seq) as early
        from {SCHEMA}.es_event) as pairs
where early"""

# Three seconds back and, a tenth of a second later, forth again.
_STEPPING_CLOCK = f"""
create or replace function {SCHEMA}.store_now(given timestamptz) returns timestamptz
language sql volatile as $$
    select coalesce(given, clock_timestamp() - interval '3 seconds'
        * ((extract(epoch from clock_timestamp()) * 10)::bigint % 2))
$$"""


class DeliberateRollback(Exception):
    """The writer changed its mind at the last moment."""


@dataclass
class Outcomes:
    """What the writers were told: how many transactions were committed or rolled back, and the ids
    of all events in the former."""

    transactions: Counter[bool] = field(default_factory=Counter)
    committed: Ids = field(default_factory=Ids)


@pytest.mark.slow
@pytest.mark.timeout(3600)
async def test_a_tailing_relay_skips_nothing_while_16_writers_commit_and_roll_back(
    ground: Ground,
) -> None:
    await commit_and_roll_back(ground, events=EVENTS)


async def test_the_same_holds_while_the_clock_of_the_database_steps_back_ten_times_a_second(
    ground: Ground,
) -> None:
    await commit_and_roll_back(ground, events=3_200, steps_back=True)


async def commit_and_roll_back(
    ground: Ground, *, events: int = EVENTS // 4, steps_back: bool = False
) -> Counts:
    """Return the trap.

    With a load of 25 the test writes a million events, and this form with one of 100.

    The topic's events are compared with the table's one by one, and their ids with those that the
    writers were told of, as sets.
    """
    events *= ground.load
    async with store_pool(ground.dsn, size=WRITERS + 6) as pool:
        await create_store_tables(pool, shards=SHARDS)
        if steps_back:
            await pool.execute(_STEPPING_CLOCK)
        store = postgres_store(pool, shards=SHARDS)
        async with followed(ground, pool, store) as reader:
            outcomes = await write_all(ground, store, events, reader)
            end = await store.now()
            await _read_to_the_end(pool, reader, end, at_most_s=120.0 * ground.load)
            assert reader.ids == outcomes.committed
        assert await reader.broken_watermarks() == 0
        assert await pool.fetchval(_OUT_OF_TIME) == 0
    assert reader.ids.count >= events
    rolled_back = outcomes.transactions[False]
    return Counter(
        {
            "events": reader.ids.count,
            "rolled back": rolled_back,
            "watermarks": len(reader.watermarks),
            "again": reader.again,
        }
    )


@asynccontextmanager
async def followed(
    ground: Ground, pool: Pool, store: PostgresStore
) -> AsyncIterator[TailingReader]:
    """Yield a relay, a maker of promises, and a reader of both topics."""
    topics = (ground.topic, f"{ground.prefix}watermarks")
    outbox = replace(ground.outbox, shards=SHARDS)
    relay = Relay(pool, outbox, ground.broker(), clock=SystemClock(), wake=store.committed)
    maker = WatermarkMaker(store, ground.broker(), topics[1], clock=SystemClock())
    async with tailing(ground, pool, topics, SHARDS) as reader, running(relay), running(maker):
        yield reader


async def write_all(
    ground: Ground, store: PostgresStore, events: int, reader: TailingReader
) -> Outcomes:
    """Return all writers side by side; shows how far the reader has come meanwhile."""
    outcomes, progress = Outcomes(), Progress("events read", events, silent=ground.load == 1)
    dice = [random.Random(f"{ground.seed}/{number}") for number in range(WRITERS)]
    writing = asyncio.gather(*(_write(store, own, events // WRITERS, outcomes) for own in dice))

    async def written() -> bool:
        progress.has_come_to(reader.ids.count)
        return writing.done()

    try:
        await until(written, at_most_s=600.0 * ground.load)
    finally:
        writing.cancel()
    await writing
    return outcomes


async def _read_to_the_end(
    pool: Pool, reader: TailingReader, end: datetime, *, at_most_s: float
) -> None:
    try:
        await until(lambda: is_all_read(pool, reader, end), at_most_s=at_most_s)
    except TimeoutError:
        behind = {shard: at for shard, at in reader.watermark_of.items() if at < end}
        raise AssertionError(
            f"after {at_most_s:.0f} s {reader.ids.count} of {await _recorded(pool)} are read;"
            f" {len(reader.watermark_of)} shards have a promise, and not of {end}: {behind}"
        ) from None


async def is_all_read(pool: Pool, reader: TailingReader, end: datetime) -> bool:
    """Return whether the reader has as many events as the table, and each shard's promise of an
    instant after the last of them."""
    instants = reader.watermark_of.values()
    is_promised = len(instants) == SHARDS and min(instants) >= end
    return is_promised and reader.ids.count >= await _recorded(pool)


async def _recorded(pool: Pool) -> int:
    return int(await pool.fetchval(f"select sum(next - 1) from {SCHEMA}.es_shard"))


async def _write(
    store: PostgresStore, dice: random.Random, events: int, outcomes: Outcomes
) -> None:
    """Append one writer's share, in transactions of its own."""
    committed = 0
    while committed * PER_APPEND * APPENDS_A_TRANSACTION < events:
        committed += await _transaction(store, dice, outcomes)


async def _transaction(store: PostgresStore, dice: random.Random, outcomes: Outcomes) -> bool:
    cases = [f"c-{dice.randrange(500)}" for _ in range(dice.choice((1, 2, APPENDS_A_TRANSACTION)))]
    appends = [_append(dice.choice(cases)) for _ in range(APPENDS_A_TRANSACTION)]
    is_committed = await _commits(store, appends, roll_back=dice.random() < ROLLED_BACK)
    outcomes.transactions[is_committed] += 1
    if is_committed:
        outcomes.committed.add(event.event_id for append in appends for event in append.events)
    return is_committed


async def _commits(store: PostgresStore, appends: list[Append], *, roll_back: bool) -> bool:
    try:
        async with store.transaction() as tx:
            await store.append_in(tx, appends)
            if roll_back:
                raise DeliberateRollback
    except DeliberateRollback:
        return False
    return True


def _append(case_id: str) -> Append:
    return append_to(case_id, *map(str, range(PER_APPEND)))
