"""The one place that builds the notifier from its settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import httpx
import structlog
from fastapi import FastAPI

from events.broker.broker import Broker
from events.catalogue.on_call_events import EngineerPersonalDataErased
from events.catalogue.registry import CATALOGUE
from events.catalogue.topics import TOPICS, WATERMARKS
from events.clock import Clock
from events.consumer.consumer import Consumer
from events.consumer.consumer_options import ConsumerOptions
from events.consumer.reaction import Reaction
from events.operations.finish_erasures import FinishErasures
from events.relay.outbox import Outbox
from events.relay.relay import Relay
from events.relay.watermark_pace import at_rest
from events.relay.watermarks import WatermarkMaker
from events.sealing.key_source import KeySource
from events.store.connection import Connection, Pool, make_pool
from events.store.postgres_store import InlineProjection, PostgresStore
from events.store.sandbox_clock_table import SandboxClockTable
from events.store.sealing_keys import SealingKeyTable
from events.store.store_time import StoreTime, store_time
from events.timers.own_clock import OwnClockTimers
from events.timers.timers import Timers
from notifier.adapters.attempt_outcomes import AttemptOutcomes
from notifier.adapters.build_store import inline_tables, make_store
from notifier.adapters.claim_attempts import AttemptClaims
from notifier.adapters.cover_timers import CoverTimers
from notifier.adapters.erased_people import ErasedPeople
from notifier.adapters.log_reading import LogReading
from notifier.adapters.missed_covers import MissedCovers
from notifier.adapters.next_due import NextDue
from notifier.adapters.open_pages import OpenPages
from notifier.adapters.page_list import PageList
from notifier.adapters.page_stream import PageStreams
from notifier.adapters.personal_data import (
    PERSONAL_DATA_COMMANDS,
    clearing_of,
    finishing_of,
    keys_of_cases,
    tables_of,
)
from notifier.adapters.sending_backlog import SendingBacklog
from notifier.adapters.watch_cases import WatchedCases
from notifier.api.all_routes import routes_of
from notifier.api.erase_engineer_route import erase_engineer_route
from notifier.api.notifier_api import NotifierApi
from notifier.api.notifier_problems import PROBLEMS
from notifier.channels.channel_table import ChannelTable, channels_of
from notifier.domain.page_links import PageLinks
from notifier.domain.throttle_pages import Throttle
from notifier.pages.acknowledgement_page import LinkPages, acknowledgement_routes
from notifier.projections.count_pages import NOTIFIER_METRICS, CountPages
from notifier.projections.log_page_alerts import log_page_alerts
from notifier.projections.wake_sender import WakeSender
from notifier.reactions.apply_findings import FindingsApplier
from notifier.reactions.case_watch import CaseWatch
from notifier.reactions.when_a_case_is_left_alone import WhenACaseIsLeftAlone
from notifier.settings import SCHEMA, NotifierSettings
from notifier.timers.due_work import DueWork
from notifier.timers.escalate_due_pages import EscalateDuePages
from notifier.timers.page_for_blind_clock import PageForBlindClock, clock_watch_of
from notifier.timers.page_for_missed_covers import PageForMissedCovers
from notifier.timers.raise_waiting_pages import RaiseWaitingPages
from notifier.timers.record_attempts import RecordAttempts
from notifier.timers.reroute_pages import ReroutePages
from notifier.timers.send_due_attempts import SendDueAttempts
from notifier.timers.send_to_address import SenderParts
from notifier.timers.track_log_reading import TrackLogReading
from notifier.timers.watch_backlog import WatchBacklog
from webapi.app import make_app
from webapi.document_examples import give_examples
from webapi.erased_people import ClearErased
from webapi.health import health_of
from webapi.metrics import metrics_of
from webapi.sandbox_clock import sandbox_clock_routes, sandboxed_service
from webapi.sealing_key_routes import sealing_key_routes
from webapi.service_skeleton import VERSION, Service
from webapi.serving import Background
from webapi.trusted_certificates import public_certificates

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Foundation:
    """What everything else stands on."""

    settings: NotifierSettings
    pool: Pool
    time: StoreTime
    store: PostgresStore
    timers: Timers
    wake_sender: WakeSender
    counts: CountPages
    reading: LogReading
    keys: SealingKeyTable


@dataclass(frozen=True, slots=True)
class Notifier:
    """The notifier, built and not running.

    `step()` of relay, consumers, timers and sender does what is due now, and says how much.
    """

    app: FastAPI
    store: PostgresStore
    relay: Relay
    watermarks: WatermarkMaker
    consumers: Sequence[Consumer]
    timers: DueWork
    sender: SendDueAttempts
    backlog_watch: WatchBacklog
    clearing: ClearErased
    erasures: FinishErasures[EngineerPersonalDataErased] | None
    clock_watch: PageForBlindClock | None
    wake_sender: WakeSender
    http: httpx.AsyncClient
    pool: Pool
    clock: Clock
    keys: SealingKeyTable

    def loops(self) -> Sequence[Background]:
        """Return what runs beside the app."""
        return [
            self.relay.run,
            self.watermarks.run,
            *(consumer.run for consumer in self.consumers),
            partial(self.timers.run, self.clock),
            partial(self.sender.run, self.wake_sender.wakeup),
            partial(self.backlog_watch.run, self.clock),
            self.clearing.run,
            *([partial(self.erasures.run, self.clock)] if self.erasures else []),
            *([self.clock_watch.run] if self.clock_watch else []),
        ]

    def followers(self) -> Sequence[Consumer]:
        """Return what applies the other services' events."""
        return self.consumers

    async def close(self) -> None:
        """Let go of everything but the broker, which is the caller's."""
        # Appends end first, so that the relay has sent all of them before it gives its leases back.
        await self.store.close()
        for consumer in self.consumers:
            await consumer.close()
        await self.relay.close()
        await self.watermarks.close()
        await self.http.aclose()
        # The pool last: the relay gives its leases back through it.
        await self.pool.close()


