"""Reporting on a database of its own, filled from a log of events, and called as over the
network.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import httpx
import pytest

from careplans.review_cadence import ReviewCadences
from careplans.terms import load_terms
from events.catalogue.entry import Owner
from events.clock import MovableClock
from events.consumer.reaction import Batch
from events.event import Recorded
from events.store.connection import Connection, Pool, make_pool
from reporting.adapters.history_table import HISTORY_BY_OWNER
from reporting.adapters.queue_ranks import queue_ranks
from reporting.adapters.read_queue import Slot
from reporting.adapters.read_review import ReviewSlots
from reporting.adapters.report_reader import ReportReader
from reporting.bootstrap import app_on
from reporting.domain.explained_goal import ExplainedGoal
from reporting.domain.knowledge import KnownByOwner
from reporting.domain.review import Review
from reporting.reactions.project_events import reactions
from reporting.settings import CONSUMER, SCHEMA, ReportingSettings
from tests.reporting.event_log import SOURCES, EventLog, utc
from webapi.identity import Role, make_token

ZONE = ZoneInfo("America/Detroit")


async def apply_events(connection: Connection, events: Sequence[Recorded]) -> None:
    """Apply events of one owner and shard as the consumer does, in one batch."""
    owner = SOURCES[events[0].source]
    batch = Batch(
        tx=connection, topic=f"{owner}.events", partition=events[0].shard, events=events, head=True
    )
    await reactions(SCHEMA)[owner].apply(batch)


@dataclass
class Reports:
    """Reporting in a test's hands: tell it a log, ask it in a role.

    Everything is known up to now, but where `behind` says otherwise. The clock explains what is in
    `explained`, and is not reached for other cases.
    """

    settings: ReportingSettings
    pool: Pool
    clock: MovableClock
    behind: dict[Owner, datetime | None] = field(default_factory=dict)
    explained: dict[str, Sequence[ExplainedGoal]] = field(default_factory=dict)
    browser: httpx.AsyncClient = field(init=False)

    def known(self) -> KnownByOwner:
        """Up to when each owner's facts are known."""
        return dict.fromkeys(HISTORY_BY_OWNER, self.clock.now()) | self.behind

    async def explain(self, case_id: str) -> Sequence[ExplainedGoal] | None:
        """What the clock says of a case."""
        return self.explained.get(case_id)

    def reports(self) -> ReportReader:
        """What pages and API ask."""
        return ReportReader(
            pool=self.pool,
            exports=self.pool,
            schema=SCHEMA,
            consumer=CONSUMER,
            clock=self.clock,
            zone=ZONE,
            topics={owner: f"x.{owner}.events" for owner in HISTORY_BY_OWNER},
            known=self.known,
            ranks=queue_ranks(load_terms()),
            cadences=ReviewCadences(load_terms()),
            terms=load_terms(),
            wait_s=0.0,
        )

    async def take(self, log: EventLog) -> None:
        """Apply the whole log, one owner and shard after another."""
        for shard in sorted({(event.source, event.shard) for event in log.events}):
            await self.take_events(
                [event for event in log.events if (event.source, event.shard) == shard]
            )

    async def take_events(self, events: Sequence[Recorded]) -> None:
        """Apply some events of one owner and shard in one transaction."""
        async with self.pool.acquire() as connection, connection.transaction():
            await apply_events(connection, events)

    async def review(
        self, period: str, *, customer_id: str = "acme", as_of: datetime | None = None
    ) -> Review:
        """Draw a review."""
        every = Slot(size=10_000)
        slots = ReviewSlots(every, every, every, every, every)
        return await self.reports().review(customer_id, period, as_of, slots)

    async def get(
        self, path: str, role: Role = "tam", *, customer_id: str | None = None, **query: str
    ) -> httpx.Response:
        """Ask for a path in a role."""
        return await self.ask(path, query, role, customer_id)

    async def ask(
        self,
        path: str,
        query: Mapping[str, str],
        role: Role = "tam",
        customer_id: str | None = None,
    ) -> httpx.Response:
        """Ask for a path with a query in a role."""
        return await self.browser.get(
            path, params=dict(query), headers=self.as_role(role, customer_id)
        )

    async def post(
        self,
        path: str,
        role: Role = "tam",
        *,
        customer_id: str | None = None,
        key: str = "",
        **query: str,
    ) -> httpx.Response:
        """Post nothing to a path in a role."""
        headers = self.as_role(role, customer_id) | ({"Idempotency-Key": key} if key else {})
        return await self.browser.post(path, params=query, headers=headers)

    def as_role(self, role: Role, customer_id: str | None) -> dict[str, str]:
        """The header of somebody in that role."""
        user = "u1" if role == "contact" else None
        token = make_token(self.settings, role, customer_id=customer_id, user_id=user)
        return {"Authorization": f"Bearer {token}"}


@pytest.fixture
async def reports(reporting_dsn: str) -> AsyncIterator[Reports]:
    """Reporting on empty tables; it is noon in Detroit on 5 October 2026."""
    settings = ReportingSettings(
        database_url=reporting_dsn,
        kafka_bootstrap_servers="none:0",
        jwt_secret="a secret for tests, long enough for HS256",
    )
    pool = await make_pool(reporting_dsn, size=4)
    clock = MovableClock(utc("2026-10-05 16:00"))
    reports = Reports(settings, pool, clock)
    app = app_on(
        settings,
        pool,
        clock,
        known=reports.known,
        exports=pool,
        explain=reports.explain,
        wait_s=0.0,
    )
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://reporting") as browser:
        reports.browser = browser
        yield reports
    await pool.close()


@pytest.fixture
def log() -> EventLog:
    """A log that begins with the customer acme."""
    events = EventLog()
    events.registers("acme", utc("2026-01-02 12:00"), name="Acme Castings")
    return events
