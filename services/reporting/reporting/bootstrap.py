"""The only place where reporting is put together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from fastapi import APIRouter, FastAPI

from careplans.review_cadence import ReviewCadences
from careplans.terms import TermsCatalogue
from careplans.vendors_folder import read_vendors_folder
from events.broker.broker import Broker
from events.catalogue.entry import Owner
from events.catalogue.registry import CATALOGUE
from events.catalogue.topics import TOPICS, WATERMARKS
from events.clock import Clock, SystemClock
from events.consumer.consumer import Consumer
from events.consumer.consumer_options import ConsumerOptions
from events.sealing.key_source import KeysOfMany, KeySource
from events.store.connection import Pool, make_pool
from events.store.sandbox_clock_table import SandboxClockTable
from reporting.adapters.ask_explanations import Explain, explain_of, nobody_explains
from reporting.adapters.history_table import HISTORY_BY_OWNER
from reporting.adapters.published_reviews import PublishedReviews
from reporting.adapters.queue_ranks import queue_ranks
from reporting.adapters.rebuild_rows import REBUILD
from reporting.adapters.report_reader import ReportReader
from reporting.api.accounts import account_routes
from reporting.api.amendments import amendment_routes
from reporting.api.attainment import attainment_routes
from reporting.api.cases import case_routes
from reporting.api.exports import export_routes
from reporting.api.reporting_problems import PROBLEMS
from reporting.api.reviews import review_routes
from reporting.domain.knowledge import KnownByOwner, earliest
from reporting.pages.board_page import board_routes
from reporting.pages.case_page import case_page_routes
from reporting.pages.charts import ChartRoom
from reporting.pages.customer_page import customer_page_routes
from reporting.pages.page_templates import PageTemplates
from reporting.pages.review_page import review_page_routes
from reporting.reactions.project_events import reactions
from reporting.settings import CONSUMER, SCHEMA, ReportingSettings
from webapi.app import make_app
from webapi.document_examples import give_examples
from webapi.sandbox_clock import sandbox_clock_routes, sandboxed_service
from webapi.sealing_keys import keys_at, keys_at_intake
from webapi.service_skeleton import VERSION, Service
from webapi.serving import Background

EXPORT_CONNECTIONS = 3
"""Exports share these, however many are read: what fills the tables and what answers pages never
waits for them.
"""


@dataclass(frozen=True, slots=True)
class Reporting:
    """The service, built and not running.

    `app` answers, each of `consumers` applies what has come with `step()`.
    """

    app: FastAPI
    consumers: Sequence[Consumer]
    pool: Pool
    exports: Pool
    relay: None = None

    def loops(self) -> Sequence[Background]:
        """Return what runs beside the app."""
        return [consumer.run for consumer in self.consumers]

    def followers(self) -> Sequence[Consumer]:
        """Return what applies the other services' events."""
        return self.consumers

    async def close(self) -> None:
        """Leave the group and close the connections."""
        # The consumers first: they apply through the pool.
        for consumer in self.consumers:
            await consumer.close()
        await self.exports.close()
        await self.pool.close()


async def build(
    settings: ReportingSettings,
    *,
    clock: Clock,
    store_clock: Clock | None,
    broker: Broker,
    keys: KeySource | None = None,
) -> Reporting:
    """Build the service on a migrated database.

    `store_clock` says what time it is where a story moves it, else `clock` does. `keys` open what
    is personal; None: those that intake and the clock give.
    """
    pool = await make_pool(settings.database_url, application_name="tocsin-reporting")
    exports = await make_pool(
        settings.database_url, size=EXPORT_CONNECTIONS, application_name="tocsin-reporting-exports"
    )
    keys = keys or _keys(settings, clock)
    consumer = _consumer(settings, clock, broker, pool, keys)
    known = partial(_known, settings.topic_prefix, consumer)
    app = app_on(
        settings,
        pool,
        store_clock or clock,
        known=known,
        exports=exports,
        explain=explain_of(settings),
    )
    return Reporting(app, (consumer,), pool, exports)


def _keys(settings: ReportingSettings, clock: Clock) -> KeySource:
    """Return intake's keys and the clock's, which seals anew what it repeats of intake's words."""
    at_clock = keys_at(settings.sla_clock_url, settings, clock, "reporting", owner="sla-clock")
    return KeysOfMany(keys_at_intake(settings, clock, "reporting"), at_clock)


