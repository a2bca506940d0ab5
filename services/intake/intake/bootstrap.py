"""The one place that builds intake: store, lists, relay, watermarks and API, from settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from fastapi import FastAPI

from careplans.terms import TermsCatalogue, load_terms, read_terms
from events.broker.broker import Broker
from events.catalogue.registry import CATALOGUE, DUE_HINTS, TOPICS, WATERMARKS
from events.clock import Clock, SystemClock
from events.migrations import migrate as migrate_schema
from events.operations.operated_service import OperatedService, kafka_at
from events.relay.due_hints import DueHints
from events.relay.outbox import Outbox
from events.relay.relay import Relay
from events.relay.watermark_pace import WatermarkPace
from events.relay.watermarks import WatermarkMaker
from events.store.connection import Pool, make_pool
from events.store.postgres_store import PostgresStore
from events.store.store_time import store_time
from intake.adapters.list_queries import ListQueries
from intake.adapters.plan_books import PlanBooks
from intake.api.case_command_routes import case_command_routes
from intake.api.case_routes import case_routes
from intake.api.customer_routes import customer_routes
from intake.api.desk import Desk
from intake.api.intake_problems import PROBLEMS
from intake.api.people_routes import people_routes
from intake.history.end_import import CannotEnd, discard_import, keep_import
from intake.history.import_command import Stop, Wish, import_log, prepare
from intake.projections.case_numbers import CaseNumbers
from intake.projections.lists import Lists
from intake.settings import SCHEMA, IntakeSettings, StoreSettings
from webapi.app import make_app
from webapi.broker_watch import watch_broker
from webapi.brokers import kafka_of
from webapi.health import Check, NotReady
from webapi.logs import configure
from webapi.serving import close_in_time
from webapi.serving import serve as serve_app
from webapi.settings import OperatorSettings

VERSION = "0.1.0"


@dataclass(frozen=True, slots=True)
class Sender:
    """One step of all that leaves intake: events first, then promises about time.

    Returns how many events were sent.
    """

    relay: Relay
    watermarks: WatermarkMaker

    async def step(self) -> int:
        """Send what there is."""
        sent = await self.relay.step()
        await self.watermarks.step()
        return sent


@dataclass(frozen=True, slots=True)
class Intake:
    """Intake, built and not running.

    `relay` sends events and watermarks; `consumers` are none: intake follows nobody.
    """

    app: FastAPI
    store: PostgresStore
    relay: Sender
    pool: Pool
    consumers: Sequence[Sender] = ()

    async def close(self) -> None:
        """Take no more appends, give leases back, and let go of the database; the broker is the
        caller's.
        """
        await self.store.close()
        await self.relay.relay.close()
        await self.relay.watermarks.close()
        await self.pool.close()


async def build(
    settings: IntakeSettings, *, clock: Clock, store_clock: Clock | None = None, broker: Broker
) -> Intake:
    """Build the parts; nothing runs by itself.

    `store_clock` moves the store's time in tests; None: the database's clock.
    """
    pool = await make_pool(settings.database_url, application_name="intake")
    store = make_store(pool, settings.shards, store_clock)
    sender = _sender(settings, pool, store, clock, broker)
    return Intake(app=_app(settings, pool, store), store=store, relay=sender, pool=pool)


def make_store(pool: Pool, shards: int, store_clock: Clock | None = None) -> PostgresStore:
    """Intake's log, which keeps the lists in step."""
    return PostgresStore(
        pool,
        SCHEMA,
        "intake",
        shards,
        store_time(store_clock),
        (Lists(SCHEMA),),
        catalogue=CATALOGUE,
    )


async def migrate(database_url: str, shards: int) -> None:
    """Bring the schema to its newest revision."""
    await migrate_schema(database_url, SCHEMA, "intake", shards=shards)


