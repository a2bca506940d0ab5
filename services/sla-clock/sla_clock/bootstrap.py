"""The only place where the clock is put together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog
from fastapi import FastAPI

from careplans.look_again import CalendarFolder, Looked
from careplans.terms import TermsCatalogue
from careplans.vendors_folder import read_vendors_folder
from events.broker.broker import Broker
from events.catalogue.registry import CATALOGUE
from events.catalogue.topics import DUE_HINTS, TOPICS, WATERMARKS
from events.clock import Clock, fresh_move_of
from events.consumer.consumer import Consumer
from events.consumer.consumer_options import ConsumerOptions, TimedTopic
from events.consumer.topic_follower import TopicFollower
from events.relay.due_hints import DueHintSender
from events.relay.outbox import Outbox
from events.relay.relay import Relay
from events.relay.watermark_pace import at_rest
from events.relay.watermarks import WatermarkMaker
from events.run_forever import Recovery, run_forever
from events.sealing.key_source import KeySource, LenientKeys
from events.store.connection import Pool, make_pool
from events.store.postgres_store import PostgresStore, StoreOptions
from events.store.sandbox_clock_table import SandboxClockTable
from events.store.sealing_keys import SealingKeyTable
from events.store.store_time import store_time
from events.timers.timers import Timers
from sla_clock.adapters.accepted_claims import WithdrawnInRows
from sla_clock.adapters.clear_erased import ClearReasons
from sla_clock.adapters.deadline_lists import DeadlineLists
from sla_clock.adapters.deadline_rows import DeadlineRows
from sla_clock.adapters.judge_apart import Apart
from sla_clock.adapters.keep_deadlines import DeadlineKeeper
from sla_clock.adapters.lateness_rows import LatenessRows
from sla_clock.adapters.soonest_due import soonest_of
from sla_clock.adapters.verdict_watermarks import VerdictWatermarks
from sla_clock.api.accept_claim_route import accept_claim_router
from sla_clock.api.clock_problems import PROBLEMS
from sla_clock.api.clock_status import (
    CLOCK_METRICS,
    clock_router,
    report,
    report_cover,
    report_lateness,
)
from sla_clock.api.deadlines_due_next import deadlines_due_next_router
from sla_clock.api.deadlines_of_case import deadlines_of_case_router
from sla_clock.api.due_calculator import due_router
from sla_clock.api.observed_calendars import calendars_router
from sla_clock.api.what_if_route import what_if_router
from sla_clock.api.what_is_known import known_of
from sla_clock.commands.follow_command import FOLLOW_CALENDARS
from sla_clock.commands.keep_facts import KEEP_FACTS
from sla_clock.commands.newer_calendars import NewerCalendars
from sla_clock.commands.what_if import WHAT_IF
from sla_clock.domain.judge_watermarks import SightRules
from sla_clock.reactions.apply_case_events import CaseEvents
from sla_clock.reactions.when_somebody_erased import EngineersErased
from sla_clock.settings import CONSUMER, ERASURES_CONSUMER, SCHEMA, SlaClockSettings
from sla_clock.timers.fire_due_deadlines import DueDeadlines
from sla_clock.timers.keep_sight_log import SightLog
from sla_clock.timers.watch_sight import SightWatch
from webapi.app import make_app
from webapi.case_readers import CaseReaders
from webapi.document_examples import give_examples
from webapi.erased_people import ClearErased
from webapi.health import health_of
from webapi.metrics import metrics_of
from webapi.rotate_sealing_key import rotating
from webapi.sandbox_clock import SandboxedService, sandbox_clock_routes, sandboxed_service
from webapi.sealing_key_routes import sealing_key_routes
from webapi.sealing_keys import keys_at_intake
from webapi.service_skeleton import VERSION, Service
from webapi.serving import Background

_log = structlog.get_logger(__name__)

_REPORT_EVERY_S = 1.0
_FORGET_EVERY_S = 60.0
_WATERMARKS_KEPT_S = 3_600


@dataclass(frozen=True, slots=True)
class SlaClock:
    """The clock, built and not running.

    `app` answers, `consumers` apply what has come, `relay` sends what followed.
    """

    app: FastAPI
    store: PostgresStore
    relay: Relay
    consumers: Sequence[TopicFollower]
    hints: DueHintSender
    watermarks: WatermarkMaker
    lists: DeadlineLists
    lateness: LatenessRows
    sight: SightWatch
    sight_log: SightLog
    pool: Pool
    clock: Clock
    keys: SealingKeyTable
    clearing: ClearErased
    movable: bool

    def loops(self) -> Sequence[Background]:
        """Return what runs beside the app."""
        return [
            self.relay.run,
            self.hints.run,
            self.watermarks.run,
            *(partial(consumer.run, self.clock) for consumer in self.consumers),
            self._report_forever,
            self._forget_forever,
            self.clearing.run,
            partial(self.sight.run, self.clock),
            partial(NewerCalendars(self.pool).run, self.clock),
            # In a sandbox time jumps, which is no blindness to tell of.
            *([] if self.movable else [partial(self.sight_log.run, self.clock)]),
        ]

    def followers(self) -> Sequence[Consumer]:
        """Return what applies intake's events, and what the notifier's."""
        return [follower.consumer for follower in self.consumers]

    async def close(self) -> None:
        """Close everything but the broker, which is the caller's."""
        # The consumers first: what they apply is appended, and no append may come after the store's
        # end.
        for consumer in self.consumers:
            await consumer.close()
        await self.store.close()
        await self.relay.close()
        await self.watermarks.close()
        await self.pool.close()

    async def _report_forever(self) -> None:
        await run_forever(
            "metrics",
            self._report,
            clock=self.clock,
            idle_s=_REPORT_EVERY_S,
            recovery=Recovery(pause_s=_REPORT_EVERY_S),
        )

    async def _report(self) -> None:
        consumer, *_ = self.followers()
        now = await self.store.now()
        report(
            metrics_of(self.app),
            consumer.status(),
            self.sight.at(now),
            await self.lists.open_timers(),
            now,
        )
        report_cover(metrics_of(self.app), await self.lists.lack_of_cover(), now)
        report_lateness(metrics_of(self.app), self.lateness.take_noticed())

    async def _forget_forever(self) -> None:
        await run_forever(
            "lateness",
            self._forget,
            clock=self.clock,
            idle_s=_FORGET_EVERY_S,
            recovery=Recovery(pause_s=_FORGET_EVERY_S),
        )

    async def _forget(self) -> None:
        await self.lateness.forget(self.pool, await self.store.now())


