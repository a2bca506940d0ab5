"""The one place that builds the notifier: store, tables, relay, consumer, timers, sender, channels and API, from settings."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import httpx
import structlog
from fastapi import FastAPI

from events.broker.broker import Broker
from events.catalogue.registry import CATALOGUE, TOPICS, WATERMARKS
from events.clock import Clock, SystemClock
from events.consumer.consumer import Consumer, ConsumerOptions
from events.consumer.reaction import Reaction
from events.migrations import migrate as migrate_schema
from events.operations.operated_service import OperatedService, kafka_at
from events.relay.outbox import Outbox
from events.relay.relay import Relay
from events.relay.watermark_pace import at_rest
from events.relay.watermarks import WatermarkMaker
from events.store.connection import Connection, Pool, make_pool
from events.store.postgres_store import InlineProjection, PostgresStore
from events.store.store_time import StoreTime, store_time
from events.timers.own_clock import OwnClockTimers
from events.timers.timers import Timers
from notifier.adapters.attempt_outcomes import AttemptOutcomes
from notifier.adapters.claim_attempts import AttemptClaims
from notifier.adapters.clock_health import ClockHealth
from notifier.adapters.cover_timers import CoverTimers
from notifier.adapters.log_reading import LogReading
from notifier.adapters.open_pages import OpenPages
from notifier.adapters.page_list import PageList
from notifier.adapters.page_stream import PageStreams
from notifier.adapters.sending_backlog import SendingBacklog
from notifier.adapters.watch_cases import WatchedCases
from notifier.api.drill_routes import drill_routes
from notifier.api.engineer_routes import engineer_routes
from notifier.api.hand_page_routes import hand_page_routes
from notifier.api.notifier_api import NotifierApi
from notifier.api.notifier_problems import PROBLEMS
from notifier.api.page_routes import page_routes
from notifier.api.policy_routes import policy_routes, rule_routes
from notifier.api.schedule_routes import on_call_routes, schedule_routes
from notifier.channels.channel_table import ChannelTable, channel_table
from notifier.channels.dial import Dialer
from notifier.channels.email_channel import EmailChannel, MailServer
from notifier.channels.http_delivery import HttpDelivery
from notifier.channels.outbound_guard import OutboundGuard
from notifier.domain.page_links import PageLinks
from notifier.domain.throttle_pages import Throttle
from notifier.domain.watch_clock import WatchRules
from notifier.pages.acknowledgement_page import LinkPages, acknowledgement_routes
from notifier.projections.arm_escalations import ArmEscalations
from notifier.projections.count_pages import NOTIFIER_METRICS, CountPages
from notifier.projections.keep_on_call import KeepOnCall
from notifier.projections.keep_page_history import KeepPageHistory
from notifier.projections.keep_pages import KeepPages
from notifier.projections.log_page_alerts import log_page_alerts
from notifier.projections.wake_sender import WakeSender
from notifier.reactions.apply_findings import FindingsApplier
from notifier.reactions.case_watch import CaseWatch
from notifier.reactions.when_a_case_is_left_alone import WhenACaseIsLeftAlone
from notifier.settings import SCHEMA, NotifierSettings
from notifier.timers.due_work import DueWork
from notifier.timers.escalate_due_pages import EscalateDuePages
from notifier.timers.page_for_blind_clock import PageForBlindClock
from notifier.timers.raise_waiting_pages import RaiseWaitingPages
from notifier.timers.record_attempts import RecordAttempts
from notifier.timers.reroute_pages import ReroutePages
from notifier.timers.send_due_attempts import SendDueAttempts
from notifier.timers.send_to_address import SenderParts
from notifier.timers.track_log_reading import TrackLogReading
from notifier.timers.watch_backlog import WatchBacklog
from webapi.app import make_app
from webapi.broker_watch import watch_broker
from webapi.brokers import kafka_of
from webapi.health import health_of
from webapi.logs import configure
from webapi.metrics import metrics_of
from webapi.serving import Background, close_in_time
from webapi.serving import serve as serve_app
from webapi.settings import OperatorSettings
from webapi.tokens import make_token

VERSION = "0.1.0"

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


@dataclass(frozen=True, slots=True)
class Notifier:
    """The notifier, built and not running. `step()` of relay, consumers, timers and sender does what is due now, and says how much."""

    app: FastAPI
    store: PostgresStore
    relay: Relay
    watermarks: WatermarkMaker
    consumers: Sequence[Consumer]
    timers: DueWork
    sender: SendDueAttempts
    backlog_watch: WatchBacklog
    clock_watch: PageForBlindClock | None
    wake_sender: WakeSender
    http: httpx.AsyncClient
    pool: Pool

    async def close(self) -> None:
        """Take no more appends, leave the group, give leases back, and let go of the database; the broker is the caller's."""
        await self.store.close()
        for consumer in self.consumers:
            await consumer.close()
        await self.relay.close()
        await self.watermarks.close()
        await self.http.aclose()
        await self.pool.close()


