"""A lease on a message runs by the real time, however far a sandbox's store is moved."""

from datetime import timedelta

from events.store.connection import make_pool
from events.store.sandbox_clock_table import SandboxClockTable
from events.store.store_time import DatabaseTime
from notifier.adapters.claim_attempts import AttemptClaims
from tests.support.databases import Databases

_PAGE = """
insert into notifier.page (page_id, routing_key, shard, status, reason, drill, what, policy_id,
    steps, raised_at, correlation_id, version)
values ('p-1', 'c-1', 0, 'raised', 'drill', true, 'A drill', 'standard', '[]',
    notifier.store_now(null), 'test', 1)
"""
_ATTEMPT = """
insert into notifier.attempt (attempt_key, page_id, step, round, engineer_id, channel, method,
    send_at, queued_at, status, next_try_at)
select 'a-1', 'p-1', 0, 0, 'rivera', 'webhook', 0, now, now, 'queued', now
from (select notifier.store_now(null) as now) as clock
"""


async def test_a_message_that_is_being_sent_stays_its_senders_when_a_sandbox_is_moved(
    databases: Databases,
) -> None:
    async with databases.migrated("notifier", movable=True) as dsn:
        pool = await make_pool(dsn, size=2)
        await pool.execute(_PAGE)
        await pool.execute(_ATTEMPT)
        claims = AttemptClaims(pool, "notifier", DatabaseTime(), timedelta(seconds=30), tuple)
        taken = await claims.take(["a-1"])
        await SandboxClockTable(pool, "notifier").move(timedelta(days=5))

        assert await claims.due_addresses() == []
        assert [one.attempt_key for one in await claims.still_mine(taken)] == ["a-1"]
        await pool.close()
