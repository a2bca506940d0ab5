"""The skeleton of every service: its command line, and how it migrates, serves and is operated.

A service's `bootstrap` describes it in one `Service`; its `__main__` is `main(SERVICE)`.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, Protocol, TypeAlias, TypeVar

import asyncpg
import structlog
from fastapi import FastAPI

from events.broker.broker import Broker
from events.catalogue.entry import Owner
from events.catalogue.registry import CATALOGUE
from events.catalogue.topics import TOPICS
from events.clock import Clock, SandboxClock, SystemClock
from events.consumer.consumer import Consumer
from events.errors import WrongClock
from events.nobody_reads import while_somebody_reads
from events.operations.command_line import (
    BAD_INPUT,
    INTERRUPTED,
    OneLineParser,
    add_reader_commands,
    add_store_commands,
    operate,
)
from events.operations.operated_service import OperatedService, kafka_at
from events.operations.terminal import StopCommand
from events.relay.cursors import log_progress
from events.sealing.key_source import KeySource
from events.store.connection import Pool, make_pool
from events.store.postgres_store import InlineProjection
from events.store.sandbox_clock_table import SandboxClockTable, is_movable
from events.store.sealing_keys import SealingKeyTable
from webapi.broker_watch import watch_broker
from webapi.brokers import kafka_of
from webapi.load_settings import load
from webapi.logs import configure
from webapi.metrics import metrics_of
from webapi.progress_watch import ProgressWatch, ReadProgress
from webapi.sandbox_clock import keep_up
from webapi.sealing_settings import SealingSettings
from webapi.serving import Background, close_in_time, run
from webapi.serving import serve as serve_app
from webapi.setting_rules import PREFIX
from webapi.settings import OperatorSettings, ServiceSettings, StoreSettings

VERSION = "0.1.0"
"""The version of all services, which are released together."""

_log = structlog.get_logger(__name__)

Parsers: TypeAlias = "argparse._SubParsersAction[OneLineParser]"
Settings = TypeVar("Settings", bound=ServiceSettings)


class BuiltService(Protocol):
    """A service, built and not running: `app` answers requests, `loops` do the rest."""

    @property
    def app(self) -> FastAPI: ...

    @property
    def pool(self) -> Pool: ...

    def loops(self) -> Sequence[Background]:
        """Return what runs beside the app while it is served."""
        ...

    def followers(self) -> Sequence[Consumer]:
        """Return the consumers that apply other services' events; none if it follows nobody."""
        ...

    async def close(self) -> None:
        """Close everything but the broker, which is the caller's."""
        ...


Built = TypeVar("Built", bound=BuiltService)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCommand:
    """A command that only one service has.

    `add_to` describes it to the parser (its name is the key under which it stands in
    `Service.commands`); `run` carries it out, and returns the exit code. Raise StopCommand for bad
    input: one line on stderr, exit 2.
    """

    add_to: Callable[[Parsers, str], None]
    run: Callable[[argparse.Namespace], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Generic[Settings, Built]):
    """What makes a service this one.

    `name`: as the log and other services know it. `package`: what `python -m` runs, and where the
    migrations are. `source`: the owner of its log, None for a service without a log of its own.
    `inline`: the projections that an import fills. `seals`: its settings are SealingSettings, too,
    and what is personal in its log is sealed. `needs_broker`: whether it is unready without
    the broker, else degraded. `at_start` may log what the settings leave out. `serving` and
    `description` are help texts.
    """

    name: str
    package: str
    schema: str
    description: str
    serving: str
    settings: type[Settings]
    build: Callable[[Settings, Clock, Broker], Awaitable[Built]]
    needs_broker: bool
    source: Owner | None = None
    inline: Sequence[InlineProjection] = ()
    seals: bool = False
    follows_others: bool = True
    at_start: Callable[[Settings, Built], None] | None = None
    commands: Mapping[str, ServiceCommand] = field(default_factory=dict)


