"""`follow-calendars` as a process that is killed: the next run goes on with what is left, and in
the end the log says what an undisturbed run says (CP-25).
"""

import asyncio
import os
import random
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from events.broker.broker import TopicPartition
from events.catalogue.deadline_events import DeadlineFollowedCalendar
from events.catalogue.registry import CATALOGUE
from events.catalogue.terms import Priority
from events.catalogue.topics import TOPICS
from events.clock import SystemClock
from events.consumer.checkpoints import Checkpoints
from events.event import Recorded
from events.migrations import migrate
from events.sharding import shard_of
from events.store.connection import Pool, make_pool
from events.store.postgres_store import PostgresStore, StoreOptions
from events.timers.timers import Timers
from sla_clock.adapters.deadline_rows import DeadlineRows
from sla_clock.adapters.keep_deadlines import DeadlineKeeper
from sla_clock.adapters.lateness_rows import LatenessRows
from sla_clock.domain.deadline import DeadlineEvent, fold
from sla_clock.domain.fire_instants import next_instant
from sla_clock.reactions.fold_batch import fold_batch
from sla_clock.settings import CONSUMER, SCHEMA
from tests.sla_clock.a_vendors_calendars import copy_terms, following, known_shop, write_calendars
from tests.sla_clock.clockwork import SHARDS
from tests.sla_clock.promises import opened, record
from tests.support.databases import Databases

pytestmark = [pytest.mark.rule("CP-25"), pytest.mark.slow, pytest.mark.timeout(300)]
CASES = 400
HOUR = timedelta(hours=1)
# A P2 has twelve hours, of which no thirteen hours hold more than eight by the first version: what
# was opened then would be late at once by the second, and keeps what was left.
KINDS: Sequence[tuple[Priority, timedelta]] = (
    ("P2", 13 * HOUR),
    ("P2", HOUR),
    ("P3", HOUR),
    ("P4", HOUR),
)
WORKING = """
select count(*) from pg_stat_activity
where application_name = 'sla-clock-follow-calendars' and datname = current_database()
"""
FOLLOWED = "select count(*) from sla_clock.deadline where calendar_version = 2"
HOLD = "select 1 from sla_clock.checkpoint where partition = $1 for update"
TIMERS = "select key, due_at from sla_clock.timer"


@dataclass
class Ground:
    """A clock's database with open deadlines by the first version, and the second in a folder."""

    dsn: str
    folder: Path
    pool: Pool
    store: PostgresStore

    async def start(self) -> asyncio.subprocess.Process:
        """The command begins, as a process of its own."""
        environment = {**os.environ, "TOCSIN_DATABASE_URL": self.dsn}
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "sla_clock", "follow-calendars", "--folder", str(self.folder)),
            env=environment,
            stdout=asyncio.subprocess.DEVNULL,
        )

    async def run(self) -> None:
        """The command runs to its end."""
        process = await self.start()
        assert await process.wait() == 0

    async def killed_after(self, seconds: float) -> None:
        """It is killed so long after it has reached the database, unless it has ended by then."""
        process = await self.start()
        while process.returncode is None and not await self.pool.fetchval(WORKING):
            await SystemClock().sleep(0.005)
        await SystemClock().sleep(seconds)
        await kill(process)

    async def killed_half_way(self) -> None:
        """It is killed when it waits for one shard, while the others are done."""
        async with self.pool.acquire() as tx, tx.transaction():
            await tx.execute(HOLD, SHARDS - 1)
            process = await self.start()
            before, done = -1, 0
            while done == 0 or done > before:
                before, done = done, await self.pool.fetchval(FOLLOWED)
                await SystemClock().sleep(0.1)
            await kill(process)

    async def followed(self) -> int:
        """How many rows count by the second version."""
        count: int = await self.pool.fetchval(FOLLOWED)
        return count

    async def events(self) -> list[Recorded]:
        """All that the clock has said, shard by shard."""
        shards = [await self.store.read_shard(shard, 1, 100_000) for shard in range(SHARDS)]
        return [one for shard in shards for one in shard]


async def kill(process: asyncio.subprocess.Process) -> None:
    """By SIGKILL, which no process can do anything about."""
    if process.returncode is None:
        process.kill()
    await process.wait()


