"""How many open deadlines a second follow a later version of their calendar: each gets an event,
and its row and its timer change. On the tables that `migrate` makes, with nothing else at work."""

import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from careplans.calendars import take_calendars
from events.broker.broker import TopicPartition
from events.catalogue.registry import CATALOGUE
from events.catalogue.terms import Priority
from events.catalogue.topics import TOPICS
from events.consumer.checkpoints import Checkpoints
from events.event import Recorded
from events.migrations import migrate
from events.sharding import DEFAULT_SHARDS, shard_of
from events.store.connection import Pool, make_pool
from events.store.postgres_store import PostgresStore, StoreOptions
from events.timers.timers import Timers
from sla_clock.adapters.deadline_rows import DeadlineRows
from sla_clock.adapters.keep_deadlines import DeadlineKeeper
from sla_clock.adapters.lateness_rows import LatenessRows
from sla_clock.commands.follow_calendars import CalendarFollower
from sla_clock.reactions.fold_batch import fold_batch
from sla_clock.settings import CONSUMER, SCHEMA
from tests.bench.figures import Figure
from tests.bench.workbench import CLOCK, Workbench
from tests.sla_clock.a_vendors_calendars import following, shop, write_calendars
from tests.sla_clock.promises import opened, record

_PRIORITIES: Final[Sequence[Priority]] = ("P2", "P3", "P4")
_AT_LEAST = 10_000.0
_AT_ONCE = 1_000
_EVENTS = """
select count(*) from sla_clock.es_event where type = 'sla-clock.deadline.followed-calendar'
"""


async def measure(bench: Workbench) -> Sequence[Figure]:
    """Open so many cases by the first version, then let them follow the second."""
    with tempfile.TemporaryDirectory(prefix="tocsin-calendars-") as folder:
        take_calendars(write_calendars(Path(folder), 1, 2) / "calendars")
    await migrate(bench.dsn, SCHEMA, "sla_clock", shards=DEFAULT_SHARDS)
    pool = await make_pool(bench.dsn, size=4)
    store = PostgresStore(
        pool, SCHEMA, "sla-clock", DEFAULT_SHARDS, options=StoreOptions(catalogue=CATALOGUE)
    )
    try:
        await _open(pool, store, bench.sizes.followed)
        rate = await _follow(pool, store, bench.sizes.followed)
    finally:
        await store.close()
        await pool.close()
    return [
        Figure(
            name="open deadlines that follow a calendar",
            rate=rate,
            at_least=_AT_LEAST / bench.sizes.slack,
        )
    ]


async def _open(pool: Pool, store: PostgresStore, number: int) -> None:
    keeper = DeadlineKeeper(store, DeadlineRows(SCHEMA), Timers(SCHEMA), LatenessRows(SCHEMA))
    now = CLOCK.now()
    for first in range(0, number, _AT_ONCE):
        records = [_opened(one, now) for one in range(first, min(first + _AT_ONCE, number))]
        async with pool.acquire() as tx, tx.transaction():
            await keeper.record(tx, {}, fold_batch({}, records, now))
    checkpoints = Checkpoints(SCHEMA, CONSUMER)
    async with pool.acquire() as tx:
        for shard in range(DEFAULT_SHARDS):
            await checkpoints.load(tx, TopicPartition(TOPICS["intake"], shard))
    await pool.execute("vacuum analyze")


def _opened(number: int, now: datetime) -> Recorded:
    case_id = f"case-{number}"
    case = opened(case_id, now - timedelta(hours=3), _PRIORITIES[number % len(_PRIORITIES)])
    case = msgspec.structs.replace(case, promise=following())
    return record(case, case_id, number + 1, now, shard=shard_of(case_id, DEFAULT_SHARDS))


async def _follow(pool: Pool, store: PostgresStore, number: int) -> float:
    began = CLOCK.monotonic()
    outcome = await CalendarFollower(pool, store, TOPICS["intake"]).follow(shop(2))
    took = CLOCK.monotonic() - began
    assert len(outcome.moved) == number, f"{len(outcome.moved)} of {number} followed"
    events = await pool.fetchval(_EVENTS)
    assert events == number, f"{events} events of {number} deadlines"
    return number / took
