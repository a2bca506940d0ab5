"""A whole sandbox in one process: real Postgres, a broker in memory, every loop running, and time
moved only as its users move it, by `POST /v1/sandbox/clock`.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol, get_args

import httpx
from fastapi import FastAPI

import intake.bootstrap
import notifier.bootstrap
import reporting.bootstrap
import sla_clock.bootstrap
from events.broker.memory_broker import MemoryBroker
from events.catalogue.on_call_events import ChannelKind
from events.catalogue.topics import TOPICS, WATERMARKS
from events.clock import Clock, SandboxClock, SystemClock
from events.sharding import DEFAULT_SHARDS
from intake.settings import IntakeSettings
from notifier.settings import NotifierSettings
from reporting.settings import ReportingSettings
from sla_clock.settings import SlaClockSettings
from tests.stories.world import SECRET, Json, Provider
from webapi.serving import Background
from webapi.tokens import Role, make_token

CLOCK: Final = "/v1/sandbox/clock"
_HOSTS: Final = {
    "intake": "http://intake.test",
    "sla_clock": "http://sla-clock.test",
    "notifier": "http://notifier.test",
    "reporting": "http://reporting.test",
}
_OTHERS: Final = ",".join(
    f"{name.replace('_', '-')}={url}" for name, url in _HOSTS.items() if name != "intake"
)


class Running(Protocol):
    """A service, built."""

    @property
    def app(self) -> FastAPI: ...

    def loops(self) -> Sequence[Background]: ...

    async def close(self) -> None: ...


@dataclass
class Sandbox:
    """The system, as a client has it: addresses and tokens. `down` are those that are switched off:
    nobody reaches them, and none of their loops runs.
    """

    clock: Clock
    provider: Provider
    settings: IntakeSettings
    http: httpx.AsyncClient
    running: Mapping[str, Running]
    tasks: dict[str, Sequence[asyncio.Task[None]]]
    apps: dict[str, FastAPI]

    async def call(
        self,
        service: str,
        method: str,
        path: str,
        body: Json = None,
        *,
        role: Role = "admin",
        **who: str,
    ) -> Json:
        """Ask a service. Raises AssertionError for an error answer."""
        answer = await self.send(service, method, path, body, role=role, **who)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def send(
        self,
        service: str,
        method: str,
        path: str,
        body: Json = None,
        *,
        role: Role = "admin",
        key: str | None = None,
        **who: str,
    ) -> httpx.Response:
        """Like `call`, and gives any answer as it is; `key` is an Idempotency-Key."""
        token = make_token(
            self.settings, role, customer_id=who.get("customer_id"), user_id=who.get("user_id")
        )
        headers = {"Authorization": f"Bearer {token}"}
        if key is not None:
            headers["Idempotency-Key"] = key
        return await self.http.request(
            method, f"{_HOSTS[service]}{path}", json=body, headers=headers
        )

    async def move(self, by: timedelta) -> Json:
        """Move the time, and wait until all have caught up; return what the clock tells then."""
        await self.call("intake", "POST", CLOCK, {"advance_s": int(by.total_seconds())})
        return await self.caught_up()

    async def caught_up(self) -> Json:
        """Wait until all have caught up."""
        async with asyncio.timeout(120):
            while True:
                clock = await self.call("intake", "GET", CLOCK)
                if clock["caught_up"]:
                    return clock
                await asyncio.sleep(0.05)

    async def now(self) -> datetime:
        """Return the sandbox's time."""
        clock = await self.call("intake", "GET", CLOCK)
        return datetime.fromisoformat(clock["now"])

    async def switch_off(self, service: str) -> None:
        """Stop a service's loops, and answer nobody who asks it."""
        await _stop(self.tasks.pop(service))
        del self.apps[service]

    def switch_on(self, service: str) -> None:
        """Let it run again."""
        built = self.running[service]
        self.apps[service] = built.app
        self.tasks[service] = _start(built)


class _Network(httpx.AsyncBaseTransport):
    """Leads each address to its app; one that is switched off is not there."""

    def __init__(self, apps: Mapping[str, FastAPI]) -> None:
        self._apps = apps

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        service = next(name for name, url in _HOSTS.items() if url.endswith(request.url.host))
        if service not in self._apps:
            raise httpx.ConnectError("nobody listens")
        return await httpx.ASGITransport(self._apps[service]).handle_async_request(request)


@asynccontextmanager
async def sandbox(dsn: str) -> AsyncIterator[Sandbox]:
    """A sandbox on a database whose stores are movable and empty."""
    host, broker, provider = SystemClock(), MemoryBroker(), Provider()
    apps: dict[str, FastAPI] = {}
    await broker.create_topics(dict.fromkeys(TOPICS.values(), DEFAULT_SHARDS))
    await broker.create_small_topics(dict.fromkeys(WATERMARKS.values(), 600))
    shared: dict[str, Json] = {
        "database_url": dsn,
        "kafka_bootstrap_servers": "memory",
        "jwt_secret": SECRET,
        "clock": "movable",
    }
    settings = IntakeSettings(**shared, sandbox_services=_OTHERS)
    paging = NotifierSettings(
        **shared, link_secret=SECRET, public_url="http://tocsin.test", allow_loopback_webhooks=True
    )
    clocks = {name: SandboxClock(host) for name in _HOSTS}
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient(transport=_Network(apps)))
        running: dict[str, Running] = {
            "intake": await intake.bootstrap.build(
                settings, clock=clocks["intake"], broker=broker, sandbox_http=http
            ),
            "sla_clock": await sla_clock.bootstrap.build(
                SlaClockSettings(**shared), clock=clocks["sla_clock"], broker=broker
            ),
            "notifier": await notifier.bootstrap.build(
                paging,
                clock=clocks["notifier"],
                broker=broker,
                channels=dict.fromkeys(get_args(ChannelKind), provider),
            ),
            "reporting": await reporting.bootstrap.build(
                ReportingSettings(**shared),
                clock=clocks["reporting"],
                store_clock=None,
                broker=broker,
            ),
        }
        for built in running.values():
            stack.push_async_callback(built.close)
        apps |= {name: built.app for name, built in running.items()}
        tasks = {name: _start(built) for name, built in running.items()}
        try:
            yield Sandbox(clocks["reporting"], provider, settings, http, running, tasks, apps)
        finally:
            for those in tasks.values():
                await _stop(those)


def _start(built: Running) -> Sequence[asyncio.Task[None]]:
    return [asyncio.ensure_future(_run(loop)) for loop in built.loops()]


async def _run(loop: Background) -> None:
    await loop()


async def _stop(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)
    for task in tasks:
        with suppress(asyncio.CancelledError):
            task.result()
