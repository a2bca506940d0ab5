"""Webhooks where a store's time is moved: leases run by the real time, and all else by the
store's."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest

from events.store.connection import Pool, make_pool
from events.store.sandbox_clock_table import SandboxClockTable
from events.store.store_time import DatabaseTime
from intake.adapters.claim_deliveries import DeliveryClaims
from tests.support.databases import Databases

_WEBHOOK = """
insert into intake.webhook (webhook_id, url, description, event_types, state, secret_id,
    old_secret_id, old_until, subscribed_at)
select 'w1', 'https://hooks.example', '', '{}', 'active', 's2', 's1', now + interval '1 day', now
from (select intake.store_now(null) as now) as clock
"""
_DELIVERY = """
insert into intake.webhook_delivery (webhook_id, event_id, shard, seq, event_type, made_at,
    next_try_at)
select 'w1', $1, 0, 1, 'intake.case.opened', now, now
from (select intake.store_now(null) as now) as clock
"""
DAY = timedelta(days=1)


@pytest.fixture
async def pool(databases: Databases) -> AsyncIterator[Pool]:
    """A sandbox's database with a webhook whose secret was just replaced."""
    async with databases.migrated("intake", movable=True) as dsn:
        pool = await make_pool(dsn, size=2)
        await pool.execute(_WEBHOOK)
        await pool.execute(_DELIVERY, uuid4())
        yield pool
        await pool.close()


@pytest.fixture
def claims(pool: Pool) -> DeliveryClaims:
    return DeliveryClaims(pool, "intake", DatabaseTime(), timedelta(seconds=30))


async def test_a_replaced_secret_signs_for_a_day_of_the_stores(
    pool: Pool, claims: DeliveryClaims
) -> None:
    before = await claims.take("w1")
    await SandboxClockTable(pool, "intake").move(DAY)
    await pool.execute(_DELIVERY, uuid4())
    after = await claims.take("w1")

    assert [it.secret_ids for it in (before, after) if it] == [("s2", "s1"), ("s2",)]


async def test_what_is_being_sent_stays_its_senders_when_the_time_is_moved(
    pool: Pool, claims: DeliveryClaims
) -> None:
    await claims.take("w1")
    await SandboxClockTable(pool, "intake").move(5 * DAY)

    assert await claims.due_webhooks() == []
    assert await claims.take("w1") is None
