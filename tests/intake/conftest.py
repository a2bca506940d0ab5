"""Intake as a test has it: a fresh store whose time is moved by hand, a broker in memory, and
clients to call it with.
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
from tests.intake.intake_clients import IntakeClients

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
async def clients(intake: Intake, settings: IntakeSettings) -> AsyncIterator[IntakeClients]:
    transport = httpx.ASGITransport(app=intake.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://intake") as client:
        yield IntakeClients(client, settings, intake.store)