async def build(
    settings: NotifierSettings,
    *,
    clock: Clock,
    store_clock: Clock | None = None,
    broker: Broker,
    http: httpx.AsyncClient | None = None,
    channels: ChannelTable | None = None,
    keys: KeySource | None = None,
) -> Notifier:
    """Build the parts; nothing runs by itself.

    For tests: `store_clock` moves the store's time, `http` (closed with the rest) and `channels`
    stand in for the world outside. `keys` open what is personal in intake's events; None: those
    that intake gives.
    """
    base = await _foundation(settings, store_clock, clock)
    http = http or httpx.AsyncClient(
        timeout=settings.send_timeout_s, trust_env=False, verify=public_certificates()
    )
    applier = FindingsApplier(
        PageStreams(base.store, SCHEMA), OpenPages(SCHEMA), WatchedCases(SCHEMA)
    )
    consumer = _consumer(base, applier, clock, broker, keys_of_cases(settings, clock, keys))
    app = _app(base, clock)
    return Notifier(
        app=app,
        store=base.store,
        relay=_relay(base, clock, broker),
        watermarks=_watermarks(base, clock, broker),
        consumers=(consumer,),
        timers=_due_work(base, applier, consumer),
        sender=SendDueAttempts(_sender_parts(base, channels or channels_of(settings), clock)),
        backlog_watch=_backlog_watch(base, app),
        clearing=clearing_of(base.pool, base.keys, clock),
        erasures=finishing_of(settings.erasures_file, base.pool, base.store),
        clock_watch=clock_watch_of(settings, applier.streams, applier.open_pages, http, clock),
        wake_sender=base.wake_sender,
        http=http,
        pool=base.pool,
        clock=clock,
        keys=base.keys,
    )


def warn_of_gaps(settings: NotifierSettings, built: Notifier) -> None:
    """Log what the settings leave out."""
    if built.clock_watch is None:
        lacking = "URL" if settings.sla_clock_url is None else "TOKEN"
        _log.warning(
            "clock-not-watched",
            lacking=f"TOCSIN_SLA_CLOCK_{lacking}",
            effect="nobody is paged while the clock is blind",
        )


async def _foundation(
    settings: NotifierSettings, store_clock: Clock | None, clock: Clock
) -> Foundation:
    pool = await make_pool(settings.database_url, application_name="notifier")
    time, timers = store_time(store_clock), Timers(SCHEMA)
    wake_sender, counts = WakeSender(), CountPages()
    keys = SealingKeyTable(pool, SCHEMA, settings.key_ring(), clock)
    # Tables first: what one of them refuses is neither counted nor logged, and wakes nobody.
    tables = tables_of(settings.erasures_file, timers)
    inline: list[InlineProjection] = [*tables, counts, log_page_alerts, wake_sender]
    store = make_store(pool, settings.shards, keys, inline, time)
    topics = [settings.topic_prefix + TOPICS[owner] for owner in ("intake", "sla-clock")]
    reading = LogReading(SCHEMA, topics, settings.shards, clock)
    return Foundation(settings, pool, time, store, timers, wake_sender, counts, reading, keys)


def _app(base: Foundation, clock: Clock) -> FastAPI:
    pages = PageList(base.pool, SCHEMA)
    api = NotifierApi(base.store, base.pool, SCHEMA, pages, WatchedCases(SCHEMA))
    link_secret = base.settings.link_secret.get_secret_value()
    links = LinkPages(base.store, base.pool, SCHEMA, pages, link_secret)
    routers = [
        *routes_of(api),
        erase_engineer_route(api, base.keys),
        sealing_key_routes(base.keys),
        acknowledgement_routes(links),
    ]
    if base.settings.clock == "movable":
        due = NextDue(base.pool, SCHEMA, base.timers)
        table = SandboxClockTable(base.pool, SCHEMA)
        known = base.reading.all_known_until
        sandboxed = sandboxed_service(
            "notifier", base.settings, table, clock, next_due=due.read, known_until=known
        )
        routers.append(sandbox_clock_routes(sandboxed))
    checks = {"store": base.store.now}
    app = make_app("Tocsin notifier", VERSION, base.settings, routers, PROBLEMS, checks)
    give_examples(app, "notifier.api")
    metrics_of(app).declare(NOTIFIER_METRICS)
    # The store needs the projection before there is an app; from here on it counts where /metrics
    # looks.
    base.counts.metrics = metrics_of(app)
    return app


