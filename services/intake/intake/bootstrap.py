"""Builds intake from settings, and nothing else does: store, lists, relay, watermarks and API."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import structlog
from fastapi import FastAPI

from careplans.look_again import CalendarFolder, Looked
from events.broker.broker import Broker
from events.catalogue.customer_events import PersonalDataErased
from events.catalogue.registry import CATALOGUE
from events.catalogue.topics import DUE_HINTS, TOPICS, WATERMARKS
from events.clock import Clock, SystemClock
from events.consumer.consumer import Consumer
from events.consumer.consumer_options import ConsumerOptions
from events.consumer.topic_follower import TopicFollower
from events.operations.erasures_file import begin_erasure
from events.operations.finish_erasures import FinishErasures
from events.relay.due_hints import DueHints
from events.relay.outbox import Outbox
from events.relay.relay import Relay
from events.relay.watermark_pace import WatermarkPace
from events.relay.watermarks import WatermarkMaker
from events.store.connection import Pool, make_pool
from events.store.event_feed import EventFeed
from events.store.postgres_store import PostgresStore
from events.store.sealing_keys import SealingKeyTable
from events.store.store_time import store_time
from intake.adapters.build_store import IMPORT_PROJECTIONS, library_of, make_store
from intake.adapters.clear_erased import ClearCopies
from intake.adapters.engineer_table import EngineerTable
from intake.adapters.key_use_table import KeyUseTable
from intake.adapters.list_queries import ListQueries
from intake.adapters.move_sandbox import SandboxMover, sandbox_mover
from intake.adapters.own_api_keys import OwnApiKeys
from intake.adapters.repeat_erasures import repeat_erasures, stream_of_erasure
from intake.adapters.service_request_queries import ServiceRequestQueries
from intake.adapters.webhook_lists import WebhookLists
from intake.adapters.webhook_secrets import WebhookSecrets, wrap_webhook_secrets
from intake.adapters.word_index import WordIndex, rebuild_words
from intake.api.api_key_routes import api_key_routes
from intake.api.benefit_routes import benefit_routes
from intake.api.case_command_routes import case_command_routes
from intake.api.case_routes import case_routes
from intake.api.certification_routes import certification_routes
from intake.api.continuity_routes import continuity_routes
from intake.api.correction_routes import correction_routes
from intake.api.customer_routes import customer_routes
from intake.api.delivery_routes import delivery_routes
from intake.api.erase_route import erase_route
from intake.api.feed_routes import feed_routes
from intake.api.intake_api import IntakeApi
from intake.api.intake_problems import PROBLEMS
from intake.api.move_case_routes import move_case_routes
from intake.api.people_routes import people_routes
from intake.api.plan_routes import plan_routes
from intake.api.sandbox_routes import sandbox_routes
from intake.api.service_request_routes import service_request_routes
from intake.api.support_routes import support_routes
from intake.api.tam_routes import tam_routes
from intake.api.urgent_calls import opens_p1
from intake.api.webhook_commands import WebhookApi
from intake.api.webhook_routes import webhook_routes
from intake.history.history_commands import HISTORY_COMMANDS
from intake.history.personal_data_commands import PERSONAL_DATA_COMMANDS
from intake.projections.erased_people import PERSON_COLUMN
from intake.reactions.notifier_events import NotifierEvents
from intake.settings import CONSUMER, SCHEMA, IntakeSettings
from intake.timers.webhook_sending import SendingSettings, WebhookSending, webhook_sending
from webapi.app import Callers, make_app
from webapi.document_examples import give_examples
from webapi.erased_people import ClearErased
from webapi.health import Check, NotReady
from webapi.load_settings import load
from webapi.outbound.outbound_guard import OutboundGuard
from webapi.rotate_sealing_key import rotating
from webapi.sealing_key_routes import sealing_key_routes
from webapi.service_skeleton import (
    VERSION,
    Parsers,
    Service,
    ServiceCommand,
    add_database_url,
)
from webapi.serving import Background
from webapi.settings import StoreSettings

_log = structlog.get_logger(__name__)


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
    clearing: ClearErased
    erasures: FinishErasures[PersonalDataErased] | None
    consumers: Sequence[TopicFollower]
    mover: SandboxMover | None
    pool: Pool
    clock: Clock
    keys: SealingKeyTable

    def loops(self) -> Sequence[Background]:
        """Return what runs beside the app."""
        return [
            self.relay.run,
            self.watermarks.run,
            self.words.run,
            *self.webhooks.loops(),
            self.clearing.run,
            *([partial(self.erasures.run, self.clock)] if self.erasures else []),
            *(partial(follower.run, self.clock) for follower in self.consumers),
            *([partial(self.mover.run, self.clock)] if self.mover else []),
        ]

    def followers(self) -> Sequence[Consumer]:
        """Return what applies the notifier's events."""
        return [follower.consumer for follower in self.consumers]

    async def close(self) -> None:
        """Release everything except the broker, which belongs to the caller."""
        for follower in self.consumers:
            await follower.close()
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
    calendars = CalendarFolder(settings.terms_folder, clock.monotonic, _tell_of_calendars)
    library = library_of(settings.terms_folder, calendars)
    keys = SealingKeyTable(pool, SCHEMA, settings.key_ring(), clock)
    note = partial(begin_erasure, settings.erasures_file) if settings.erasures_file else None
    store = make_store(pool, settings.shards, library, store_clock, keys, note)
    words = WordIndex(pool, SCHEMA, store, clock=clock)
    engineers = EngineerTable(pool, SCHEMA)
    watermarks = _watermarks(settings, store, clock, broker)
    mover = (
        sandbox_mover(settings, pool, clock, watermarks.hurry, sandbox_http)
        if settings.clock == "movable"
        else None
    )
    api = IntakeApi(
        store=store, lists=ListQueries(pool, SCHEMA), library=library, engineers=engineers
    )
    secrets = WebhookSecrets(pool, SCHEMA, settings.key_ring())
    app = _app(settings, pool, store, api, secrets, mover, keys)
    sending = SendingSettings(guard=_guard(settings), deadline_s=settings.webhook_timeout_s)
    times = (store_time(store_clock), clock)
    return Intake(
        app=app,
        store=store,
        relay=_relay(settings, pool, store, clock, broker),
        watermarks=watermarks,
        words=words,
        clearing=ClearErased(
            pool,
            SCHEMA,
            keys,
            ClearCopies(SCHEMA, store, words),
            clock=clock,
            column=PERSON_COLUMN,
        ),
        erasures=_erasures(settings.erasures_file, pool, store),
        webhooks=webhook_sending(app, pool, SCHEMA, store, secrets, sending, times),
        consumers=(_follower(settings, pool, store, engineers, clock, broker),),
        mover=mover,
        pool=pool,
        clock=clock,
        keys=keys,
    )