async def build(
    settings: SlaClockSettings,
    *,
    clock: Clock,
    store_clock: Clock | None = None,
    broker: Broker,
    keys: KeySource | None = None,
) -> SlaClock:
    """Build the parts on a migrated database; nothing runs by itself.

    `store_clock` moves the store's time in tests; None: the database says what time it is. `keys`
    open what is personal in intake's events; None: those that intake gives.
    """
    # A deadline is judged without a reason rather than late.
    keys = LenientKeys(keys or keys_at_intake(settings, clock, "sla-clock"), _tell_of_missing_keys)
    pool = await make_pool(settings.database_url, application_name="sla-clock")
    # An accepted claim is appended by a request, past the consumer that writes all other rows.
    inline = (WithdrawnInRows(SCHEMA),)
    own_keys = SealingKeyTable(pool, SCHEMA, settings.key_ring(), clock)
    catalogue, time = CATALOGUE, store_time(store_clock)
    store = PostgresStore(
        pool,
        SCHEMA,
        "sla-clock",
        settings.shards,
        options=StoreOptions(catalogue=catalogue, time=time, inline=inline, sealer=own_keys),
    )
    timers, lateness = Timers(SCHEMA), LatenessRows(SCHEMA)
    lists = DeadlineLists(pool, SCHEMA, lateness)
    keeper = DeadlineKeeper(store, DeadlineRows(SCHEMA), timers, lateness)
    options = partial(_options, settings, store, clock, keys)
    calendars = CalendarFolder(settings.terms_folder, clock.monotonic, _tell_of_calendars)
    reaction = CaseEvents(keeper, CaseReaders(SCHEMA), DueDeadlines(keeper, timers).fire, calendars)
    follower = _follower(settings, pool, broker, reaction, timers, options)
    due = settings.topic_prefix + DUE_HINTS["sla-clock"]
    rules, moved = sight_rules_of(settings), partial(fresh_move_of, clock)
    sight = SightWatch(follower.consumer.status, store.now, rules, moved)
    sandboxed = sandboxed_service(
        "sla-clock",
        settings,
        SandboxClockTable(pool, SCHEMA),
        clock,
        next_due=partial(timers.next_due, pool),
        known_until=partial(
            follower.consumer.known_until, settings.topic_prefix + TOPICS["intake"]
        ),
    )
    parts = _ApiParts(lists=lists, sight=sight, calendars=calendars)
    return SlaClock(
        app=_app(settings, store, follower, parts, sandboxed, own_keys),
        store=store,
        relay=_relay(settings, pool, store, clock, broker),
        consumers=(follower, _erasures_follower(settings, pool, clock, broker)),
        watermarks=_watermarks(settings, store, follower.consumer, clock, broker),
        hints=DueHintSender(broker, due, soonest_of(follower.consumer, timers), clock),
        lists=lists,
        lateness=lateness,
        sight=sight,
        sight_log=SightLog(store, follower.consumer.status, rules),
        pool=pool,
        clock=clock,
        keys=own_keys,
        movable=settings.clock == "movable",
        clearing=ClearErased(pool, SCHEMA, own_keys, ClearReasons(SCHEMA), clock=clock),
    )


