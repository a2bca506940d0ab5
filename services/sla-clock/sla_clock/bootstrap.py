"""The only place where the clock is put together."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import structlog
from fastapi import FastAPI

from careplans.terms import TermsCatalogue, load_terms, read_terms
from careplans.vendors_day import vendors_zone
from events.broker.broker import Broker
from events.catalogue.registry import CATALOGUE, DUE_HINTS, TOPICS, WATERMARKS
from events.clock import Clock, SystemClock
from events.consumer.consumer import Consumer, ConsumerOptions, TimedTopic
from events.migrations import migrate as migrate_schema
from events.operations.operated_service import OperatedService, kafka_at
from events.relay.due_hints import DueHintSender
from events.relay.outbox import Outbox
from events.relay.relay import Relay
from events.relay.watermark_pace import at_rest
from events.relay.watermarks import WatermarkMaker
from events.run_forever import run_forever
from events.store.connection import Pool, make_pool
from events.store.postgres_store import PostgresStore
from events.store.store_time import store_time
from events.timers.timers import Timers
from sla_clock.adapters.accepted_claims import WithdrawnInRows
from sla_clock.adapters.deadline_lists import DeadlineLists
from sla_clock.adapters.deadline_rows import DeadlineRows
from sla_clock.adapters.follow_intake import IntakeFollower
from sla_clock.adapters.keep_deadlines import DeadlineKeeper
from sla_clock.adapters.promise_verdicts import PromiseVerdicts
from sla_clock.adapters.say_what_is_due import soonest_of
from sla_clock.api.accept_claim_route import accept_claim_router
from sla_clock.api.clock_problems import PROBLEMS
from sla_clock.api.clock_status import CLOCK_METRICS, clock_router, report
from sla_clock.api.deadlines_due_next import deadlines_due_next_router
from sla_clock.api.deadlines_of_case import deadlines_of_case_router
from sla_clock.api.due_calculator import due_router
from sla_clock.api.observed_calendars import calendars_router
from sla_clock.domain.judge_watermarks import SightRules
from sla_clock.reactions.apply_case_events import CaseEvents
from sla_clock.settings import CONSUMER, SCHEMA, SlaClockSettings
from sla_clock.timers.fire_due_deadlines import DueDeadlines
from sla_clock.timers.watch_sight import SightWatch
from webapi.app import make_app
from webapi.broker_watch import watch_broker
from webapi.brokers import kafka_of
from webapi.case_readers import CaseReaders
from webapi.health import health_of
from webapi.logs import configure
from webapi.metrics import metrics_of
from webapi.serving import close_in_time
from webapi.serving import serve as serve_app
from webapi.settings import OperatorSettings

VERSION = "0.1.0"
_REPORT_EVERY_S = 1.0
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class SlaClock:
    """The clock, built and not running: `app` answers, `consumers` apply what has come, `relay` sends what followed."""

    app: FastAPI
    store: PostgresStore
    relay: Relay
    consumers: Sequence[IntakeFollower]
    hints: DueHintSender
    watermarks: WatermarkMaker
    lists: DeadlineLists
    sight: SightWatch
    pool: Pool

    async def close(self) -> None:
        """Leave the group, give leases back, let go of the database; the broker is the caller's."""
        for consumer in self.consumers:
            await consumer.close()
        await self.store.close()
        await self.relay.close()
        await self.watermarks.close()
        await self.pool.close()

    async def report_for_ever(self, clock: Clock) -> None:
        """Keep the metrics up with the clock's status, until cancelled."""
        await run_forever(
            "metrics",
            self._report,
            clock=clock,
            idle_s=_REPORT_EVERY_S,
            back_off_s=_REPORT_EVERY_S,
        )

    async def _report(self) -> None:
        status = self.consumers[0].consumer.status()
        now = await self.store.now()
        report(
            metrics_of(self.app), status, self.sight.at(now), await self.lists.open_timers(), now
        )


async def build(
    settings: SlaClockSettings, *, clock: Clock, store_clock: Clock | None = None, broker: Broker
) -> SlaClock:
    """Build the parts on a migrated database; nothing runs by itself. `store_clock` moves the store's time in tests."""
    pool = await make_pool(settings.database_url, application_name="sla-clock")
    inline = (WithdrawnInRows(SCHEMA),)
    store = PostgresStore(
        pool,
        SCHEMA,
        "sla-clock",
        settings.shards,
        store_time(store_clock),
        inline,
        catalogue=CATALOGUE,
    )
    timers, lists = Timers(SCHEMA), DeadlineLists(pool, SCHEMA)
    follower = _follower(settings, pool, store, clock, broker, timers)
    due = settings.topic_prefix + DUE_HINTS["sla-clock"]
    sight = SightWatch(follower.consumer.status, store.now, _sight_rules(settings))
    return SlaClock(
        app=_app(settings, store, follower, lists, sight),
        store=store,
        relay=_relay(settings, pool, store, clock, broker),
        consumers=(follower,),
        watermarks=_watermarks(settings, store, follower.consumer, clock, broker),
        hints=DueHintSender(broker, due, soonest_of(follower.consumer, timers), clock),
        lists=lists,
        sight=sight,
        pool=pool,
    )


async def migrate(settings: SlaClockSettings) -> None:
    """Bring the schema to its newest revision."""
    await migrate_schema(settings.database_url, SCHEMA, "sla_clock", shards=settings.shards)


