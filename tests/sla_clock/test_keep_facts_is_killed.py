"""`keep-facts --again` as a process that is killed: whatever it was at, nothing that is kept is
called missing, and the next run reads all of it.
"""

import asyncio
import os
import sys

import pytest

from events.broker.kafka_broker import KafkaBroker
from events.catalogue.registry import CATALOGUE
from events.clock import SystemClock
from sla_clock.adapters.fact_tables import facts_missing, facts_since
from sla_clock.settings import SCHEMA
from tests.sla_clock.clockwork import SHARDS, Clockwork
from tests.sla_clock.test_fill_in_facts import CASES, cases_that_happened, kept
from tests.support.sent_records import to_outgoing

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
_WAITS = """
select count(*) from pg_stat_activity where application_name = 'sla-clock-keep-facts'
    and datname = current_database() and wait_event_type = 'Lock'
"""


class Command:
    """The command, on a clock's database and a broker that holds what the clock has applied."""

    def __init__(self, clock: Clockwork, bootstrap_servers: str, prefix: str) -> None:
        self.clock, self.prefix = clock, prefix
        self.environment = {
            **os.environ,
            "TOCSIN_DATABASE_URL": clock.settings.database_url,
            "TOCSIN_KAFKA_BOOTSTRAP_SERVERS": bootstrap_servers,
            "TOCSIN_TOPIC_PREFIX": prefix,
        }

    async def start(self) -> asyncio.subprocess.Process:
        """It begins."""
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "sla_clock", "keep-facts", "--again"),
            env=self.environment,
            stdout=asyncio.subprocess.DEVNULL,
        )

    async def killed_at(self, table: str) -> None:
        """It is killed where it wants this table, which somebody holds."""
        pool = self.clock.built.pool
        async with pool.acquire() as tx, tx.transaction():
            await tx.execute(f"lock table {SCHEMA}.{table} in access exclusive mode")
            process = await self.start()
            while process.returncode is None and not await pool.fetchval(_WAITS):
                await SystemClock().sleep(0.02)
            assert process.returncode is None, "it came past the table without a look at it"
            process.kill()
            await process.wait()


@pytest.fixture
async def command(clock: Clockwork, bootstrap_servers: str, topic_prefix: str) -> Command:
    """The command, on cases that the clock has applied."""
    await cases_that_happened(clock)
    # As of a clock that follows topics with that prefix.
    await clock.built.pool.execute(
        "update sla_clock.checkpoint set topic = $1 || topic", topic_prefix
    )
    broker = KafkaBroker(bootstrap_servers)
    topic = f"{topic_prefix}intake.events"
    await broker.create_topics({topic: SHARDS})
    publisher = await broker.publisher()
    await publisher.send(topic, [to_outgoing(one, CATALOGUE) for one in clock.log])
    await publisher.close()
    await broker.close()
    return Command(clock, bootstrap_servers, topic_prefix)


async def test_wherever_it_is_killed_nothing_is_called_missing_that_is_there(
    clock: Clockwork, command: Command
) -> None:
    pool = clock.built.pool
    everything = await kept(clock)
    # What an older instance applied, it did not keep.
    await pool.execute("delete from sla_clock.case_fact where kind = 'responded'")
    before = await kept(clock)
    assert len(everything) == len(before) + len(CASES)
    # As it looks how far the clock is, as it looks what is missing, and in the first batch.
    for table in ("checkpoint", "facts_missing", "case_fact"):
        await command.killed_at(table)
        assert await facts_missing(pool, SCHEMA) == {}, table
        assert await facts_since(pool, SCHEMA) is None
        assert await kept(clock) == before
    process = await command.start()
    assert await process.wait() == 0
    assert await kept(clock) == everything
    assert await facts_missing(pool, SCHEMA) == {}
