"""Intake as a process of its own at the end of two wires, under load, and who was told that they
are in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import httpx
from pydantic import SecretStr

from events.store.connection import Pool
from intake.bootstrap import SERVICE
from intake.settings import IntakeSettings
from local_stack.free_ports import LOCALHOST, free_port
from tests.faults.ground import Ground
from tests.faults.kafka_proxy import KafkaProxy
from tests.faults.postgres_proxy import postgres_proxy
from tests.faults.processes import Started, process
from tests.faults.tcp_proxy import TcpProxy
from tests.faults.until import until
from webapi.identity import make_token
from webapi.service_skeleton import migrate_schema
from webapi.settings import StoreSettings

GRACE_S = 2.0
SHARDS = 12
_SECRET = "a secret that is only good for tests, and long enough"
_TERM = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}


@dataclass
class IntakeUnderLoad:
    """A running intake, its wires, and the ids of the customers that it said it has taken in."""

    process: Started
    database: TcpProxy
    broker: KafkaProxy
    client: httpx.AsyncClient
    acknowledged: list[str] = field(default_factory=list)
    requests: int = 0

    @asynccontextmanager
    async def under_load(self, clients: int = 8) -> AsyncIterator[None]:
        """Enter customers, one after the other by each of some clients.

        A request that is not answered within a second is given up.
        """
        tasks = [asyncio.create_task(self._enter_customers(number)) for number in range(clients)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def until_acknowledged(self, customers: int) -> None:
        """Wait until so many more have been taken in. Raises TimeoutError."""
        wanted = len(self.acknowledged) + customers

        async def acknowledged() -> bool:
            return len(self.acknowledged) >= wanted

        await until(acknowledged)

    async def _enter_customers(self, client: int) -> None:
        while True:
            self.requests += 1
            name = f"customer-{client}-{self.requests}"
            body = {"customer_id": name, "name": name, "plan": "gold", "term": _TERM}
            try:
                answer = await self.client.post("/v1/customers", json=body)
            except httpx.TransportError:
                await asyncio.sleep(0.05)
                continue
            if answer.is_success:
                self.acknowledged.append(name)


@asynccontextmanager
async def intake_under_load(ground: Ground) -> AsyncIterator[IntakeUnderLoad]:
    """Yield intake on the ground's database and broker, ready."""
    await migrate_schema(SERVICE, StoreSettings(database_url=ground.dsn, shards=SHARDS))
    async with AsyncExitStack() as stack:
        database, far_dsn = await stack.enter_async_context(postgres_proxy(ground))
        broker = await stack.enter_async_context(KafkaProxy(ground.servers))
        port = free_port()
        settings = _environment(ground, far_dsn, broker.bootstrap_servers, port)
        started = await stack.enter_async_context(process("intake", "serve", environment=settings))
        headers = {"Authorization": f"Bearer {_token(ground)}"}
        client = httpx.AsyncClient(
            base_url=f"http://{LOCALHOST}:{port}", headers=headers, timeout=1.0
        )
        await stack.enter_async_context(client)
        await until(lambda: _is_ready(client, started))
        yield IntakeUnderLoad(started, database, broker, client)


async def entered(pool: Pool) -> set[str]:
    """Return the customers that are in the log."""
    return {row["key"] for row in await pool.fetch("select distinct key from intake.es_event")}


def _environment(ground: Ground, dsn: str, servers: str, port: int) -> dict[str, str]:
    return {
        "TOCSIN_DATABASE_URL": dsn,
        "TOCSIN_KAFKA_BOOTSTRAP_SERVERS": servers,
        "TOCSIN_TOPIC_PREFIX": ground.prefix,
        "TOCSIN_PORT": str(port),
        "TOCSIN_JWT_SECRET": _SECRET,
        "TOCSIN_SEALING_KEY": _SECRET,
        "TOCSIN_SHARDS": str(SHARDS),
        "TOCSIN_GRACE_S": str(GRACE_S),
        "TOCSIN_LOG_FORMAT": "json",
    }


def _token(ground: Ground) -> str:
    settings = IntakeSettings(
        database_url=ground.dsn,
        kafka_bootstrap_servers=ground.servers,
        jwt_secret=SecretStr(_SECRET),
    )
    return make_token(settings, "admin")


async def _is_ready(client: httpx.AsyncClient, started: Started) -> bool:
    assert not started.has_ended(), "intake did not start"
    try:
        return (await client.get("/health/ready")).is_success
    except httpx.TransportError:
        return False
