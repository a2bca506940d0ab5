"""Builds intake from settings, and nothing else does: store, lists, relay, watermarks and API."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import httpx
from fastapi import FastAPI

from careplans.support_access import read_support_access
from careplans.terms import load_terms, read_terms
from careplans.vocabulary import PLANS, PRIORITIES
from events.broker.broker import Broker
from events.catalogue.registry import CATALOGUE, DUE_HINTS, TOPICS, WATERMARKS
from events.catalogue.terms import Promise
from events.clock import Clock, SystemClock
from events.consumer.consumer import Consumer
from events.consumer.consumer_options import ConsumerOptions
from events.operations.command_line import BAD_INPUT, INTERRUPTED
from events.operations.terminal import StopCommand
from events.relay.due_hints import DueHints
from events.relay.outbox import Outbox
from events.relay.relay import Relay
from events.relay.watermark_pace import WatermarkPace
from events.relay.watermarks import WatermarkMaker
from events.store.connection import Pool, make_pool
from events.store.event_feed import EventFeed
from events.store.postgres_store import PostgresStore, StoreOptions
from events.store.store_time import store_time
from intake.adapters.engineer_table import EngineerTable
from intake.adapters.follow_notifier import NotifierFollower
from intake.adapters.list_queries import ListQueries
from intake.adapters.move_sandbox import SandboxMover, sandbox_mover
from intake.adapters.own_api_keys import OwnApiKeys
from intake.adapters.terms_library import TermsLibrary
from intake.adapters.webhook_lists import WebhookLists
from intake.adapters.webhook_secrets import WebhookSecrets
from intake.adapters.word_index import WordIndex, rebuild_words
from intake.api.api_key_routes import api_key_routes
from intake.api.benefit_routes import benefit_routes
from intake.api.case_command_routes import case_command_routes
from intake.api.case_routes import case_routes
from intake.api.continuity_routes import continuity_routes
from intake.api.correction_routes import correction_routes
from intake.api.customer_routes import customer_routes
from intake.api.delivery_routes import delivery_routes
from intake.api.feed_routes import feed_routes
from intake.api.intake_api import IntakeApi
from intake.api.intake_problems import PROBLEMS
from intake.api.move_case_routes import move_case_routes
from intake.api.people_routes import people_routes
from intake.api.plan_routes import plan_routes
from intake.api.sandbox_routes import sandbox_routes
from intake.api.tam_routes import tam_routes
from intake.api.urgent_calls import opens_p1
from intake.api.webhook_commands import WebhookApi
from intake.api.webhook_routes import webhook_routes
from intake.history.end_import import CannotEnd, discard_import, keep_import
from intake.history.import_command import dry_run, import_log, prepare
from intake.history.incidents import SYSTEMS
from intake.history.read_any_log import ImportOptions
from intake.projections.case_numbers import CaseNumbers
from intake.projections.lists import Lists
from intake.projections.moved_cases import MovedCases
from intake.projections.webhooks import Webhooks
from intake.reactions.notifier_events import NotifierEvents
from intake.settings import CONSUMER, SCHEMA, IntakeSettings, TermsSettings
from intake.timers.webhook_sending import SendingSettings, WebhookSending, webhook_sending
from webapi.app import Callers, make_app
from webapi.document_examples import give_examples
from webapi.health import Check, NotReady
from webapi.outbound.outbound_guard import OutboundGuard
from webapi.service_skeleton import (
    VERSION,
    Parsers,
    Service,
    ServiceCommand,
    add_database_url,
    migrate_schema,
)
from webapi.serving import Background
from webapi.settings import StoreSettings, load


@dataclass(frozen=True, slots=True)
class Intake:
    """Intake, built and not running.

    `step()` of relay and watermarks sends what there is to send; that of `words` takes in what
    cases are found by. `webhooks` queues and sends what other systems hear of.
    """

    app: FastAPI
    store: PostgresStore
    relay: Relay
    watermarks: WatermarkMaker
    words: WordIndex
    webhooks: WebhookSending
    consumers: Sequence[NotifierFollower]
    mover: SandboxMover | None
    pool: Pool
    clock: Clock

    def loops(self) -> Sequence[Background]:
        """Return what runs beside the app."""
        return [
            self.relay.run,
            self.watermarks.run,
            self.words.run,
            *self.webhooks.loops(),
            *(partial(follower.run, self.clock) for follower in self.consumers),
            *([partial(self.mover.run, self.clock)] if self.mover else []),
        ]

    def followers(self) -> Sequence[Consumer]:
        """Return what applies the notifier's events."""
        return [follower.consumer for follower in self.consumers]

    async def close(self) -> None:
        """Release everything except the broker, which belongs to the caller."""
        for follower in self.consumers:
            await follower.consumer.close()
        # Appends end first, so that the relay has sent all of them before it gives its leases back.
        await self.store.close()
        await self.relay.close()
        await self.watermarks.close()
        if self.mover is not None:
            await self.mover.close()
        # Last: the relay gives its leases back through it.
        await self.pool.close()