async def build(
    settings: NotifierSettings,
    *,
    clock: Clock,
    store_clock: Clock | None = None,
    broker: Broker,
    http: httpx.AsyncClient | None = None,
    channels: ChannelTable | None = None,
) -> Notifier:
    """Build the parts; nothing runs by itself.

    For tests: `store_clock` moves the store's time, `http` (closed with the rest) and `channels` stand in for the world outside.
    """
    base = await _foundation(settings, store_clock, clock)
    http = http or httpx.AsyncClient(timeout=settings.send_timeout_s, trust_env=False)
    applier = FindingsApplier(
        PageStreams(base.store, SCHEMA), OpenPages(SCHEMA), WatchedCases(SCHEMA)
    )
    consumer = _consumer(base, applier, clock, broker)
    app = _app(base)
    return Notifier(
        app=app,
        store=base.store,
        relay=_relay(base, clock, broker),
        watermarks=_watermarks(base, clock, broker),
        consumers=(consumer,),
        timers=_due_work(base, applier, consumer),
        sender=_sender(base, channels or _channels(settings), clock),
        backlog_watch=_backlog_watch(base, app),
        clock_watch=_clock_watch(settings, applier, http, clock),
        wake_sender=base.wake_sender,
        http=http,
        pool=base.pool,
    )


async def migrate(database_url: str, shards: int) -> None:
    """Bring the schema to its newest revision."""
    await migrate_schema(database_url, SCHEMA, "notifier", shards=shards)


def operated(settings: OperatorSettings, whole: Callable[[], NotifierSettings]) -> OperatedService:
    """What the commands on the notifier's log work with; a retry needs the `whole` settings. An import arms the timers of open pages."""

    @asynccontextmanager
    async def consumers() -> AsyncIterator[Sequence[Consumer]]:
        broker = kafka_of(whole())
        notifier = await build(whole(), clock=SystemClock(), broker=broker)
        try:
            yield notifier.consumers
        finally:
            await notifier.close()
            await broker.close()

    return OperatedService(
        schema=SCHEMA,
        source="notifier",
        database_url=settings.database_url,
        catalogue=CATALOGUE,
        topic=settings.topic_prefix + TOPICS["notifier"],
        broker=kafka_at(settings.kafka_bootstrap_servers),
        bootstrap_servers=settings.kafka_bootstrap_servers,
        inline=_tables(Timers(SCHEMA)),
        consumers=consumers,
    )


def _warn(settings: NotifierSettings, built: Notifier) -> None:
    """Say at the start what the settings leave out."""
    for old, new in settings.renamed():
        _log.warning("setting-renamed", old=old, new=new)
    if built.clock_watch is None:
        lacking = (
            "TOCSIN_SLA_CLOCK_URL" if settings.sla_clock_url is None else "TOCSIN_SLA_CLOCK_TOKEN"
        )
        _log.warning(
            "clock-not-watched", lacking=lacking, effect="nobody is paged while the clock is blind"
        )


async def serve(settings: NotifierSettings) -> int:
    """Run API, relay, consumer, timers and sender until a signal; the exit code."""
    configure("notifier", settings.log_format)
    clock, broker = SystemClock(), kafka_of(settings)
    notifier = await build(settings, clock=clock, broker=broker)
    _warn(settings, notifier)

    async def escalate_pages() -> None:
        await notifier.timers.run(clock)

    async def send_messages() -> None:
        await notifier.sender.run(clock, notifier.wake_sender.wakeup)

    async def watch_backlog() -> None:
        await notifier.backlog_watch.run(clock)

    loops: list[Background] = [
        notifier.relay.run,
        notifier.watermarks.run,
        *(consumer.run for consumer in notifier.consumers),
    ]
    loops += [
        escalate_pages,
        send_messages,
        watch_backlog,
        *([notifier.clock_watch.run] if notifier.clock_watch else []),
    ]
    loops.append(watch_broker(notifier.app, broker, clock, needed=True).run)
    try:
        return await serve_app(notifier.app, settings, loops)
    finally:
        await close_in_time(notifier.close, notifier.pool, settings)
        await broker.close()