def operated(settings: OperatorSettings, whole: Callable[[], SlaClockSettings]) -> OperatedService:
    """What the commands on the clock's log work with; a retry needs the `whole` settings."""

    @asynccontextmanager
    async def consumers() -> AsyncIterator[Sequence[Consumer]]:
        broker = kafka_of(whole())
        clock = await build(whole(), clock=SystemClock(), broker=broker)
        try:
            yield [follower.consumer for follower in clock.consumers]
        finally:
            await clock.close()
            await broker.close()

    return OperatedService(
        schema=SCHEMA,
        source="sla-clock",
        database_url=settings.database_url,
        catalogue=CATALOGUE,
        topic=settings.topic_prefix + TOPICS["sla-clock"],
        broker=kafka_at(settings.kafka_bootstrap_servers),
        bootstrap_servers=settings.kafka_bootstrap_servers,
        consumers=consumers,
    )


async def serve(settings: SlaClockSettings) -> int:
    """Answer, follow intake and fire deadlines until a signal; the exit code."""
    configure("sla-clock", settings.log_format)
    clock, broker = SystemClock(), kafka_of(settings)
    built = await build(settings, clock=clock, broker=broker)

    async def follow() -> None:
        await built.consumers[0].run(clock)

    async def show() -> None:
        await built.report_for_ever(clock)

    async def watch_sight() -> None:
        await built.sight.run(clock)

    for old, new in settings.renamed():
        _log.warning("setting-renamed", old=old, new=new)
    watch = watch_broker(built.app, broker, clock, needed=True)
    try:
        loops = [
            built.relay.run,
            built.hints.run,
            built.watermarks.run,
            follow,
            show,
            watch_sight,
            watch.run,
        ]
        return await serve_app(built.app, settings, loops)
    finally:
        await close_in_time(built.close, built.pool, settings)
        await broker.close()


def _follower(
    settings: SlaClockSettings,
    pool: Pool,
    store: PostgresStore,
    clock: Clock,
    broker: Broker,
    timers: Timers,
) -> IntakeFollower:
    topic, watermarks = (
        settings.topic_prefix + name for name in (TOPICS["intake"], WATERMARKS["intake"])
    )
    keeper = DeadlineKeeper(store, DeadlineRows(SCHEMA), timers)
    reaction = CaseEvents(keeper, CaseReaders(SCHEMA), DueDeadlines(keeper, timers).fire)
    timed = TimedTopic(
        topic=topic,
        watermark_topic=watermarks,
        reaction=reaction,
        timers=timers,
        folds_in_order=True,
    )
    consumer = Consumer(
        CONSUMER, broker, pool, SCHEMA, {}, timed=timed, options=_options(settings, store, clock)
    )
    return IntakeFollower(consumer, broker, {topic: settings.shards}, watermarks)


def _options(settings: SlaClockSettings, store: PostgresStore, clock: Clock) -> ConsumerOptions:
    return ConsumerOptions(
        member=settings.member,
        group=settings.topic_prefix + CONSUMER,
        clock=clock,
        committed=store.committed.set,
        catalogue=CATALOGUE,
    )


def _sight_rules(settings: SlaClockSettings) -> SightRules:
    blind_after_s = (
        settings.clock_blind_after_s or settings.blind_after_s or SightRules().blind_after_s
    )
    return SightRules(
        blind_after_s=blind_after_s, sees_again_after_s=settings.clock_sees_again_after_s
    )


def _watermarks(
    settings: SlaClockSettings,
    store: PostgresStore,
    consumer: Consumer,
    clock: Clock,
    broker: Broker,
) -> WatermarkMaker:
    own, followed = (
        settings.topic_prefix + name for name in (WATERMARKS["sla-clock"], TOPICS["intake"])
    )
    promises = PromiseVerdicts(store, consumer, followed)
    return WatermarkMaker(
        promises,
        broker,
        own,
        settings.shards,
        clock=clock,
        pace=at_rest(settings.watermark_at_rest_ms),
    )


def _relay(
    settings: SlaClockSettings, pool: Pool, store: PostgresStore, clock: Clock, broker: Broker
) -> Relay:
    topic = settings.topic_prefix + TOPICS["sla-clock"]
    outbox = Outbox(schema=SCHEMA, source="sla-clock", topic=topic, shards=settings.shards)
    return Relay(pool, outbox, broker, clock=clock, wake=store.committed)


def _terms(settings: SlaClockSettings) -> TermsCatalogue:
    terms = read_terms(settings.terms_folder) if settings.terms_folder else load_terms()
    vendors_zone(
        terms
    )  # a calendar that is not there is refused at the start, not when it is asked for
    return terms


def _app(
    settings: SlaClockSettings,
    store: PostgresStore,
    follower: IntakeFollower,
    lists: DeadlineLists,
    sight: SightWatch,
) -> FastAPI:
    def known_until() -> datetime | None:
        return follower.consumer.known_until(settings.topic_prefix + TOPICS["intake"])

    routers = [
        deadlines_of_case_router(lists, store.now),
        accept_claim_router(store),
        deadlines_due_next_router(lists, store.now),
        calendars_router(),
        due_router(_terms(settings)),
        clock_router(follower.consumer.status, sight.at, known_until, lists, store.now),
    ]
    app = make_app("Tocsin sla-clock", VERSION, settings, routers, PROBLEMS, {"store": store.now})
    metrics_of(app).declare(CLOCK_METRICS)
    # A blind clock stays reachable: who watches it must be able to ask why.
    health_of(app).degrades["sight"] = sight.check
    return app