async def build(
    settings: IntakeSettings,
    *,
    clock: Clock,
    store_clock: Clock | None = None,
    broker: Broker,
    sandbox_http: httpx.AsyncClient | None = None,
) -> Intake:
    """Build the parts; nothing runs by itself.

    For tests, `store_clock` moves the store's time, and `sandbox_http` (closed with the rest)
    reaches a sandbox's other services.
    """
    pool = await make_pool(settings.database_url, application_name="intake")
    library = _library(settings.terms_folder)
    store = make_store(pool, settings.shards, library, store_clock)
    engineers = EngineerTable(pool, SCHEMA)
    watermarks = _watermarks(settings, store, clock, broker)
    mover = (
        sandbox_mover(settings, pool, clock, watermarks.hurry, sandbox_http)
        if settings.clock == "movable"
        else None
    )
    secrets = WebhookSecrets(pool, SCHEMA, None)
    app = _app(settings, pool, store, library, engineers, secrets, mover)
    sending = SendingSettings(guard=_guard(settings), deadline_s=settings.webhook_timeout_s)
    times = (store_time(store_clock), clock)
    return Intake(
        app=app,
        store=store,
        relay=_relay(settings, pool, store, clock, broker),
        watermarks=watermarks,
        words=WordIndex(pool, SCHEMA, store, clock=clock),
        webhooks=webhook_sending(app, pool, SCHEMA, store, secrets, sending, times),
        consumers=(_follower(settings, pool, store, engineers, clock, broker),),
        mover=mover,
        pool=pool,
        clock=clock,
    )


def make_store(
    pool: Pool, shards: int, library: TermsLibrary, store_clock: Clock | None = None
) -> PostgresStore:
    """Return intake's log, which keeps the lists in step."""
    # Without CaseNumbers, which serves imports of a store: live cases take the sequence's numbers.
    inline = (Lists(SCHEMA, library.queue_rank), MovedCases(SCHEMA), Webhooks(SCHEMA))
    return PostgresStore(
        pool,
        SCHEMA,
        "intake",
        shards,
        options=StoreOptions(catalogue=CATALOGUE, time=store_time(store_clock), inline=inline),
    )


async def import_history(settings: StoreSettings, options: ImportOptions) -> str:
    """Import a log into a store that holds nothing but history; return what to print at the end.

    Raises StopCommand for bad input.
    """
    library = _library(load(TermsSettings).terms_folder)
    # All of the log is read and decided before the database is touched, even to migrate it.
    prepared = prepare(options, library, SystemClock().now())
    await migrate_schema(SERVICE, settings)
    # A connection for each shard, since they are imported in parallel.
    pool = await make_pool(
        settings.database_url, size=settings.shards + 2, application_name="intake-import"
    )
    store = make_store(pool, settings.shards, library)
    try:
        return await import_log(prepared, store, library)
    finally:
        await store.close()
        await pool.close()


async def end_import(settings: StoreSettings, *, keep: bool) -> str:
    """End an import that was interrupted; return what to print.

    Raises StopCommand if there is none, or if it cannot be taken back.
    """
    pool = await make_pool(settings.database_url, size=1, application_name="intake-end-import")
    try:
        events = await (keep_import if keep else discard_import)(pool, SCHEMA)
    except CannotEnd as problem:
        raise StopCommand(str(problem)) from None
    finally:
        await pool.close()
    if keep:
        return f"{events} events were kept; live commands are taken"
    await migrate_schema(SERVICE, settings)
    return f"{events} events were taken back; the store is empty"