def _erasures_follower(
    settings: SlaClockSettings, pool: Pool, clock: Clock, broker: Broker
) -> TopicFollower:
    # Apart from intake's events: how far these are read says nothing of what the clock sees.
    topic = settings.topic_prefix + TOPICS["notifier"]
    options = ConsumerOptions(
        member=settings.member,
        group=settings.topic_prefix + ERASURES_CONSUMER,
        clock=clock,
        catalogue=CATALOGUE,
        unopened=frozenset({topic}),
    )
    reactions = {topic: EngineersErased(SCHEMA)}
    consumer = Consumer(ERASURES_CONSUMER, broker, pool, SCHEMA, reactions, options=options)
    return TopicFollower(consumer, broker, {topic: settings.shards})


def _follower(
    settings: SlaClockSettings,
    pool: Pool,
    broker: Broker,
    reaction: CaseEvents,
    timers: Timers,
    options: Callable[[TimedTopic], ConsumerOptions],
) -> TopicFollower:
    topic, watermarks = (
        settings.topic_prefix + name for name in (TOPICS["intake"], WATERMARKS["intake"])
    )
    timed = TimedTopic(
        topic=topic,
        watermark_topic=watermarks,
        reaction=reaction,
        timers=timers,
        # `fold_batch` itself fires what comes due between the records of a batch, so only timers
        # that were armed before have to divide it.
        folds_in_order=True,
    )
    consumer = Consumer(CONSUMER, broker, pool, SCHEMA, {}, options=options(timed))
    kept_s = {watermarks: _WATERMARKS_KEPT_S}
    return TopicFollower(consumer, broker, {topic: settings.shards}, kept_s)


def _options(
    settings: SlaClockSettings,
    store: PostgresStore,
    clock: Clock,
    keys: KeySource,
    timed: TimedTopic,
) -> ConsumerOptions:
    return ConsumerOptions(
        timed=timed,
        member=settings.member,
        group=settings.topic_prefix + CONSUMER,
        clock=clock,
        committed=store.committed.set,
        catalogue=CATALOGUE,
        keys=keys,
    )


def _tell_of_missing_keys() -> None:
    _log.warning("keys-away", effect="deadlines are judged without the reasons people wrote")


def _tell_of_calendars(looked: Looked) -> None:
    if looked.found:
        _log.info("calendars-read", calendars=[f"{key} {version}" for key, version in looked.found])
    else:
        _log.error("calendar-not-known", missing=looked.missing, problem=looked.problem)


def sight_rules_of(settings: SlaClockSettings) -> SightRules:
    """Return the limits that the settings give, under their new names or the old one."""
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
    return WatermarkMaker(
        VerdictWatermarks(store, consumer, followed),
        broker,
        own,
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
    return read_vendors_folder(settings.terms_folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class _ApiParts:
    """What the routes ask, beside the store."""

    lists: DeadlineLists
    sight: SightWatch
    calendars: CalendarFolder


def _app(
    settings: SlaClockSettings,
    store: PostgresStore,
    follower: TopicFollower,
    parts: _ApiParts,
    sandboxed: SandboxedService,
    keys: SealingKeyTable,
) -> FastAPI:
    lists, sight, calendars = parts.lists, parts.sight, parts.calendars

    def known_until() -> datetime | None:
        return follower.consumer.known_until(settings.topic_prefix + TOPICS["intake"])

    known = known_of(
        follower.consumer.status,
        sight.at,
        settings.shards,
        sight_rules_of(settings).blind_after_s,
    )
    terms = _terms(settings)
    apart = Apart(
        database_url=settings.database_url, schema=SCHEMA, terms_folder=settings.terms_folder
    )
    routers = [
        deadlines_of_case_router(lists, store.now, known, calendars),
        accept_claim_router(store, calendars),
        deadlines_due_next_router(lists, store.now, calendars),
        calendars_router(),
        due_router(terms),
        what_if_router(apart.judge, terms),
        clock_router(follower.consumer.status, sight.at, known_until, lists, store.now),
        sealing_key_routes(keys),
    ]
    if settings.clock == "movable":
        routers.append(sandbox_clock_routes(sandboxed))
    app = make_app("Tocsin sla-clock", VERSION, settings, routers, PROBLEMS, {"store": store.now})
    give_examples(app, "sla_clock.api")
    metrics_of(app).declare(CLOCK_METRICS)
    # A blind clock stays reachable, so that whoever watches it can ask why.
    health_of(app).degrades["sight"] = sight.check
    return app


async def _build_live(settings: SlaClockSettings, clock: Clock, broker: Broker) -> SlaClock:
    return await build(settings, clock=clock, broker=broker)


SERVICE = Service(
    name="sla-clock",
    package="sla_clock",
    schema=SCHEMA,
    description="Deadlines: set, moved, warned of, met or breached.",
    serving="answer requests, follow the cases and fire the deadlines",
    settings=SlaClockSettings,
    build=_build_live,
    needs_broker=True,
    source="sla-clock",
    seals=True,
    commands={
        "rotate-sealing-key": rotating(SCHEMA),
        "keep-facts": KEEP_FACTS,
        "what-if": WHAT_IF,
        "follow-calendars": FOLLOW_CALENDARS,
    },
)
