"""Runs the whole system as one thing that starts, gives its addresses, and stops."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from events.broker.kafka_broker import KafkaBroker
from events.catalogue.topics import TOPICS, WATERMARKS
from events.sharding import DEFAULT_SHARDS
from local_stack.free_ports import LOCALHOST, free_port
from local_stack.keep_topics import keep_topics
from local_stack.keep_topics_short import keep_topics_short
from local_stack.postgres_server import PostgresServer
from local_stack.servers import BrokerKind, Server, local_broker
from local_stack.service_process import ServiceProcess
from local_stack.state_folder import StateFolder

SERVICES = {"intake": 8001, "sla_clock": 8002, "notifier": 8003, "reporting": 8004}
_WATERMARK_RETENTION_S = 600

Step = Callable[[str], None]
ClockKind = Literal["real", "movable"]


@dataclass(frozen=True)
class Addresses:
    """Where everything listens."""

    ports: dict[str, int]
    catcher: int
    smtp: int
    database_url: str
    bootstrap_servers: str
    clock: ClockKind = "real"

    def of(self, service: str) -> str:
        """Return the base address of a service."""
        return f"http://{LOCALHOST}:{self.ports[service]}"

    @property
    def caught(self) -> str:
        """The page that shows what was paged and mailed."""
        return f"http://{LOCALHOST}:{self.catcher}"


@dataclass(frozen=True)
class Stack:
    """A running system."""

    folder: StateFolder
    addresses: Addresses
    processes: tuple[ServiceProcess, ...]
    servers: Mapping[str, Server]


@asynccontextmanager
async def running(
    folder: StateFolder,
    done: Step,
    kind: BrokerKind = "embedded",
    raised: Mapping[str, str] | None = None,
    clock: ClockKind = "real",
) -> AsyncIterator[Stack]:
    """Start everything in a folder that is held, and stop it all in reverse order at the end.

    `done` is called after each step; `raised` are unusual settings for the services. `clock`:
    movable for a sandbox, for which the folder was never another's.
    """
    with (
        PostgresServer(folder.path / "postgres") as postgres,
        local_broker(kind, folder.path) as broker,
    ):
        folder.remember_process("postgres", postgres.pid)
        folder.remember_process("broker", broker.pid)
        done(f"PostgreSQL on {LOCALHOST}:{postgres.port}, broker on {broker.bootstrap_servers}")
        addresses = addresses_on(postgres.dsn(), broker.bootstrap_servers, clock)
        folder.write_settings(operators_settings(folder, addresses))
        async with serving(folder, addresses, done, raised) as processes:
            # Once the tables are there: trimming asks them who has read what.
            keeping = asyncio.create_task(_keep_topics(kind, broker.bootstrap_servers, done))
            trimming = asyncio.create_task(_keep_topics_short(kind, addresses, done))
            try:
                servers = {"postgres": postgres, "broker": broker}
                yield Stack(folder, addresses, processes, servers)
            finally:
                keeping.cancel()
                trimming.cancel()
                folder.forget_settings()
    # After the servers, too: if a stop is cut short, the next run finds what it must end.
    folder.forget_processes()


@asynccontextmanager
async def serving(
    folder: StateFolder, addresses: Addresses, done: Step, raised: Mapping[str, str] | None = None
) -> AsyncIterator[tuple[ServiceProcess, ...]]:
    """Run the services on servers that are there, and stop them at the end."""
    # Before any service: the embedded broker makes a topic that it is asked about by itself, with
    # the wrong number of partitions.
    await _create_topics(addresses.bootstrap_servers)
    done("topics")
    await _migrate(folder, addresses)
    done("database schemas")
    processes = _processes(folder, addresses, raised or {})
    try:
        await asyncio.gather(*(process.start() for process in processes))
        done("four services, each a process of its own")
        yield processes
    finally:
        # Database and broker still run here, so that relays can give back their leases.
        await asyncio.gather(*(process.stop() for process in processes))


async def _keep_topics(kind: BrokerKind, bootstrap_servers: str, tell: Step) -> None:
    """Keep the embedded broker's topics; Kafka forgets none, and only its operator deletes any."""
    if kind == "embedded":
        topics = dict.fromkeys(TOPICS.values(), DEFAULT_SHARDS)
        await keep_topics(bootstrap_servers, topics, tell)