def _app(
    settings: IntakeSettings,
    pool: Pool,
    store: PostgresStore,
    library: TermsLibrary,
    engineers: EngineerTable,
    secrets: WebhookSecrets,
    mover: SandboxMover | None,
) -> FastAPI:
    lists = ListQueries(pool, SCHEMA)
    api = IntakeApi(store=store, lists=lists, library=library, engineers=engineers)
    # By the host's clock, as tokens are: a store's clock may be moved.
    api_keys = OwnApiKeys(store, SystemClock())
    feed = EventFeed(pool, SCHEMA)
    webhooks = WebhookApi(
        api=api,
        lists=WebhookLists(pool, SCHEMA),
        secrets=secrets,
        guard=_guard(settings),
        feed=feed,
    )
    routers = [
        customer_routes(api),
        people_routes(api),
        correction_routes(api),
        continuity_routes(api),
        tam_routes(api),
        benefit_routes(api),
        case_routes(api),
        case_command_routes(api),
        feed_routes(api, feed),
        plan_routes(api),
        move_case_routes(api),
        api_key_routes(api, api_keys),
        webhook_routes(webhooks),
        delivery_routes(webhooks),
    ]
    if mover is not None:
        routers.append(sandbox_routes(mover))
    checks: dict[str, Check] = {"store": store.now, "import": partial(_check_no_import, store)}
    app = make_app(
        "Tocsin intake",
        VERSION,
        settings,
        routers,
        PROBLEMS,
        checks,
        Callers(is_urgent=opens_p1, api_keys=api_keys),
    )
    give_examples(app, "intake.api")
    return app


def _guard(settings: IntakeSettings) -> OutboundGuard:
    return OutboundGuard(
        allow_loopback=settings.allow_loopback_webhooks,
        allow_private=settings.allow_private_webhooks,
    )


async def _check_no_import(store: PostgresStore) -> None:
    """Raise NotReady during an import, or after one was interrupted: no command is taken then."""
    if await store.in_history():
        raise NotReady(
            "an import is under way, or was stopped: go on with it, or"
            " `python -m intake end-import`"
        )


def _library(terms_folder: Path | None) -> TermsLibrary:
    if terms_folder is None:
        return TermsLibrary(load_terms())
    # A vendor with terms of its own may keep the package's numbers, or rather bring its own.
    return TermsLibrary(read_terms(terms_folder), read_support_access(terms_folder / "support"))


@cache
def _library_of_environment() -> TermsLibrary:
    return _library(load(TermsSettings).terms_folder)


def _rank_by_environment(promise: Promise) -> int:
    """Return the rank of a promise's plan; it reads the terms when an import first needs them."""
    return _library_of_environment().queue_rank(promise)


def _relay(
    settings: IntakeSettings, pool: Pool, store: PostgresStore, clock: Clock, broker: Broker
) -> Relay:
    topic = settings.topic_prefix + TOPICS["intake"]
    outbox = Outbox(schema=SCHEMA, source="intake", topic=topic, shards=settings.shards)
    return Relay(pool, outbox, broker, clock=clock, wake=store.committed)


def _watermarks(
    settings: IntakeSettings, store: PostgresStore, clock: Clock, broker: Broker
) -> WatermarkMaker:
    topic = settings.topic_prefix + WATERMARKS["intake"]
    pace = WatermarkPace(
        every_s=settings.watermark_every_ms / 1000, at_rest_s=settings.watermark_at_rest_ms / 1000
    )
    hints = DueHints(broker, settings.topic_prefix + DUE_HINTS["sla-clock"], clock)
    return WatermarkMaker(store, broker, topic, clock=clock, pace=pace, hints=hints)


def _follower(
    settings: IntakeSettings,
    pool: Pool,
    store: PostgresStore,
    engineers: EngineerTable,
    clock: Clock,
    broker: Broker,
) -> NotifierFollower:
    topic = settings.topic_prefix + TOPICS["notifier"]
    options = ConsumerOptions(
        member=settings.member,
        group=settings.topic_prefix + CONSUMER,
        clock=clock,
        committed=store.committed.set,
        catalogue=CATALOGUE,
    )
    reactions = {topic: NotifierEvents(store, engineers)}
    consumer = Consumer(CONSUMER, broker, pool, SCHEMA, reactions, options=options)
    return NotifierFollower(consumer, broker, topic, settings.shards)