def _backlog_watch(base: Foundation, app: FastAPI) -> WatchBacklog:
    backlog = SendingBacklog(base.pool, SCHEMA, base.time)
    watch = WatchBacklog(
        backlog, metrics_of(app), timedelta(seconds=base.settings.waiting_too_long_s)
    )
    health_of(app).degrades["sending"] = watch.check
    return watch


def _watermarks(base: Foundation, clock: Clock, broker: Broker) -> WatermarkMaker:
    topic, pace = (
        base.settings.topic_prefix + WATERMARKS["notifier"],
        at_rest(base.settings.watermark_at_rest_ms),
    )
    return WatermarkMaker(base.store, broker, topic, clock=clock, pace=pace)


def _relay(base: Foundation, clock: Clock, broker: Broker) -> Relay:
    topic = base.settings.topic_prefix + TOPICS["notifier"]
    outbox = Outbox(schema=SCHEMA, source="notifier", topic=topic, shards=base.settings.shards)
    return Relay(base.pool, outbox, broker, clock=clock, wake=base.store.committed)


def _consumer(
    base: Foundation, applier: FindingsApplier, clock: Clock, broker: Broker, keys: KeySource
) -> Consumer:
    prefix = base.settings.topic_prefix
    watch = CaseWatch(
        applier.watched,
        applier,
        CoverTimers(base.timers),
        MissedCovers(SCHEMA),
        base.reading,
        ErasedPeople(SCHEMA),
    )
    reactions: dict[str, Reaction[Connection]] = {
        prefix + TOPICS["intake"]: watch,
        prefix + TOPICS["sla-clock"]: watch,
    }

    def committed() -> None:
        # Both were set before the commit, too, by the append and by WakeSender; whoever looked then
        # may have seen nothing.
        base.store.committed.set()
        base.wake_sender.wakeup.set()

    options = ConsumerOptions(
        member=base.settings.member,
        group=f"{prefix}notifier",
        clock=clock,
        committed=committed,
        catalogue=CATALOGUE,
        keys=keys,
        # The clock's reasons are on no page.
        unopened=frozenset({prefix + TOPICS["sla-clock"]}),
    )
    return Consumer("notifier", broker, base.pool, SCHEMA, reactions, options=options)


def _due_work(base: Foundation, applier: FindingsApplier, consumer: Consumer) -> DueWork:
    fire = EscalateDuePages(
        applier.streams, WhenACaseIsLeftAlone(applier, CoverTimers(base.timers))
    )
    return DueWork(
        log=TrackLogReading(base.pool, base.store, base.reading, consumer.status),
        escalations=OwnClockTimers(base.store, base.timers, fire, held=base.reading.held),
        waiting=RaiseWaitingPages(
            base.pool, base.store, applier.watched, applier.raise_waiting, consumer.status
        ),
        routing=ReroutePages(base.pool, applier.streams, applier.open_pages),
        covers=PageForMissedCovers(
            base.pool,
            applier.streams,
            applier.watched,
            MissedCovers(SCHEMA),
            applier.raise_all,
            base.reading.held,
        ),
    )


def _sender_parts(base: Foundation, channels: ChannelTable, clock: Clock) -> SenderParts:
    settings = base.settings
    lease = timedelta(seconds=settings.lease_s)
    claims = AttemptClaims(base.pool, SCHEMA, base.time, lease, base.reading.held)
    return SenderParts(
        claims=claims,
        records=RecordAttempts(base.store, claims, AttemptOutcomes(base.store)),
        channels=channels,
        links=PageLinks(
            public_url=settings.public_url,
            secret=settings.link_secret.get_secret_value(),
            valid_for=timedelta(seconds=settings.link_valid_s),
        ),
        throttle=Throttle(messages=settings.messages_per_minute),
        clock=clock,
        reading=base.reading,
        deadline_s=settings.send_timeout_s,
    )


async def _build_live(settings: NotifierSettings, clock: Clock, broker: Broker) -> Notifier:
    return await build(settings, clock=clock, broker=broker)


SERVICE = Service(
    name="notifier",
    package="notifier",
    schema=SCHEMA,
    description="Who is on call, pages, escalation, acknowledgement.",
    serving="run the API, the relay, the consumer, the timers and the sender",
    settings=NotifierSettings,
    build=_build_live,
    needs_broker=True,
    source="notifier",
    seals=True,
    # An import arms the timers of open pages, too.
    inline=inline_tables(Timers(SCHEMA)),
    at_start=warn_of_gaps,
    commands=PERSONAL_DATA_COMMANDS,
)
