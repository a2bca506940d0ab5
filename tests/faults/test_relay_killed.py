"""A relay that dies between the broker's acknowledgement and its cursor, and two that are alive at
once: every event is sent, in order."""

import asyncio
import random
import signal
from collections import Counter
from contextlib import AbstractAsyncContextManager

import pytest

from events.store.connection import Pool
from events.store.postgres_store import PostgresStore
from tests.events.store.sample_appends import append_to
from tests.faults.ground import Counts, Ground, assert_all_sent_in_order, written
from tests.faults.processes import Started, process
from tests.faults.relaying import caught_up
from tests.faults.until import until
from tests.support.event_stores import SCHEMA, create_store_tables, postgres_store, store_pool

EVENTS, LIVES = 1500, 3
pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


async def test_every_event_is_sent_though_relays_are_killed_before_they_can_note_it(
    ground: Ground,
) -> None:
    counts = await kill_relays(ground)
    assert counts["sent again"] > 0


async def test_two_relays_that_are_alive_at_once_do_no_harm(ground: Ground) -> None:
    await wake_a_relay_that_was_replaced(ground)


async def kill_relays(ground: Ground) -> Counts:
    """Return the trap: one relay after the other is killed right after an acknowledgement, the last
    but one right before a send; the last one lives."""
    dice = ground.dice()
    async with store_pool(ground.dsn) as pool:
        await create_store_tables(pool)
        writing = asyncio.create_task(write(postgres_store(pool), dice, EVENTS * ground.load))
        for life in range(LIVES):
            moment = dice.randint(1, 8) * (-1 if life == LIVES - 1 else 1)
            async with relay(ground, doomed_at=moment, by="SIGKILL") as doomed:
                assert await doomed.ended() == -signal.SIGKILL
        async with relay(ground):
            await writing
            await until(lambda: caught_up(pool))
        again = await assert_all_sent_in_order(ground, pool)
        return Counter(
            {"events": sum((await written(pool)).values()), "sent again": again, "kills": LIVES}
        )


async def wake_a_relay_that_was_replaced(ground: Ground) -> Counts:
    """Return the trap: a relay is frozen with an acknowledgement in its hands; another takes over;
    the first wakes up beside it."""
    dice = ground.dice()
    async with store_pool(ground.dsn) as pool:
        await create_store_tables(pool)
        writing = asyncio.create_task(write(postgres_store(pool), dice, EVENTS * ground.load))
        async with relay(
            ground, doomed_at=dice.choice((-1, 1)) * dice.randint(1, 8), by="SIGSTOP"
        ) as first:
            await first.frozen()
            before = await owners(pool)
            async with relay(ground) as second:
                await until(lambda: nobody_of(pool, before))
                await take_turns([first, second], dice)
                await writing
                await until(lambda: caught_up(pool))
        again = await assert_all_sent_in_order(ground, pool)
        return Counter(
            {"events": sum((await written(pool)).values()), "sent again": again, "zombies": 1}
        )


async def write(store: PostgresStore, dice: random.Random, events: int) -> None:
    """Append in small groups, steadily."""
    for _ in range(events // 10):
        case = f"c-{dice.randrange(50)}"
        await store.append(append_to(case, *map(str, range(10))))
        await asyncio.sleep(0.002)


async def take_turns(relays: list[Started], dice: random.Random) -> None:
    """Wake the first up; then stop and continue either at random moments, for longer than a lease
    now and then."""
    for _ in range(3):
        for each in relays:
            each.signal(signal.SIGCONT)
        await asyncio.sleep(dice.random() * 0.3)
        dice.choice(relays).signal(signal.SIGSTOP)
        await asyncio.sleep(dice.choice((0.1, 0.8)))
    for each in relays:
        each.signal(signal.SIGCONT)


def relay(
    ground: Ground, *, doomed_at: int = 0, by: str = "SIGKILL"
) -> AbstractAsyncContextManager[Started]:
    """Return a relay as a process."""
    arguments = (ground.dsn, ground.servers, ground.prefix, str(doomed_at), by)
    return process("tests.faults.relaying_process", *arguments)


async def owners(pool: Pool) -> set[str]:
    """Return who holds leases."""
    return {row["owner"] for row in await pool.fetch(f"select owner from {SCHEMA}.relay_cursor")}


async def nobody_of(pool: Pool, before: set[str]) -> bool:
    """Return whether others hold all the leases now."""
    return not before & await owners(pool)