def _add_import(commands: Parsers, name: str) -> None:
    """Describe the import of one kind of log; the command's name ends with the kind."""
    system = name.removeprefix("import-")
    parser = commands.add_parser(
        name, help="take in a ticket system's export, into a store that holds nothing but history"
    )
    parser.set_defaults(system=system, changelog=None, mapping=None, unset_priority=None)
    parser.add_argument("file", type=Path)
    offsets = system in ("zendesk", "jira")
    parser.add_argument(
        "--zone",
        required=not offsets,
        default="UTC" if offsets else None,
        help="the IANA zone of its local times, such as America/Sao_Paulo",
    )
    parser.add_argument(
        "--plan", choices=PLANS, help="one plan for all customers (else spread over the three)"
    )
    parser.add_argument(
        "--skip-bad", action="store_true", help="leave out incidents that have a bad row"
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="write nothing: say what would be made, what is unclear and why",
    )
    _add_own(parser, system)
    add_database_url(parser)


def _add_own(parser: argparse.ArgumentParser, system: str) -> None:
    """Add what only some kinds of log need."""
    if system == "jira":
        parser.add_argument(
            "--changelog", type=Path, required=True, help="the issues' changes of fields, as CSV"
        )
    if system == "zendesk":
        parser.add_argument(
            "--unset-priority", choices=PRIORITIES, help="that of a ticket that never had one"
        )
    if system != "servicenow":
        parser.add_argument(
            "--mapping",
            type=Path,
            required=system == "csv",
            help="a TOML file with the log's own words and columns",
        )


def _run_import(arguments: argparse.Namespace) -> int:
    options = ImportOptions(
        file=arguments.file,
        zone=arguments.zone,
        plan=arguments.plan,
        skip_bad=arguments.skip_bad,
        system=arguments.system,
        changelog=arguments.changelog,
        mapping=arguments.mapping,
        unset_priority=arguments.unset_priority,
    )
    if arguments.dry_run:
        # Without a store: it can be tried before there is one.
        library = _library(load(TermsSettings).terms_folder)
        lines, takes_all = dry_run(options, library, SystemClock().now())
        sys.stdout.write(lines + "\n")
        return 0 if takes_all else BAD_INPUT
    try:
        report = asyncio.run(import_history(load(StoreSettings), options))
    except KeyboardInterrupt:
        sys.stderr.write("stopped; the same command goes on from here\n")
        return INTERRUPTED
    sys.stdout.write(report + "\n")
    return 0


def _add_end(commands: Parsers, name: str) -> None:
    parser = commands.add_parser(name, help="end an import that was stopped half way")
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument(
        "--keep", action="store_true", help="keep what came in, and take live commands from now on"
    )
    how.add_argument(
        "--discard", action="store_true", help="take back all of it, where nothing was sent yet"
    )
    add_database_url(parser)


def _run_end(arguments: argparse.Namespace) -> int:
    report = asyncio.run(end_import(load(StoreSettings), keep=arguments.keep))
    sys.stdout.write(report + "\n")
    return 0


def _add_rebuild(commands: Parsers, name: str) -> None:
    parser = commands.add_parser(
        name, help="throw the index of words away; the running service fills it again"
    )
    add_database_url(parser)


def _run_rebuild(_arguments: argparse.Namespace) -> int:
    asyncio.run(_empty_words(load(StoreSettings)))
    sys.stdout.write("the index of words is empty; the running service fills it again\n")
    return 0


async def _empty_words(settings: StoreSettings) -> None:
    pool = await make_pool(settings.database_url, size=1, application_name="intake-rebuild-words")
    try:
        await rebuild_words(pool, SCHEMA)
    finally:
        await pool.close()


async def _build_live(settings: IntakeSettings, clock: Clock, broker: Broker) -> Intake:
    return await build(settings, clock=clock, broker=broker)


SERVICE = Service(
    name="intake",
    package="intake",
    schema=SCHEMA,
    description="Customers, contacts and cases.",
    serving="run the API, the relay and the watermarks",
    settings=IntakeSettings,
    build=_build_live,
    needs_broker=False,
    source="intake",
    # An imported store brings cases with numbers that the sequence has not reached.
    inline=(
        Lists(SCHEMA, _rank_by_environment),
        MovedCases(SCHEMA),
        Webhooks(SCHEMA),
        CaseNumbers(SCHEMA),
    ),
    commands={
        **{
            f"import-{system}": ServiceCommand(add_to=_add_import, run=_run_import)
            for system in SYSTEMS
        },
        "end-import": ServiceCommand(add_to=_add_end, run=_run_end),
        "rebuild-words": ServiceCommand(add_to=_add_rebuild, run=_run_rebuild),
    },
)