def _tell_of_calendars(looked: Looked) -> None:
    if looked.found:
        _log.info("calendars-read", calendars=[f"{key} {version}" for key, version in looked.found])
    else:
        _log.error("calendar-not-known", missing=looked.missing, problem=looked.problem)


def _app(
    settings: IntakeSettings,
    pool: Pool,
    store: PostgresStore,
    api: IntakeApi,
    secrets: WebhookSecrets,
    mover: SandboxMover | None,
    keys: SealingKeyTable,
) -> FastAPI:
    # By the host's clock, as tokens are: a store's clock may be moved.
    api_keys = OwnApiKeys(store, SystemClock(), KeyUseTable(pool, SCHEMA))
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
        service_request_routes(api, ServiceRequestQueries(pool, SCHEMA)),
        feed_routes(api, feed),
        plan_routes(api),
        support_routes(api),
        certification_routes(api),
        move_case_routes(api),
        api_key_routes(api, api_keys),
        sealing_key_routes(keys),
        erase_route(api, keys),
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


def _erasures(
    file: Path | None, pool: Pool, store: PostgresStore
) -> FinishErasures[PersonalDataErased] | None:
    if file is None:
        return None
    repeat = partial(repeat_erasures, pool, SCHEMA, store)
    return FinishErasures(file, PersonalDataErased, store, stream_of_erasure, repeat)


def _guard(settings: IntakeSettings) -> OutboundGuard:
    return OutboundGuard(
        allow_loopback=settings.allow_loopback_webhooks,
        allow_private=settings.allow_private_webhooks,
        https_only=True,
    )


async def _check_no_import(store: PostgresStore) -> None:
    """Raise NotReady during an import, or after one was interrupted: no command is taken then."""
    if await store.in_history():
        raise NotReady(
            "an import is under way, or was stopped: go on with it, or"
            " `python -m intake end-import`"
        )


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
) -> TopicFollower:
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
    return TopicFollower(consumer, broker, {topic: settings.shards})


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
    seals=True,
    inline=IMPORT_PROJECTIONS,
    commands={
        **HISTORY_COMMANDS,
        **PERSONAL_DATA_COMMANDS,
        "rotate-sealing-key": rotating(SCHEMA, wrap_webhook_secrets),
        "rebuild-words": ServiceCommand(add_to=_add_rebuild, run=_run_rebuild),
    },
)