@asynccontextmanager
async def ground_at(dsn: str, folder: Path, now: datetime) -> AsyncIterator[Ground]:
    """The ground as it was at that instant."""
    await migrate(dsn, SCHEMA, "sla_clock", shards=SHARDS)
    pool = await make_pool(dsn, size=4)
    options = StoreOptions(catalogue=CATALOGUE)
    store = PostgresStore(pool, SCHEMA, "sla-clock", SHARDS, options=options)
    keeper = DeadlineKeeper(store, DeadlineRows(SCHEMA), Timers(SCHEMA), LatenessRows(SCHEMA))
    try:
        async with pool.acquire() as tx, tx.transaction():
            await keeper.record(tx, {}, fold_batch({}, openings(now), now))
            for shard in range(SHARDS):
                partition = TopicPartition(TOPICS["intake"], shard)
                await Checkpoints(SCHEMA, CONSUMER).load(tx, partition)
        yield Ground(dsn, folder, pool, store)
    finally:
        await store.close()
        await pool.close()


def openings(now: datetime) -> list[Recorded]:
    """Cases of each kind, in the order of their opening."""
    cases = list[Recorded]()
    for number in range(CASES):
        priority, ago = KINDS[number * len(KINDS) // CASES]
        case = opened(f"c{number}", now - ago, priority)
        case = msgspec.structs.replace(case, promise=following())
        shard = shard_of(f"c{number}", SHARDS)
        cases.append(record(case, f"c{number}", number + 1, now - ago, shard=shard))
    return cases


def what_followed(events: Sequence[Recorded]) -> list[tuple[object, ...]]:
    """What does not depend on when the command ran."""
    data = [one.data for one in events if isinstance(one.data, DeadlineFollowedCalendar)]
    return sorted(
        (
            one.case_id,
            one.calendar.version,
            one.old_due_at,
            one.budget_s,
            *((None, None) if one.rest else (one.due_at, one.counting_from)),
        )
        for one in data
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The vendor's, with both versions."""
    copy_terms(tmp_path)
    return write_calendars(tmp_path, 1, 2)


async def assert_is_as_undisturbed(ground: Ground, undisturbed: Sequence[Recorded]) -> None:
    """Each deadline followed once; rows, streams and timers say the same."""
    events = await ground.events()
    assert what_followed(events) == what_followed(undisturbed)
    assert len(what_followed(events)) == CASES == await ground.followed()
    timers = {row["key"]: row["due_at"] for row in await ground.pool.fetch(TIMERS)}
    async with ground.pool.acquire() as tx:
        rows = await DeadlineRows(SCHEMA).load(tx, (f"c{number}" for number in range(CASES)))
    for stream, row in rows.items():
        own = [one.data for one in events if one.stream == stream]
        assert row.deadline == fold([one for one in own if isinstance(one, DeadlineEvent)])
        instant = next_instant(row.deadline)
        assert instant is not None
        assert timers[stream] == instant.at


@asynccontextmanager
async def both(
    databases: Databases, folder: Path
) -> AsyncIterator[tuple[Ground, Sequence[Recorded]]]:
    """Two equal grounds: one to kill on, and what an undisturbed run says on the other."""
    now = SystemClock().now()
    with known_shop(folder, 1, 2):
        async with (
            databases.empty() as dsn,
            databases.empty() as other,
            ground_at(dsn, folder, now) as ground,
            ground_at(other, folder, now) as calm,
        ):
            await calm.run()
            yield ground, await calm.events()


async def test_killed_half_way_and_once_more_each_deadline_follows_once(
    databases: Databases, folder: Path
) -> None:
    async with both(databases, folder) as (ground, undisturbed):
        await ground.killed_half_way()
        assert 0 < await ground.followed() < CASES
        await ground.killed_after(random.Random().uniform(0, 0.2))
        await ground.run()
        await assert_is_as_undisturbed(ground, undisturbed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
async def test_killed_at_any_instant_again_and_again_it_says_the_same(
    databases: Databases, folder: Path, seed: int
) -> None:
    draw = random.Random(seed)
    async with both(databases, folder) as (ground, undisturbed):
        for _ in range(8):
            await ground.killed_after(draw.uniform(0, 0.4))
        await ground.run()
        await assert_is_as_undisturbed(ground, undisturbed)