async def _foundation(
    settings: NotifierSettings, store_clock: Clock | None, clock: Clock
) -> Foundation:
    pool = await make_pool(settings.database_url, application_name="notifier")
    time, timers = store_time(store_clock), Timers(SCHEMA)
    wake_sender, counts = WakeSender(), CountPages()
    inline: tuple[InlineProjection, ...] = (*_tables(timers), counts, log_page_alerts, wake_sender)
    store = PostgresStore(
        pool, SCHEMA, "notifier", settings.shards, time, inline, catalogue=CATALOGUE
    )
    topics = [settings.topic_prefix + TOPICS[owner] for owner in ("intake", "sla-clock")]
    reading = LogReading(SCHEMA, topics, settings.shards, clock)
    return Foundation(settings, pool, time, store, timers, wake_sender, counts, reading)


def _tables(timers: Timers) -> tuple[InlineProjection, ...]:
    return KeepOnCall(SCHEMA), KeepPages(SCHEMA), KeepPageHistory(SCHEMA), ArmEscalations(timers)


def _app(base: Foundation) -> FastAPI:
    pages = PageList(base.pool, SCHEMA)
    api = NotifierApi(base.store, base.pool, SCHEMA, pages, WatchedCases(SCHEMA))
    link_secret = base.settings.link_secret.get_secret_value()
    routers = [
        engineer_routes(api),
        schedule_routes(api),
        on_call_routes(api),
        policy_routes(api),
        rule_routes(api),
        page_routes(api),
        hand_page_routes(api),
        drill_routes(api),
        acknowledgement_routes(LinkPages(base.store, base.pool, SCHEMA, pages, link_secret)),
    ]
    app = make_app(
        "Tocsin notifier", VERSION, base.settings, routers, PROBLEMS, {"store": base.store.now}
    )
    metrics_of(app).declare(NOTIFIER_METRICS)
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
    return WatermarkMaker(base.store, broker, topic, base.settings.shards, clock=clock, pace=pace)


def _relay(base: Foundation, clock: Clock, broker: Broker) -> Relay:
    topic = base.settings.topic_prefix + TOPICS["notifier"]
    outbox = Outbox(schema=SCHEMA, source="notifier", topic=topic, shards=base.settings.shards)
    return Relay(base.pool, outbox, broker, clock=clock, wake=base.store.committed)


def _consumer(base: Foundation, applier: FindingsApplier, clock: Clock, broker: Broker) -> Consumer:
    prefix = base.settings.topic_prefix
    watch = CaseWatch(applier.watched, applier, CoverTimers(base.timers), base.reading)
    reactions: dict[str, Reaction[Connection]] = {
        prefix + TOPICS["intake"]: watch,
        prefix + TOPICS["sla-clock"]: watch,
    }

    def committed() -> None:
        base.store.committed.set()
        base.wake_sender.wakeup.set()

    options = ConsumerOptions(
        member=base.settings.member,
        group=f"{prefix}notifier",
        clock=clock,
        committed=committed,
        catalogue=CATALOGUE,
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
    )


def _clock_watch(
    settings: NotifierSettings, applier: FindingsApplier, http: httpx.AsyncClient, clock: Clock
) -> PageForBlindClock | None:
    if settings.sla_clock_url is None or (
        settings.jwt_secret is None and settings.sla_clock_token is None
    ):
        return None

    def token() -> str:
        given = settings.sla_clock_token
        return (
            given.get_secret_value()
            if given
            else make_token(settings, "service", subject="notifier")
        )

    sight = ClockHealth(http, settings.sla_clock_url, token)
    return PageForBlindClock(
        sight, applier.streams, applier.open_pages, clock, _watch_rules(settings)
    )


def _watch_rules(settings: NotifierSettings) -> WatchRules:
    """The old name may stand for the clock's own limit, which may be shorter than a page is worth."""
    old = settings.blind_after_s and max(5.0, settings.blind_after_s)
    return WatchRules(
        page_after_s=settings.blind_page_after_s or old or WatchRules().page_after_s,
        end_after_s=settings.blind_page_ends_after_s,
    )


def _channels(settings: NotifierSettings) -> ChannelTable:
    guard = OutboundGuard(
        allow_loopback=settings.allow_loopback_webhooks,
        allow_private=settings.allow_private_webhooks,
    )
    return channel_table(HttpDelivery(Dialer(guard), settings.send_timeout_s), _email(settings))


def _email(settings: NotifierSettings) -> EmailChannel | None:
    if settings.smtp_url is None:
        return None
    server = MailServer.of(settings.smtp_url.get_secret_value())
    return EmailChannel(server, settings.mail_from, settings.send_timeout_s)


def _sender(base: Foundation, channels: ChannelTable, clock: Clock) -> SendDueAttempts:
    settings = base.settings
    claims = AttemptClaims(
        base.pool, SCHEMA, base.time, timedelta(seconds=settings.lease_s), base.reading.held
    )
    parts = SenderParts(
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
    return SendDueAttempts(parts)
