"""The outsider at the four services' doors: what is open is listed here, and nothing else is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from events.broker.memory_broker import MemoryBroker
from events.clock import SystemClock
from intake import bootstrap as intake
from intake.settings import IntakeSettings
from notifier import bootstrap as notifier
from notifier.settings import NotifierSettings
from reporting import bootstrap as reporting
from reporting.settings import ReportingSettings
from sla_clock import bootstrap as sla_clock
from sla_clock.settings import SlaClockSettings
from tests.support.outsider import let_in
from tests.support.sample_service import SECRET, sample_settings

OPEN = {"notifier": frozenset({("GET", "/a/{signed}"), ("POST", "/a/{signed}")})}
"""Besides what every service tells of itself: the signed links in messages."""


@asynccontextmanager
async def app_of(service: str, dsn: str) -> AsyncIterator[FastAPI]:
    """A service's app, built and not running, on an empty database: a stranger does not get as far
    as its tables.
    """
    built = await _built(service, dsn)
    try:
        yield built.app
    finally:
        await built.close()


class Built(Protocol):
    """What every service's `build` makes."""

    @property
    def app(self) -> FastAPI: ...

    async def close(self) -> None: ...


async def _built(service: str, dsn: str) -> Built:
    given = {
        "database_url": dsn,
        "jwt_secret": SecretStr(SECRET),
        "kafka_bootstrap_servers": "127.0.0.1:1",
    }
    clock, broker = SystemClock(), MemoryBroker()
    match service:
        case "intake":
            return await intake.build(
                IntakeSettings.model_validate(given), clock=clock, broker=broker
            )
        case "sla-clock":
            return await sla_clock.build(
                SlaClockSettings.model_validate(given), clock=clock, broker=broker
            )
        case "notifier":
            settings = NotifierSettings.model_validate({**given, "link_secret": SecretStr(SECRET)})
            return await notifier.build(settings, clock=clock, broker=broker)
        case _:
            report = ReportingSettings.model_validate(given)
            return await reporting.build(report, clock=clock, store_clock=None, broker=broker)


@pytest.mark.parametrize("service", ["intake", "sla-clock", "notifier", "reporting"])
async def test_a_stranger_gets_401_everywhere_but_on_the_listed_open_paths(
    service: str, dsn: str
) -> None:
    async with app_of(service, dsn) as app:
        assert await let_in(app, sample_settings(), OPEN.get(service, frozenset())) == []
