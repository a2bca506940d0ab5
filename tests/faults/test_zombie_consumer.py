"""A consumer that was frozen past its session and wakes up with records in its hands must not apply
them a second time."""

import signal
from collections import Counter
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager

import pytest

from events.broker.kafka_broker import KafkaBroker
from events.store.connection import Pool
from tests.events.consumer.comment_log import SCHEMA, comment
from tests.faults.applying import effects
from tests.faults.clock_world import create_clock_tables
from tests.faults.ground import Counts, Ground
from tests.faults.processes import Started, process
from tests.faults.until import until
from tests.support.event_stores import store_pool

PARTITIONS, EVENTS = 2, 200
IN_A_TRANSACTION = 0
FREEZE_AT: Mapping[str, int] = {
    "in-the-middle-of-a-transaction": IN_A_TRANSACTION,
    "with-its-first-records-in-its-hands": 1,
    "with-later-records-in-its-hands": 3,
}
"""The fetch at which it freezes by itself, if any."""
_IN_TRANSACTION = """
select count(*) from pg_stat_activity
where datname = current_database() and application_name = 'counting-1'
    and state in ('active', 'idle in transaction')
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "freeze_at",
    [
        pytest.param(at, id=name, marks=() if at == IN_A_TRANSACTION else pytest.mark.long)
        for name, at in FREEZE_AT.items()
    ],
)
async def test_one_effect_an_event_though_a_frozen_consumer_wakes_up(
    ground: Ground, freeze_at: int
) -> None:
    await wake_a_zombie(ground, freeze_at)


async def wake_a_zombie(ground: Ground, freeze_at: int | None = None) -> Counts:
    """Return the trap: SIGSTOP, a second consumer that takes over, SIGCONT."""
    chosen = ground.dice().choice((*FREEZE_AT.values(), 2, 5)) if freeze_at is None else freeze_at
    broker = KafkaBroker(ground.servers)
    await broker.create_topics({ground.topic: PARTITIONS})
    await publish(ground, 1, EVENTS)
    async with store_pool(ground.dsn, size=2) as pool:
        await create_clock_tables(pool)
        async with counting(ground, "1", chosen) as zombie:
            await freeze(zombie, pool, chosen)
            async with counting(ground, "2"):
                await until_applied(pool, PARTITIONS * EVENTS)
                zombie.signal(signal.SIGCONT)
                await publish(ground, EVENTS + 1, 2 * EVENTS)
                await until_applied(pool, PARTITIONS * EVENTS * 2)
            assert not zombie.has_ended()
        assert await effects(pool) == {n: list(range(1, 2 * EVENTS + 1)) for n in range(PARTITIONS)}
    return Counter(events=PARTITIONS * EVENTS * 2, zombies=1)


async def freeze(zombie: Started, pool: Pool, freeze_at: int) -> None:
    """Wait until it stands still where it was meant to."""
    if freeze_at == IN_A_TRANSACTION:
        await until_applied(pool, 50)
        await until(lambda: stops_in_a_transaction(zombie, pool))
    await zombie.frozen()
    assert not zombie.has_ended()


async def stops_in_a_transaction(zombie: Started, pool: Pool) -> bool:
    """Stop it; where that was between two transactions, let it go on."""
    zombie.signal(signal.SIGSTOP)
    await zombie.frozen()
    if await pool.fetchval(_IN_TRANSACTION):
        return True
    zombie.signal(signal.SIGCONT)
    return False


async def publish(ground: Ground, first: int, last: int) -> None:
    """Publish events of these sequence numbers to each partition."""
    publisher = await ground.broker().publisher()
    records = [(seq, number) for number in range(PARTITIONS) for seq in range(first, last + 1)]
    await publisher.send(
        ground.topic,
        [comment(seq, key=f"case-{seq % 7}", partition=number) for seq, number in records],
    )
    await publisher.close()


def counting(
    ground: Ground, member: str, freeze_at: int = 0
) -> AbstractAsyncContextManager[Started]:
    """Return a consumer as a process."""
    arguments = (ground.dsn, ground.servers, ground.topic, member, str(freeze_at))
    return process("tests.faults.counting_consumer", *arguments)


async def until_applied(pool: Pool, count: int) -> None:
    """Wait until at least so many effects are there."""

    async def done() -> bool:
        return int(await pool.fetchval(f"select count(*) from {SCHEMA}.effect")) >= count

    await until(done)
