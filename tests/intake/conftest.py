"""Intake as a test has it: a fresh store whose time is moved by hand, a broker in memory, and a
front desk to ask.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from events.broker.memory_broker import MemoryBroker
from events.clock import MovableClock, SystemClock
from intake import bootstrap
from intake.bootstrap import Intake
from intake.settings import IntakeSettings
from tests.intake.front_desk import FrontDesk

MONDAY = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
SECRET = "a secret that is only good for tests, and long enough"


@pytest.fixture
def settings(intake_dsn: str) -> IntakeSettings:
    return IntakeSettings(
        database_url=intake_dsn, kafka_bootstrap_servers="nowhere:1", jwt_secret=SECRET
    )


@pytest.fixture
def store_clock() -> MovableClock:
    return MovableClock(MONDAY)


@pytest.fixture
def broker() -> MemoryBroker:
    return MemoryBroker()


@pytest.fixture
async def intake(
    settings: IntakeSettings, store_clock: MovableClock, broker: MemoryBroker
) -> AsyncIterator[Intake]:
    built = await bootstrap.build(
        settings, clock=SystemClock(), store_clock=store_clock, broker=broker
    )
    yield built
    await built.close()


@pytest.fixture
async def desk(intake: Intake, settings: IntakeSettings) -> AsyncIterator[FrontDesk]:
    transport = httpx.ASGITransport(app=intake.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://intake") as client:
        yield FrontDesk(client, settings, intake.store)
