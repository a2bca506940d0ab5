"""A customer's user is erased at intake, over REST: nothing of name, address and words is left in
any table of intake and reporting, nor after a rebuild, while everything else stays.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from events.broker.memory_broker import MemoryBroker
from events.catalogue.topics import TOPICS
from events.clock import MovableClock, SystemClock
from events.sharding import DEFAULT_SHARDS
from events.store.sealing_keys import SealingKeyTable
from intake import bootstrap as intake_bootstrap
from intake.bootstrap import Intake
from intake.settings import IntakeSettings
from reporting import bootstrap
from reporting.adapters.rebuild_rows import rebuild
from reporting.bootstrap import Reporting
from reporting.settings import ReportingSettings
from tests.intake.intake_clients import IntakeClients
from tests.reporting.test_rows_from_the_topics import catch_up
from tests.support.stored_words import where_stored

SECRET = "a secret for tests, long enough for HS256"
MONDAY = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
WORDS = ("ann@acme.example", "Labels do not print", "Since this morning", "It is still so")
REACH = ("Ann Moreau", "+1 555 0142")
PATH = "/v1/customers/acme/users/ann/personal-data"


@dataclass
class Both:
    """Intake and reporting on one database and broker; reporting remembers keys by itself."""

    settings: IntakeSettings
    broker: MemoryBroker
    intake: Intake
    clients: IntakeClients
    clock: MovableClock

    async def erase(self) -> None:
        """Erase ann, a second after whatever was before and before whatever follows."""
        self.clock.move(timedelta(seconds=1))
        answer = await self.clients.admin.ask("DELETE", PATH, {"reason": "person-asked"})
        assert answer.status_code == 200, answer.text
        self.clock.move(timedelta(seconds=1))

    def reporting_settings(self) -> ReportingSettings:
        """Those of reporting."""
        return ReportingSettings(
            database_url=self.settings.database_url,
            kafka_bootstrap_servers="none:0",
            jwt_secret=SECRET,
        )

    async def reporting(self) -> Reporting:
        """Reporting as after a start."""
        return await bootstrap.build(
            self.reporting_settings(),
            clock=SystemClock(),
            store_clock=None,
            broker=self.broker,
            keys=SealingKeyTable(
                self.intake.pool, "intake", self.settings.key_ring(), SystemClock()
            ),
        )

    async def flow(self, reporting: Reporting) -> None:
        """Let everything come to where it belongs, and be cleared."""
        while await self.intake.words.step():
            pass
        while await self.intake.clearing.step():
            pass
        while await self.intake.relay.step():
            pass
        await catch_up(reporting)

    async def words(self) -> list[str]:
        """Where the words of ann are."""
        pool = self.intake.pool
        return [
            f"{schema}.{column}"
            for schema in ("intake", "reporting")
            for column in await where_stored(pool, schema, (*WORDS, *REACH))
        ]

    async def rows(self) -> list[tuple[object, ...]]:
        """What reporting knows, apart from words."""
        query = "select * from reporting.case_history order by key, seq"
        return [tuple(row) for row in await self.intake.pool.fetch(query)]


@pytest.fixture
async def both(tocsin_dsn: str) -> AsyncIterator[Both]:
    broker = MemoryBroker()
    await broker.create_topics(dict.fromkeys(TOPICS.values(), DEFAULT_SHARDS))
    settings = IntakeSettings(
        database_url=tocsin_dsn, kafka_bootstrap_servers="none:0", jwt_secret=SECRET
    )
    clock = MovableClock(MONDAY)
    intake = await intake_bootstrap.build(
        settings, clock=SystemClock(), store_clock=clock, broker=broker
    )
    transport = httpx.ASGITransport(app=intake.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://intake") as client:
        clients = IntakeClients(client, settings, intake.store)
        yield Both(settings, broker, intake, clients, clock)
    await intake.close()


async def test_an_erased_persons_words_are_in_no_table_before_and_after_a_rebuild(
    both: Both,
) -> None:
    reporting = await both.reporting()
    await both.clients.customer()
    case = await both.clients.case(priority="P1")
    path = f"/v1/cases/{case['case_id']}"
    reach = {"name": "Ann Moreau", "phone": "+1 555 0142", "user_id": "ann"}
    await both.clients.agent.did(f"{path}/reach", reach)
    await both.clients.contact().did(f"{path}/comment", {"text": "It is still so."})
    await both.flow(reporting)
    columns = {column.partition(":")[0] for column in await both.words()}
    assert {
        "reporting.case_subject.subject",
        "reporting.customer_user.email",
        "reporting.case_reach.phone",
        "intake.case_list.subject",
    } <= columns
    before = await both.rows()

    await both.erase()
    await both.flow(reporting)
    assert await both.words() == []
    assert await both.rows() == before

    await reporting.close()
    await rebuild(both.reporting_settings())
    again = await both.reporting()
    await both.flow(again)
    assert await both.words() == []
    assert await both.rows() == before
    await again.close()


async def test_what_the_person_writes_afterwards_is_reported_as_before(both: Both) -> None:
    """Also where reporting reads the erasure last, and remembers the key that was dropped."""
    reporting = await both.reporting()
    await both.clients.customer()
    await both.clients.case()
    await both.flow(reporting)
    await both.erase()
    later = await both.clients.contact().did(
        "/v1/cases",
        {
            "customer_id": "acme",
            "reporter_id": "ann",
            "priority": "P3",
            "subject": "The press stands",
            "description": "All of it.",
        },
    )
    await both.flow(reporting)
    query = "select subject from reporting.case_subject where case_id = $1"
    assert await both.intake.pool.fetchval(query, later["case_id"]) == "The press stands"
    assert await both.words() == []
    await reporting.close()