def app_on(
    settings: ReportingSettings,
    pool: Pool,
    clock: Clock,
    *,
    known: Callable[[], KnownByOwner],
    exports: Pool,
    explain: Explain = nobody_explains,
    wait_s: float = 1.5,
) -> FastAPI:
    """Build the API and the pages on filled tables, without what fills them.

    `explain` asks the clock why the deadlines of a case are where they are.
    """
    terms = _terms(settings)
    reports = ReportReader(
        pool=pool,
        exports=exports,
        schema=SCHEMA,
        consumer=CONSUMER,
        clock=clock,
        zone=ZoneInfo(settings.vendor_zone),
        topics=_topics(settings.topic_prefix),
        known=known,
        ranks=queue_ranks(terms),
        cadences=ReviewCadences(terms),
        terms=terms,
        wait_s=wait_s,
    )
    # Not the broker: without it, reports are older and still right, and say so on top.
    checks = {"database": partial(pool.fetchval, "select 1")}
    routers = _routers(reports, explain)
    if settings.clock == "movable":
        sandboxed = sandboxed_service(
            "reporting",
            settings,
            SandboxClockTable(pool, SCHEMA),
            clock,
            known_until=lambda: earliest(known()),
        )
        routers.append(sandbox_clock_routes(sandboxed))
    app = make_app("Tocsin reporting", VERSION, settings, routers, PROBLEMS, checks)
    give_examples(app, "reporting.api")
    return app


def _terms(settings: ReportingSettings) -> TermsCatalogue:
    return read_vendors_folder(settings.terms_folder)


def _topics(prefix: str) -> dict[Owner, str]:
    return {owner: prefix + TOPICS[owner] for owner in HISTORY_BY_OWNER}


def _known(prefix: str, consumer: Consumer) -> KnownByOwner:
    return {
        owner: consumer.known_until(prefix + TOPICS[owner])
        for owner in HISTORY_BY_OWNER
        if owner in WATERMARKS
    }


def _consumer(
    settings: ReportingSettings, clock: Clock, broker: Broker, pool: Pool, keys: KeySource
) -> Consumer:
    topics = _topics(settings.topic_prefix)
    by_topic = {topics[owner]: reaction for owner, reaction in reactions(SCHEMA).items()}
    group = settings.topic_prefix + CONSUMER
    watermarks = {
        topics[owner]: settings.topic_prefix + name
        for owner, name in WATERMARKS.items()
        if owner in topics
    }
    options = ConsumerOptions(
        member=settings.member,
        group=group,
        clock=clock,
        # Only rows that the log can give again are written here, so a commit need not wait for the
        # disk. Published reviews are written past the consumer.
        rebuildable=True,
        watermarks=watermarks,
        catalogue=CATALOGUE,
        # Rows that would stay without their words are worse than rows that come later.
        keys=keys,
        # What pages say is in no report.
        unopened=frozenset({topics["notifier"]}),
    )
    return Consumer(CONSUMER, broker, pool, SCHEMA, by_topic, options=options)


def _routers(reports: ReportReader, explain: Explain) -> list[APIRouter]:
    templates, published = (
        PageTemplates(reports.zone),
        PublishedReviews(reports.pool, reports.schema),
    )
    return [
        board_routes(reports, templates),
        case_page_routes(reports, templates, explain),
        customer_page_routes(reports, templates),
        account_routes(reports),
        review_page_routes(reports, published, templates, ChartRoom(SystemClock())),
        export_routes(reports, published),
        amendment_routes(reports, published),
        review_routes(reports, published),
        case_routes(reports),
        attainment_routes(reports),
    ]


async def _build_live(settings: ReportingSettings, clock: Clock, broker: Broker) -> Reporting:
    return await build(settings, clock=clock, store_clock=None, broker=broker)


SERVICE = Service(
    name="reporting",
    package="reporting",
    schema=SCHEMA,
    description="Reviews, boards and rows drawn from the log.",
    serving="answer requests and keep the rows up with the log",
    settings=ReportingSettings,
    build=_build_live,
    needs_broker=True,
    commands={"rebuild": REBUILD},
)
