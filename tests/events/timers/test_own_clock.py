"""Timers by the own store's time: they fire in the transaction that locks the shard, so that a
rival event is before or after, never beside."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from events.clock import MovableClock
from events.errors import Poison, Retryable
from events.store.connection import Connection, Pool
from events.store.postgres_store import PostgresStore
from events.timers.own_clock import OwnClockTimers
from events.timers.timers import Timer, Timers
from tests.support.event_stores import NOON


class Handler:
    """Remembers what fired; refuses those it was told to."""

    def __init__(self, *broken: str) -> None:
        self.fired: list[str] = []
        self.broken = broken

    async def __call__(self, tx: Connection, timers: Sequence[Timer]) -> None:
        for timer in timers:
            if timer.key in self.broken:
                raise Poison(timer.key)
        self.fired += [timer.key for timer in timers]


async def arm(pool: Pool, timers: Timers, *due: tuple[int, str, float]) -> None:
    """Arm timers by shard, key and minutes past noon."""
    made = [
        Timer(shard=shard, key=key, generation=1, due_at=NOON + timedelta(minutes=minutes))
        for shard, key, minutes in due
    ]
    async with pool.acquire() as tx:
        await timers.arm_all(tx, made)


async def test_fires_what_is_due_by_the_stores_clock(
    pool: Pool, store: PostgresStore, clock: MovableClock, timers: Timers
) -> None:
    handler = Handler()
    own = OwnClockTimers(store, timers, handler)
    await arm(pool, timers, (1, "b", 10), (0, "a", 5), (0, "later", 20))
    assert await own.step() == 0

    clock.move(timedelta(minutes=10))

    assert await own.step() == 2
    assert handler.fired == ["a", "b"]
    assert await own.step() == 0


async def test_promises_that_nothing_is_recorded_before_what_fired(
    pool: Pool, store: PostgresStore, clock: MovableClock, timers: Timers
) -> None:
    await arm(pool, timers, (0, "a", 5))
    clock.move(timedelta(minutes=5))

    await OwnClockTimers(store, timers, Handler()).step()

    assert (
        await pool.fetchval("select promised_at from intake.es_shard where shard = 0")
        == clock.now()
    )


async def test_one_that_cannot_fire_stays_and_keeps_no_other_back(
    pool: Pool, store: PostgresStore, clock: MovableClock, timers: Timers
) -> None:
    handler = Handler("bad")
    own = OwnClockTimers(store, timers, handler)
    await arm(pool, timers, (0, "a", 1), (0, "bad", 2), (0, "c", 3), (1, "d", 4))
    clock.move(timedelta(minutes=5))

    assert await own.step() == 3

    assert handler.fired == ["a", "c", "d"]
    handler.broken = ()
    assert await own.step() == 1
    assert handler.fired[-1] == "bad"


async def test_what_the_handler_wrote_goes_with_the_timer(
    pool: Pool, store: PostgresStore, clock: MovableClock, timers: Timers
) -> None:
    await pool.execute("create table note (key text)")

    async def write_then_fail(tx: Connection, due: Sequence[Timer]) -> None:
        await tx.execute("insert into note values ($1)", due[0].key)
        raise Retryable("not now")

    await arm(pool, timers, (0, "a", 1))
    clock.move(timedelta(minutes=5))

    assert await OwnClockTimers(store, timers, write_then_fail).step() == 0

    assert await pool.fetchval("select count(*) from note") == 0
    async with pool.acquire() as tx:
        assert await timers.open_timers(tx) == 1


async def test_a_handler_with_a_bug_is_not_hidden(
    pool: Pool, store: PostgresStore, clock: MovableClock, timers: Timers
) -> None:
    async def buggy(tx: Connection, due: Sequence[Timer]) -> None:
        raise KeyError("bug")

    await arm(pool, timers, (0, "a", 1))
    clock.move(timedelta(minutes=5))

    with pytest.raises(KeyError):
        await OwnClockTimers(store, timers, buggy).step()
