"""A clock service on a fresh database, on an ordinary Monday in November 2026, the week before
Thanksgiving.
"""

from collections.abc import AsyncIterator

import pytest

from tests.sla_clock.clockwork import SHARDS, Clockwork, clockwork
from tests.sla_clock.promises import at
from tests.support.databases import Databases


@pytest.fixture
async def sla_clock_dsn(databases: Databases) -> AsyncIterator[str]:
    """A database of the test's own with the clock's tables, for the few shards of these tests."""
    async with databases.migrated("sla_clock", shards=SHARDS) as dsn:
        yield dsn


@pytest.fixture
async def clock(sla_clock_dsn: str) -> AsyncIterator[Clockwork]:
    """The service and the hands on it; it is Monday, 9 o'clock in Detroit."""
    async with clockwork(sla_clock_dsn, at("2026-11-16 09:00")) as working:
        yield working
