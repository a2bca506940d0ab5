"""The four services as processes of their own, on one broker and, over a wire, one database; each
can be killed, and started again.

A service may run several times: `sla_clock:2` is its instance of that member name, `sla_clock` its
instance 1.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from signal import SIGKILL, SIGTERM
from types import MappingProxyType

import httpx
from pydantic import SecretStr

from events.catalogue.topics import TOPICS, WATERMARKS
from events.migrations import migrate
from local_stack.free_ports import LOCALHOST, free_port
from local_stack.keep_topics import keep_topics
from tests.faults.ground import Ground
from tests.faults.postgres_proxy import postgres_proxy
from tests.faults.processes import Started, process
from tests.faults.tcp_proxy import TcpProxy
from tests.faults.until import until
from webapi.settings import ServiceSettings
from webapi.tokens import make_token

SERVICES = ("intake", "sla_clock", "notifier", "reporting")
SHARDS = 12
_SECRET = "a secret that is only good for tests, and long enough"
_READY_WITHIN_S = 90.0
Body = dict[str, object]


class Fleet:
    """Which services run, and how to ask them. `more`: further settings of all of them."""

    def __init__(
        self,
        ground: Ground,
        servers: str,
        database: TcpProxy,
        far_dsn: str,
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._ground, self._servers, self._dsn, self._more = ground, servers, far_dsn, more
        self.database = database
        self._ports: defaultdict[str, int] = defaultdict(free_port)
        self._running: dict[str, tuple[Started, AsyncExitStack]] = {}
        settings = ServiceSettings(
            database_url=ground.dsn, kafka_bootstrap_servers=servers, jwt_secret=SecretStr(_SECRET)
        )
        headers = {"Authorization": f"Bearer {make_token(settings, 'admin')}"}
        self._http = httpx.AsyncClient(headers=headers, timeout=10.0)

    async def start(self, *services: str) -> None:
        """Start these side by side, and return when they are ready. Raises TimeoutError."""
        await asyncio.gather(*map(self._start, services))

    async def kill(self, service: str) -> None:
        """Kill it, in the middle of whatever it does."""
        await self._end(service, SIGKILL)

    async def stop(self, service: str) -> None:
        """Stop it in order."""
        await self._end(service, SIGTERM)

    def signal(self, service: str, number: int) -> None:
        """Send it a signal, if it is still there."""
        self._running[service][0].signal(number)

    def pid(self, service: str) -> int:
        """Return the id of its process."""
        return self._running[service][0].pid

    def runs(self, service: str) -> bool:
        """Return whether it was started, and neither killed nor stopped."""
        return service in self._running

    async def close(self) -> None:
        """Kill all that runs."""
        for service in list(self._running):
            await self.kill(service)
        await self._http.aclose()

    async def post(self, service: str, path: str, body: Body) -> None:
        """Ask a service to do something. Raises AssertionError where it does not."""
        answer = await self._http.post(self._address(service, path), json=body)
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text}"

    async def get(self, service: str, path: str) -> Body:
        """Ask a service for something. Raises AssertionError for an error answer."""
        answer = await self._http.get(self._address(service, path))
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text}"
        body: Body = answer.json()
        return body

    async def _end(self, service: str, number: int) -> None:
        started, stack = self._running.pop(service)
        started.signal(number)
        await started.ended()
        await stack.aclose()

    async def begin(self, service: str) -> Started:
        """Start it, and do not wait until it is ready."""
        stack, module = AsyncExitStack(), service.partition(":")[0]
        started = await stack.enter_async_context(
            process(module, "serve", environment=self._environment(service))
        )
        self._running[service] = started, stack
        return started

    def ended(self) -> list[str]:
        """Return those that have ended, though nobody told them to."""
        return [name for name, (started, _) in self._running.items() if started.has_ended()]

    async def _start(self, service: str) -> None:
        started = await self.begin(service)
        await until(lambda: self._is_ready(service, started), at_most_s=_READY_WITHIN_S)

    async def _is_ready(self, service: str, started: Started) -> bool:
        assert not started.has_ended(), f"{service} did not start"
        try:
            return (await self._http.get(self._address(service, "/health/ready"))).is_success
        except httpx.TransportError:
            return False

    def _address(self, service: str, path: str) -> str:
        return f"http://{LOCALHOST}:{self._ports[service]}{path}"

    def _environment(self, service: str) -> dict[str, str]:
        return {
            "TOCSIN_DATABASE_URL": self._dsn,
            "TOCSIN_KAFKA_BOOTSTRAP_SERVERS": self._servers,
            "TOCSIN_TOPIC_PREFIX": self._ground.prefix,
            "TOCSIN_PORT": str(self._ports[service]),
            "TOCSIN_JWT_SECRET": _SECRET,
            "TOCSIN_SEALING_KEY": _SECRET,
            "TOCSIN_LINK_SECRET": _SECRET,
            "TOCSIN_ALLOW_LOOPBACK_WEBHOOKS": "true",
            "TOCSIN_STATIC_MEMBERS": "false",
            "TOCSIN_SHARDS": str(SHARDS),
            "TOCSIN_LOG_FORMAT": "json",
            "TOCSIN_MEMBER": service.partition(":")[2] or "1",
            **self._more,
        }


@asynccontextmanager
async def fleet(
    ground: Ground,
    servers: str,
    services: Sequence[str] = SERVICES,
    more: Mapping[str, str] = MappingProxyType({}),
) -> AsyncIterator[Fleet]:
    """Yield these, ready; killed at the end.

    Tables and topics are there before them. A broker that forgets its topics, and makes its own in
    their place, is given them again, as its operator does.
    """
    for service in SERVICES:
        await migrate(ground.dsn, service, service, shards=SHARDS)
    names = [f"{ground.prefix}{topic}" for topic in (*TOPICS.values(), *WATERMARKS.values())]
    topics = dict.fromkeys(names, SHARDS)
    await ground.broker(servers).create_topics(topics)
    async with postgres_proxy(ground) as (database, far_dsn), _topics_kept(servers, topics):
        ships = Fleet(ground, servers, database, far_dsn, more)
        try:
            await ships.start(*services)
            yield ships
        finally:
            await ships.close()


@asynccontextmanager
async def _topics_kept(servers: str, topics: Mapping[str, int]) -> AsyncIterator[None]:
    keeping = asyncio.create_task(keep_topics(servers, topics, lambda _: None))
    try:
        yield
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping
