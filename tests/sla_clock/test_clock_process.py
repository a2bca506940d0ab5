"""The clock as a process of its own, on a real broker.

It takes up its work, answers, and stops in order.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator

import httpx
import pytest

from events.broker.kafka_broker import KafkaBroker
from events.catalogue.registry import CATALOGUE
from events.clock import SystemClock
from events.sharding import shard_of
from local_stack.free_ports import free_port
from sla_clock.__main__ import main
from sla_clock.settings import SlaClockSettings
from tests.sla_clock.clockwork import SECRET, SHARDS
from tests.sla_clock.promises import at, opened, record
from tests.support.sent_records import to_outgoing
from webapi.identity import make_token

MONDAY = at("2026-11-16 09:00")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


@pytest.fixture
def settings(
    dsn: str, bootstrap_servers: str, topic_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> SlaClockSettings:
    """The settings of the process, in the environment, too."""
    settings = SlaClockSettings(
        database_url=dsn,
        kafka_bootstrap_servers=bootstrap_servers,
        topic_prefix=topic_prefix,
        jwt_secret=SECRET,
        shards=SHARDS,
        port=free_port(),
    )
    for name in ("database_url", "kafka_bootstrap_servers", "topic_prefix", "shards", "port"):
        monkeypatch.setenv(f"TOCSIN_{name.upper()}", str(getattr(settings, name)))
    monkeypatch.setenv("TOCSIN_JWT_SECRET", SECRET)
    return settings


@pytest.fixture
async def process(settings: SlaClockSettings) -> AsyncIterator[asyncio.subprocess.Process]:
    """The process, started on a migrated database."""
    await asyncio.to_thread(main, ["migrate"])
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sla_clock", "serve", env=dict(os.environ)
    )
    yield started
    if started.returncode is None:
        started.kill()
        await started.wait()


async def answer_of(
    process: asyncio.subprocess.Process, client: httpx.AsyncClient, path: str
) -> httpx.Response:
    """The answer, once there is a good one. Raises AssertionError where the process has ended."""
    while process.returncode is None:
        try:
            response = await client.get(path)
            if response.is_success:
                return response
        except httpx.TransportError:
            pass
        await SystemClock().sleep(0.1)
    raise AssertionError(f"the process ended with {process.returncode}")


async def test_a_case_that_is_sent_has_its_deadline_and_a_signal_stops_it(
    settings: SlaClockSettings, process: asyncio.subprocess.Process
) -> None:
    headers = {"Authorization": f"Bearer {make_token(settings, 'agent')}"}
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{settings.port}", headers=headers, timeout=30
    ) as client:
        await answer_of(process, client, "/health/ready")
        await send_a_case(settings)
        (deadline,) = (await answer_of(process, client, "/v1/cases/c1/deadlines")).json()
        assert deadline["state"] == "running"
        assert (await client.get("/v1/clock")).json()["open_timers"] == 1
        # It is answered by a process that the service starts.
        tam = {"Authorization": f"Bearer {make_token(settings, 'tam')}"}
        week = {"from": "2026-11-16", "to": "2026-11-22", "plan": "silver"}
        what_if = await client.post("/v1/what-if", json=week, headers=tam)
        assert (what_if.status_code, what_if.json()["cases"]) == (200, 1)
    process.terminate()
    assert await process.wait() == 0


async def send_a_case(settings: SlaClockSettings) -> None:
    """Intake sends one opened case."""
    broker = KafkaBroker(settings.kafka_bootstrap_servers)
    topic = f"{settings.topic_prefix}intake.events"
    await broker.create_topics({topic: SHARDS})
    publisher = await broker.publisher()
    event = record(opened("c1", MONDAY), "c1", 1, MONDAY, shard=shard_of("c1", SHARDS))
    await publisher.send(topic, [to_outgoing(event, CATALOGUE)])
    await publisher.close()
    await broker.close()