def operated(settings: OperatorSettings) -> OperatedService:
    """What the commands on intake's log work with. Intake follows nobody."""
    return OperatedService(
        schema=SCHEMA,
        source="intake",
        database_url=settings.database_url,
        catalogue=CATALOGUE,
        topic=settings.topic_prefix + TOPICS["intake"],
        broker=kafka_at(settings.kafka_bootstrap_servers),
        bootstrap_servers=settings.kafka_bootstrap_servers,
        inline=(Lists(SCHEMA), CaseNumbers(SCHEMA)),
    )


async def import_servicenow(settings: StoreSettings, wish: Wish) -> str:
    """Take in a log, into a store that holds nothing else; what to tell at the end.

    Raises Stop for bad input.
    """
    books = PlanBooks(load_terms())
    prepared = prepare(wish, books, SystemClock().now())
    await migrate(settings.database_url, settings.shards)
    pool = await make_pool(
        settings.database_url, size=settings.shards + 2, application_name="intake-import"
    )
    store = make_store(pool, settings.shards)
    try:
        return await import_log(prepared, store, books)
    finally:
        await store.close()
        await pool.close()


async def end_import(settings: StoreSettings, *, keep: bool) -> str:
    """End an import that was stopped half way; what to tell.

    Raises Stop where there is none, or it can't be taken back.
    """
    pool = await make_pool(settings.database_url, size=1, application_name="intake-end-import")
    try:
        events = await (keep_import if keep else discard_import)(pool, SCHEMA)
    except CannotEnd as problem:
        raise Stop(str(problem)) from None
    finally:
        await pool.close()
    if not keep:
        await migrate(settings.database_url, settings.shards)
    return f"{events} events were {'kept; live commands are taken' if keep else 'taken back; the store is empty'}"


async def serve(settings: IntakeSettings) -> int:
    """Run API, relay and watermarks until a signal; the exit code."""
    configure("intake", settings.log_format)
    clock, broker = SystemClock(), kafka_of(settings)
    intake = await build(settings, clock=clock, broker=broker)
    watch = watch_broker(intake.app, broker, clock, needed=False)
    sending = [intake.relay.relay.run, intake.relay.watermarks.run]
    try:
        return await serve_app(intake.app, settings, [*sending, watch.run])
    finally:
        await close_in_time(intake.close, intake.pool, settings)
        await broker.close()


def _app(settings: IntakeSettings, pool: Pool, store: PostgresStore) -> FastAPI:
    desk = Desk(store=store, lists=ListQueries(pool, SCHEMA), books=PlanBooks(_terms(settings)))
    routers = [
        customer_routes(desk),
        people_routes(desk),
        case_routes(desk),
        case_command_routes(desk),
    ]
    checks: Mapping[str, Check] = {"store": store.now, "import": partial(_check_no_import, store)}
    return make_app("Tocsin intake", VERSION, settings, routers, PROBLEMS, checks)


async def _check_no_import(store: PostgresStore) -> None:
    """Raises NotReady while history comes in, or where that was stopped half way: no command is
    taken then.
    """
    if await store.in_history():
        raise NotReady(
            "an import is under way, or was stopped: go on with it, or `python -m intake end-import`"
        )


def _terms(settings: IntakeSettings) -> TermsCatalogue:
    return read_terms(settings.terms_folder) if settings.terms_folder else load_terms()


def _sender(
    settings: IntakeSettings, pool: Pool, store: PostgresStore, clock: Clock, broker: Broker
) -> Sender:
    topic, watermarks = (
        settings.topic_prefix + name for name in (TOPICS["intake"], WATERMARKS["intake"])
    )
    outbox = Outbox(schema=SCHEMA, source="intake", topic=topic, shards=settings.shards)
    relay = Relay(pool, outbox, broker, clock=clock, wake=store.committed)
    pace = WatermarkPace(
        every_s=settings.watermark_every_ms / 1000, at_rest_s=settings.watermark_at_rest_ms / 1000
    )
    hints = DueHints(broker, settings.topic_prefix + DUE_HINTS["sla-clock"], clock)
    maker = WatermarkMaker(
        store, broker, watermarks, settings.shards, clock=clock, pace=pace, hints=hints
    )
    return Sender(relay, maker)
