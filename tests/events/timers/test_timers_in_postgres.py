"""Timers are set, replaced, dropped and claimed; memory of what is due soon never says less than
the table."""

from datetime import datetime, timedelta

from events.store.connection import Connection
from events.timers.timers import Timer, Timers
from tests.support.event_stores import NOON, SCHEMA


def timer(
    key: str, minutes: float, *, arming: int = 1, shard: int = 0, routing_key: str = ""
) -> Timer:
    return Timer(
        shard=shard,
        key=key,
        generation=arming,
        due_at=due(minutes),
        payload=key.encode(),
        routing_key=routing_key,
    )


def due(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


async def claimed(timers: Timers, tx: Connection, minutes: float, limit: int = 500) -> list[str]:
    return [timer.key for timer in await timers.claim_due(tx, 0, due(minutes), limit)]


async def test_claims_what_is_due_in_order_and_once(timers: Timers, tx: Connection) -> None:
    await timers.arm_all(
        tx, [timer("c", 2), timer("b", 1), timer("a", 2), timer("later", 3), timer("x", 1, shard=1)]
    )

    due_by_then = await timers.claim_due(tx, 0, due(2))

    assert due_by_then == [timer("b", 1), timer("a", 2), timer("c", 2)]
    assert await claimed(timers, tx, 2) == []


async def test_claims_at_most_what_was_asked_for_soonest_first(
    timers: Timers, tx: Connection
) -> None:
    await timers.arm_all(tx, [timer(str(number), number) for number in range(5)])

    assert await claimed(timers, tx, 9, limit=2) == ["0", "1"]
    assert await claimed(timers, tx, 9) == ["2", "3", "4"]


async def test_arming_again_replaces(timers: Timers, tx: Connection) -> None:
    await timers.arm(tx, timer("a", 1))

    await timers.arm_all(tx, [timer("a", 2, arming=2), timer("a", 3, arming=3)])

    assert await claimed(timers, tx, 2) == []
    assert await timers.claim_due(tx, 0, due(3)) == [timer("a", 3, arming=3)]


async def test_what_is_moved_is_due_then_and_keeps_what_it_carries(
    timers: Timers, tx: Connection
) -> None:
    await timers.arm_all(tx, [timer("a", 1), timer("b", 2), timer("a", 1, shard=1)])
    # Looked at once, so that what is due soon is known without a query.
    assert await claimed(timers, tx, 0) == []

    bare = [Timer(shard=0, key="a", generation=2, due_at=due(3)), timer("b", 0.5, arming=2)]
    await timers.move_all(tx, bare)
    await timers.move_all(tx, [])

    assert await timers.claim_due(tx, 0, due(1)) == [timer("b", 0.5, arming=2)]
    assert await timers.claim_due(tx, 0, due(3)) == [timer("a", 3, arming=2)]
    assert await timers.claim_due(tx, 1, due(1)) == [timer("a", 1, shard=1)]


async def test_where_one_is_not_armed_all_that_are_moved_are(
    timers: Timers, tx: Connection
) -> None:
    await timers.arm(tx, timer("a", 1))

    await timers.move_all(tx, [timer("a", 2, arming=2), timer("new", 1)])

    assert await timers.claim_due(tx, 0, due(3)) == [timer("new", 1), timer("a", 2, arming=2)]


async def test_a_timer_that_was_dropped_never_fires(timers: Timers, tx: Connection) -> None:
    await timers.arm_all(tx, [timer("a", 1), timer("b", 1)])

    await timers.disarm(tx, 0, ["a", "unknown"])

    assert await claimed(timers, tx, 5) == ["b"]
    assert await timers.open_timers(tx) == 0


async def test_one_timer_is_claimed_only_in_its_arming(timers: Timers, tx: Connection) -> None:
    await timers.arm(tx, timer("a", 1, arming=2))

    assert not await timers.claim(tx, timer("a", 1, arming=1))
    assert await timers.claim(tx, timer("a", 1, arming=2))


async def test_knows_the_earliest_without_asking_again(timers: Timers, tx: Connection) -> None:
    await timers.arm_all(tx, [timer("a", 5), timer("b", 3)])
    assert await timers.earliest(tx, 0) == due(3)
    await tx.execute(f"delete from {SCHEMA}.timer")

    assert await timers.earliest(tx, 0) == due(3)
    timers.forget(0)
    assert await timers.earliest(tx, 0) is None


async def test_memory_follows_what_is_armed_dropped_and_claimed(
    timers: Timers, tx: Connection
) -> None:
    assert await timers.earliest(tx, 0) is None
    await timers.arm(tx, timer("a", 5))
    await timers.arm(tx, timer("b", 3))
    assert await timers.earliest(tx, 0) == due(3)
    assert not timers.may_be_due(0, due(2.9))
    assert timers.may_be_due(0, due(3))

    await timers.arm(tx, timer("b", 7, arming=2))
    assert await timers.earliest(tx, 0) == due(5)
    await timers.disarm(tx, 0, ["a"])
    assert await timers.earliest(tx, 0) == due(7)
    await timers.claim_due(tx, 0, due(7))
    assert await timers.earliest(tx, 0) is None


async def test_a_shard_never_looked_at_may_have_something_due(timers: Timers) -> None:
    assert timers.may_be_due(3, NOON)


async def test_memory_of_many_timers_is_short_and_still_right(
    timers: Timers, tx: Connection
) -> None:
    await timers.arm_all(tx, [timer(f"{number:05}", number) for number in range(2_500)])

    fired: list[str] = []
    while (earliest := await timers.earliest(tx, 0)) is not None:
        fired += [
            timer.key for timer in await timers.claim_due(tx, 0, earliest + timedelta(minutes=99))
        ]

    assert fired == [f"{number:05}" for number in range(2_500)]


async def test_a_dead_letter_holds_the_timers_of_its_key(timers: Timers, tx: Connection) -> None:
    await timers.arm_all(
        tx, [timer("held", 1, routing_key="case-1"), timer("free", 1, routing_key="case-2")]
    )
    await tx.execute(
        f"""insert into {SCHEMA}.dead_letter (consumer, topic, partition, key, seq, "offset",
            headers)
            values ('c', 't', 0, 'case-1', 1, 1, '[]')"""
    )

    assert await claimed(timers, tx, 5) == ["free"]
    assert await timers.earliest(tx, 0) is None
    await tx.execute(f"delete from {SCHEMA}.dead_letter")
    assert await claimed(timers, tx, 5) == ["held"]