def main(service: Service[Settings, Built], arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; return the exit code. Bad input is one line, exit 2."""
    try:
        return while_somebody_reads(partial(_run_arguments, service, arguments))
    except (StopCommand, WrongClock) as stop:
        return _stopped(str(stop), BAD_INPUT)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as problem:
        kind = type(problem).__name__
        return _stopped(f"the database does not answer as it should: {kind}", BAD_INPUT)
    except KeyboardInterrupt:
        return _stopped("stopped", INTERRUPTED)


def _run_arguments(service: Service[Settings, Built], arguments: Sequence[str] | None) -> int:
    chosen = _parser(service).parse_args(arguments)
    if getattr(chosen, "database_url", None):
        # In the environment, where each command loads the settings that it needs from.
        os.environ[f"{PREFIX}DATABASE_URL"] = chosen.database_url
    return _run_command(service, chosen)


def _run_command(service: Service[Settings, Built], arguments: argparse.Namespace) -> int:
    command: str = arguments.command
    if command == "serve":
        return run(serve(service, load(service.settings)))
    if command == "migrate":
        # Only what it needs: it runs where neither a broker nor a key for tokens is known.
        asyncio.run(migrate_schema(service, load(StoreSettings)))
        return 0
    if own := service.commands.get(command):
        return own.run(arguments)
    configure(service.name, "auto")
    return operate(arguments, operated(service, load(OperatorSettings)))


async def serve(service: Service[Settings, Built], settings: Settings) -> int:
    """Answer requests and run the loops until a signal; return the exit code. Migrates nothing."""
    configure(service.name, settings.log_format)
    for old, new in settings.renamed():
        _log.warning("setting-renamed", old=old, new=new)
    clock, broker = await clock_of(service, settings), kafka_of(settings)
    built = await service.build(settings, clock, broker)
    if service.at_start is not None:
        service.at_start(settings, built)
    watch = watch_broker(built.app, broker, clock, needed=service.needs_broker)
    progress = ProgressWatch(
        metrics_of(built.app), built.followers(), _progress_of(service, settings, built), clock
    )
    try:
        loops = [*built.loops(), watch.run, progress.run, *_sandbox_loops(service, built, clock)]
        return await serve_app(built.app, settings, loops)
    finally:
        # The broker last: leaving the group and giving leases back go through it.
        await close_in_time(built.close, built.pool, settings)
        await broker.close()


def _sandbox_loops(
    service: Service[Settings, Built], built: Built, clock: Clock
) -> Sequence[Background]:
    if not isinstance(clock, SandboxClock):
        return ()
    table = SandboxClockTable(built.pool, service.schema)
    return (partial(keep_up, clock, table),)


async def clock_of(service: Service[Settings, Built], settings: Settings) -> Clock:
    """Return the clock that the settings ask for, where it fits the store. Raises WrongClock.

    A store whose time may be moved proves nothing to anybody, and one that proves something must
    not be moved; so neither opens for the other's settings.
    """
    pool = await make_pool(settings.database_url, size=1, application_name=service.name)
    try:
        movable = await is_movable(pool, service.schema)
        if movable != (settings.clock == "movable"):
            raise WrongClock(service.schema, movable=not movable)
        host = SystemClock()
        if not movable:
            return host
        clock = SandboxClock(host)
        clock.move(await SandboxClockTable(pool, service.schema).ahead())
        return clock
    finally:
        await pool.close()


def _progress_of(
    service: Service[Settings, Built], settings: Settings, built: Built
) -> ReadProgress | None:
    if service.source is None:
        return None
    topic = settings.topic_prefix + TOPICS[service.source]
    return partial(log_progress, built.pool, service.schema, topic)


async def migrate_schema(
    service: Service[Settings, Built], settings: StoreSettings | ServiceSettings
) -> None:
    """Bring the service's database schema to its newest revision."""
    # Only here: alembic and SQLAlchemy take a quarter of the time in which a service starts.
    from events.migrations import migrate  # noqa: PLC0415

    await migrate(
        settings.database_url,
        service.schema,
        service.package,
        shards=settings.shards,
        movable=settings.clock == "movable",
    )


def operated(service: Service[Settings, Built], settings: OperatorSettings) -> OperatedService:
    """Return what the commands on the service's log and letters work with.

    Only a retry of dead letters builds the service; it loads the whole settings then.
    """

    @asynccontextmanager
    async def consumers() -> AsyncIterator[Sequence[Consumer]]:
        whole = load(service.settings)
        broker = kafka_of(whole)
        built = await service.build(whole, await clock_of(service, whole), broker)
        try:
            yield built.followers()
        finally:
            await built.close()
            await broker.close()

    def keys(pool: Pool) -> KeySource:
        return SealingKeyTable(
            pool, service.schema, load(SealingSettings).key_ring(), SystemClock()
        )

    return OperatedService(
        schema=service.schema,
        source=service.source,
        database_url=settings.database_url,
        catalogue=CATALOGUE,
        topic=None if service.source is None else settings.topic_prefix + TOPICS[service.source],
        broker=kafka_at(settings.kafka_bootstrap_servers),
        bootstrap_servers=settings.kafka_bootstrap_servers,
        inline=service.inline,
        consumers=consumers if service.follows_others else None,
        keys=keys if service.seals else None,
    )


def _parser(service: Service[Settings, Built]) -> OneLineParser:
    parser = OneLineParser(prog=f"python -m {service.package}", description=service.description)
    commands = parser.add_subparsers(dest="command", required=True, parser_class=OneLineParser)
    commands.add_parser("serve", help=service.serving)
    migrating = commands.add_parser(
        "migrate", help="bring the database schema to its newest revision"
    )
    add_database_url(migrating)
    for name, command in service.commands.items():
        command.add_to(commands, name)
    (add_reader_commands if service.source is None else add_store_commands)(commands)
    return parser


def add_database_url(parser: argparse.ArgumentParser) -> None:
    """Let a command take the database's address from its line, instead of the environment."""
    parser.add_argument("--database-url", help=f"instead of {PREFIX}DATABASE_URL")


def _stopped(message: str, code: int) -> int:
    sys.stderr.write(message + "\n")
    return code
