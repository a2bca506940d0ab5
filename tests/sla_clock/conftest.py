"""A clock service on a fresh database, on an ordinary Monday in November 2026, the week before Thanksgiving."""

from collections.abc import AsyncIterator

import pytest

from tests.sla_clock.clockwork import Clockwork, clockwork
from tests.sla_clock.promises import at


@pytest.fixture
async def clock(dsn: str) -> AsyncIterator[Clockwork]:
    """The service and the hands on it; it is Monday, 9 o'clock in Detroit."""
    async with clockwork(dsn, at("2026-11-16 09:00")) as working:
        yield working
