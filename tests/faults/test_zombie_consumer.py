"""A consumer that was frozen past its session and wakes up with records in its hands must not apply them a second time."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from events.broker.broker import OutgoingRecord
from events.broker.kafka_broker import KafkaBroker
from events.store.connection import Pool
from tests.events.consumer.comment_log import SCHEMA, comment
from tests.faults.clock_world import create_clock_tables
from tests.faults.until import until
from tests.support.event_stores import store_pool

PARTITIONS, EVENTS = 2, 400
ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.parametrize("freeze_at", [3], ids=["with-records-in-its-hands"])
async def test_one_effect_an_event_though_a_frozen_consumer_wakes_up(
    dsn: str, bootstrap_servers: str, topic_prefix: str, freeze_at: int
) -> None:
    topic = f"{topic_prefix}events"
    broker = KafkaBroker(bootstrap_servers)
    await broker.create_topics({topic: PARTITIONS})
    await publish(broker, topic, 1, EVENTS)
    async with store_pool(dsn, size=2) as pool:
        await create_clock_tables(pool)
        with process(dsn, bootstrap_servers, topic, "1", freeze_at) as zombie:
            await until_applied(pool, 50)
            if not freeze_at:
                os.kill(zombie.pid, signal.SIGSTOP)
            await asyncio.to_thread(os.waitpid, zombie.pid, os.WUNTRACED)
            with process(dsn, bootstrap_servers, topic, "2"):
                await until_applied(pool, PARTITIONS * EVENTS)

                os.kill(zombie.pid, signal.SIGCONT)
                await publish(broker, topic, EVENTS + 1, 2 * EVENTS)
                await until_applied(pool, PARTITIONS * EVENTS * 2)

        assert await effects(pool) == [
            (partition, seq) for partition in range(PARTITIONS) for seq in range(1, 2 * EVENTS + 1)
        ]


async def publish(broker: KafkaBroker, topic: str, first: int, last: int) -> None:
    """Events of these sequence numbers into each partition."""
    publisher = await broker.publisher()
    await publisher.send(topic, [record(seq, number) for number in range(PARTITIONS) for seq in range(first, last + 1)])
    await publisher.close()


def record(seq: int, partition: int) -> OutgoingRecord:
    return comment(seq, key=f"case-{seq % 7}", partition=partition)


@contextmanager
def process(dsn: str, servers: str, topic: str, member: str, freeze_at: int = 0) -> Iterator[subprocess.Popen[bytes]]:
    """A consumer as a process; killed at the end, frozen or not."""
    command = [sys.executable, "-m", "tests.faults.counting_consumer", dsn, servers, topic, member, str(freeze_at)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as started:
        try:
            yield started
        finally:
            started.kill()
            started.wait(10)


async def until_applied(pool: Pool, count: int) -> None:
    """Wait until at least so many effects are there."""

    async def done() -> bool:
        return int(await pool.fetchval(f"select count(*) from {SCHEMA}.effect")) >= count

    await until(done)


async def effects(pool: Pool) -> list[tuple[int, int]]:
    """Partition and seq of every effect; one that happened twice stands twice."""
    rows = await pool.fetch(f"select partition, seq from {SCHEMA}.effect order by partition, seq")
    return [(row["partition"], row["seq"]) for row in rows]
