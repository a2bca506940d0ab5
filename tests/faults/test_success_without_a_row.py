"""Whoever is told that an append succeeded finds its events in the log, and nobody else's stand
there: also when the connection is lost."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from msgspec.structs import replace

from events.errors import StoreUnavailable, WrongExpectedVersion
from events.store.connection import Pool
from events.store.event_store import AlreadyDone, Append, Appended
from events.store.postgres_store import PostgresStore
from tests.events.store.sample_appends import append_to, command
from tests.faults.ground import Counts, Ground
from tests.support.event_stores import SCHEMA, create_store_tables, postgres_store, store_pool

RACES, AT_ONCE, CONTENDERS = 1000, 50, 3
TRIES = 500
_KILL_ONE = """
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and application_name = 'tocsin' and pid <> pg_backend_pid()
    order by random() limit 1
"""


async def test_in_a_thousand_races_there_are_as_many_successes_as_rows(ground: Ground) -> None:
    counts = await race(ground, kill=False)
    assert counts["successes"] == RACES


async def test_in_races_over_dying_connections_too(ground: Ground) -> None:
    await race(ground, kill=True, races=RACES // 4)


async def test_a_command_at_two_instances_at_once_is_done_once_though_each_chose_another_stream(
    ground: Ground,
) -> None:
    async with store_pool(ground.dsn) as one, store_pool(ground.dsn) as other:
        await create_store_tables(one)
        stores = postgres_store(one), postgres_store(other)
        for number in range(100):
            same = command()
            cases = [f"c-{number}-{instance}" for instance in range(2)]
            appends = [append_to(case, expected=0, command=same) for case in cases]
            outcomes = await asyncio.gather(
                *(store.append(each) for store, each in zip(stores, appends, strict=True))
            )
            assert sorted(type(outcome).__name__ for outcome in outcomes) == [
                "AlreadyDone",
                "Appended",
            ]
        assert await one.fetchval(f"select count(*) from {SCHEMA}.es_event") == 100


async def race(ground: Ground, *, kill: bool, races: int = RACES) -> Counts:
    """Return the trap: several instances append to the same new stream; where an answer is lost
    they ask again under the same command id."""
    dice, races = ground.dice(), races * ground.load
    async with instances(ground) as (pools, stores):
        await create_store_tables(pools[0])
        winners: dict[str, list[UUID]] = {}
        kills = 0
        for first in range(0, races, AT_ONCE):
            names = [f"c-{number}" for number in range(first, min(first + AT_ONCE, races))]
            running = asyncio.gather(*(one_race(name, stores, dice) for name in names))
            while kill and not running.done():
                kills += bool(await pools[-1].fetch(_KILL_ONE))
                await asyncio.sleep(dice.random() * 0.1)
            winners |= dict(zip(names, await running, strict=True))
        rows = await recorded(pools[-1])

    assert all(len(won) == 1 for won in winners.values()), {
        name: won for name, won in winners.items() if len(won) != 1
    }
    assert rows == {f"case-{name}": won for name, won in winners.items()}
    return Counter(successes=len(winners), rows=len(rows), kills=kills)


@asynccontextmanager
async def instances(ground: Ground) -> AsyncIterator[tuple[list[Pool], list[PostgresStore]]]:
    """As many instances as there are contenders, each with connections of its own; the last pool is
    an onlooker's."""
    async with (
        store_pool(ground.dsn, size=2) as a,
        store_pool(ground.dsn, size=2) as b,
        store_pool(ground.dsn, size=2) as c,
        store_pool(ground.dsn, size=1) as onlooker,
    ):
        await onlooker.execute("set application_name = 'onlooker'")
        yield [a, b, c, onlooker], [postgres_store(pool) for pool in (a, b, c)]


async def one_race(name: str, stores: list[PostgresStore], dice: random.Random) -> list[UUID]:
    """Return who was told that it succeeded: the ids of their events."""
    contenders = [
        replace(append_to(name, expected=0), command=command()) for _ in range(CONTENDERS)
    ]
    successes = await asyncio.gather(
        *(
            succeeds(store, each)
            for store, each in zip(dice.sample(stores, CONTENDERS), contenders, strict=True)
        )
    )
    return [
        each.events[0].event_id
        for each, success in zip(contenders, successes, strict=True)
        if success
    ]


async def succeeds(store: PostgresStore, append: Append) -> bool:
    """Append; ask again as long as the answer is unknown."""
    for _ in range(TRIES):
        try:
            return isinstance(await store.append(append), Appended | AlreadyDone)
        except WrongExpectedVersion:
            return False
        except StoreUnavailable:
            await asyncio.sleep(0.02)
    raise AssertionError("the store does not come back")


async def recorded(pool: Pool) -> dict[str, list[UUID]]:
    """Return the ids of the events of each stream."""
    rows = await pool.fetch(
        f"select stream, array_agg(event_id order by seq) as ids from {SCHEMA}.es_event group by 1"
    )
    return {row["stream"]: list(row["ids"]) for row in rows}