async def _keep_topics_short(kind: BrokerKind, addresses: Addresses, tell: Step) -> None:
    """Keep the embedded broker's topics short; Kafka reads the end of a long one as quickly."""
    if kind == "embedded":
        await keep_topics_short(addresses.database_url, addresses.bootstrap_servers, tell)


def addresses_on(database_url: str, bootstrap_servers: str, clock: ClockKind) -> Addresses:
    """Return the addresses of a system on these servers, on ports that are free."""
    ports = {name: free_port(preferred) for name, preferred in SERVICES.items()}
    catcher, smtp = free_port(8005), free_port(8025)
    return Addresses(ports, catcher, smtp, database_url, bootstrap_servers, clock)


async def _create_topics(bootstrap_servers: str) -> None:
    broker = KafkaBroker(bootstrap_servers)
    try:
        await broker.create_topics(dict.fromkeys(TOPICS.values(), DEFAULT_SHARDS))
        await broker.create_small_topics(dict.fromkeys(WATERMARKS.values(), _WATERMARK_RETENTION_S))
    finally:
        await broker.close()


async def _migrate(folder: StateFolder, addresses: Addresses) -> None:
    steps = [
        ServiceProcess(
            f"migrate-{name}", ("-m", name, "migrate"), environment(folder, addresses, name), folder
        )
        for name in SERVICES
    ]
    await asyncio.gather(*(step.run_to_end() for step in steps))


def _processes(
    folder: StateFolder, addresses: Addresses, raised: Mapping[str, str]
) -> tuple[ServiceProcess, ...]:
    services = [
        ServiceProcess(
            name,
            ("-m", name, "serve"),
            {**environment(folder, addresses, name), **raised},
            folder,
            f"{addresses.of(name)}/health/ready",
        )
        for name in SERVICES
    ]
    catching = (
        "-m",
        "local_stack",
        "catch",
        "--port",
        str(addresses.catcher),
        "--smtp-port",
        str(addresses.smtp),
    )
    catcher = ServiceProcess("catcher", catching, {}, folder, f"{addresses.caught}/health/live")
    return (catcher, *services)


def operators_settings(folder: StateFolder, addresses: Addresses) -> Mapping[str, str]:
    """Return the settings that `python -m SERVICE COMMAND` needs of any service."""
    settings = environment(folder, addresses, "notifier")
    own = ("TOCSIN_PORT", "TOCSIN_LOG_FORMAT", "PYTHONUNBUFFERED")
    return {name: value for name, value in settings.items() if name not in own}


def environment(folder: StateFolder, addresses: Addresses, service: str) -> dict[str, str]:
    """Return the settings of one service, as environment variables."""
    return {
        "TOCSIN_DATABASE_URL": addresses.database_url,
        "TOCSIN_KAFKA_BOOTSTRAP_SERVERS": addresses.bootstrap_servers,
        "TOCSIN_HOST": LOCALHOST,
        "TOCSIN_PORT": str(addresses.ports[service]),
        "TOCSIN_JWT_SECRET": folder.secret("jwt"),
        "TOCSIN_LINK_SECRET": folder.secret("link"),
        "TOCSIN_SEALING_KEY": folder.secret("sealing"),
        "TOCSIN_PUBLIC_URL": addresses.of(service),
        "TOCSIN_SMTP_URL": f"smtp://{LOCALHOST}:{addresses.smtp}",
        "TOCSIN_MAIL_FROM": "tocsin@vendor.example",
        "TOCSIN_ALLOW_LOOPBACK_WEBHOOKS": "true",
        "TOCSIN_SLA_CLOCK_URL": addresses.of("sla_clock"),
        "TOCSIN_API_KEYS_URL": addresses.of("intake"),
        "TOCSIN_CLOCK": addresses.clock,
        "TOCSIN_SANDBOX_SERVICES": _others(addresses),
        "TOCSIN_STATIC_MEMBERS": "false",
        # Each service is one process, which nobody else could take over from: a busy machine is not
        # taken for a crash.
        "TOCSIN_GROUP_SESSION_S": "6",
        "TOCSIN_LOG_FORMAT": "json",
        "PYTHONUNBUFFERED": "1",
    }


def _others(addresses: Addresses) -> str:
    """Return where intake finds the services whose time it moves."""
    names = [name for name in addresses.ports if name != "intake"]
    return ",".join(f"{name.replace('_', '-')}={addresses.of(name)}" for name in names)
