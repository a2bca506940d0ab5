"""A topic that is cut off, deleted or given more partitions is refused or filled again from the
store: nothing is ever quietly left out."""

from collections import Counter
from datetime import timedelta
from typing import Literal, get_args

import pytest

from events.broker.broker import Broker, OutgoingRecord
from events.clock import MovableClock
from events.consumer.consumer import Consumer
from events.envelope import outgoing_of
from events.errors import Refused
from events.relay.cursors import Cursors
from events.relay.pacing import RelayPacing
from events.store.connection import Pool
from events.store.postgres_store import PostgresStore
from tests.events.store.sample_appends import append_to
from tests.faults.applying import assert_applied_once_in_order, consuming, effects, noting
from tests.faults.clock_world import create_clock_tables
from tests.faults.ground import Counts, Ground, is_whole, written
from tests.faults.relaying import caught_up, relaying, running
from tests.faults.topic_surgery import add_partitions, delete_topic
from tests.faults.until import until
from tests.support.event_stores import (
    NOON,
    SCHEMA,
    SHARDS,
    create_store_tables,
    postgres_store,
    store_pool,
)

Accident = Literal["deleted", "partitions added"]
ACCIDENTS: tuple[Accident, ...] = get_args(Accident)
CUT_AT = 20
PACING = RelayPacing(look_back_s=0.3, back_off_s=0.05)
pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


@pytest.mark.parametrize("accident", ACCIDENTS)
async def test_a_topic_that_is_lost_under_everybody_is_filled_again(
    ground: Ground, accident: Accident
) -> None:
    await lose_the_topic(ground, accident)


async def test_a_topic_without_its_beginning_is_refused_until_it_was_sent_again(
    ground: Ground,
) -> None:
    await cut_the_topic_off(ground)


async def test_a_relay_that_starts_refuses_a_topic_with_other_partitions_that_holds_records(
    ground: Ground,
) -> None:
    async with store_pool(ground.dsn) as pool:
        await create_store_tables(pool)
        await write(postgres_store(pool), 20)
        await somebody_elses_topic(ground, SHARDS + 2)
        relay = ground.relay(pool)
        with pytest.raises(Refused):
            await relay.step()
        assert not await caught_up(pool)
        await relay.close()


async def lose_the_topic(ground: Ground, accident: Accident | None = None) -> Counts:
    """Return the trap: an accident happens to the topic while a relay sends and a consumer
    reads."""
    chosen: Accident = ground.dice().choice(ACCIDENTS) if accident is None else accident
    async with store_pool(ground.dsn) as pool:
        store = await start(pool)
        broker = ground.broker()
        async with running(ground.relay(pool, pacing=PACING)):
            await write(store, 100)
            await until(lambda: caught_up(pool))
            async with consuming(noting(broker, pool, ground.topic)):
                await assert_applied_once_in_order(pool, await written(pool))
                await happen(ground, chosen)
                await write(store, 100)
                await assert_applied_once_in_order(pool, await written(pool))
                await until(lambda: is_whole(ground, pool))
        return Counter({"events": sum((await written(pool)).values()), chosen: 1})


async def cut_the_topic_off(ground: Ground) -> Counts:
    """Return the trap: the topic begins at a seq that is above what was applied; an operator has it
    sent again."""
    clock = MovableClock(NOON)
    async with store_pool(ground.dsn) as pool:
        store = await start(pool)
        await write(store, 200)
        await begin_in_the_middle(ground, pool)
        async with consuming(noting(ground.broker(), pool, ground.topic, clock=clock)) as consumer:
            await until_stopped(consumer, await written(pool))
            assert await effects(pool) == {}
            await Cursors(pool, SCHEMA, ground.topic, "operator").rewind(range(SHARDS), 1)
            async with relaying(ground, pool):
                pass
            clock.move(timedelta(seconds=31))
            await assert_applied_once_in_order(pool, await written(pool))
        return Counter({"events": sum((await written(pool)).values()), "refused": SHARDS})


async def start(pool: Pool) -> PostgresStore:
    """Return all the tables, and a store."""
    await create_store_tables(pool)
    await create_clock_tables(pool)
    return postgres_store(pool)


async def write(store: PostgresStore, appends: int) -> None:
    """Make so many appends of three events each, to many cases."""
    for number in range(appends):
        await store.append(append_to(f"c-{number % 40}", "a", "b", "c"))


async def happen(ground: Ground, accident: Accident) -> None:
    """Let it happen."""
    match accident:
        case "deleted":
            await delete_topic(ground.servers, ground.topic)
        case "partitions added":
            await add_partitions(ground.servers, ground.topic, SHARDS + 2)


async def begin_in_the_middle(ground: Ground, pool: Pool) -> None:
    """Fill the topic with everything but its beginning, as retention leaves it."""
    broker = ground.broker()
    await broker.create_topics({ground.topic: SHARDS})
    await send_from(ground, pool, broker, CUT_AT)
    assert min((await written(pool)).values()) > CUT_AT
    await Cursors(pool, SCHEMA, ground.topic, "operator").add_missing()


async def send_from(ground: Ground, pool: Pool, broker: Broker, first: int) -> None:
    """Send each shard from that seq on."""
    publisher = await broker.publisher()
    for run in await ground.outbox.unsent(pool, [(shard, first) for shard in range(SHARDS)], 1000):
        await publisher.send(ground.topic, [outgoing_of(event, "intake") for event in run])
    await publisher.close()


async def somebody_elses_topic(ground: Ground, partitions: int) -> None:
    """Make a topic of that name with that many partitions, which holds something."""
    broker = ground.broker()
    await broker.create_topics({ground.topic: partitions})
    publisher = await broker.publisher()
    await publisher.send(
        ground.topic, [OutgoingRecord(partition=0, key=b"k", value=b"v", headers=[])]
    )
    await publisher.close()


async def until_stopped(consumer: Consumer, expected: dict[int, int]) -> None:
    """Wait until each partition has stopped and says why."""

    async def stopped() -> bool:
        return len(consumer.status().stopped) == len(expected)

    await until(stopped)
    assert all(
        f"expected seq 1, found {CUT_AT}" in str(each.problem) for each in consumer.status().stopped
    )
