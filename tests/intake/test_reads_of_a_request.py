"""How often the log is read, and Postgres is asked, for one request."""

from collections.abc import Sequence

import httpx
import pytest
from fastapi import FastAPI

from careplans.terms import load_terms
from events.catalogue.registry import CATALOGUE
from events.event import Recorded
from events.store.postgres_store import PostgresStore, StoreOptions
from intake.adapters.engineer_table import EngineerTable
from intake.adapters.list_queries import ListQueries
from intake.adapters.terms_library import TermsLibrary
from intake.api.case_routes import case_routes
from intake.api.customer_routes import customer_routes
from intake.api.intake_api import IntakeApi
from intake.bootstrap import Intake
from intake.settings import SCHEMA, IntakeSettings
from tests.intake.counted_statements import statements_of
from tests.intake.intake_clients import IntakeClients, new_case
from webapi.app import make_app


class CountedReads(PostgresStore):
    """A store that counts how often it reads events."""

    reads = 0

    async def _read(self, query: str, *arguments: object) -> Sequence[Recorded]:
        self.reads += 1
        return await super()._read(query, *arguments)


def app_on(store: PostgresStore, intake: Intake, settings: IntakeSettings) -> FastAPI:
    api = IntakeApi(
        store,
        ListQueries(intake.pool, SCHEMA),
        TermsLibrary(load_terms()),
        EngineerTable(intake.pool, SCHEMA),
    )
    return make_app("counted", "1", settings, [customer_routes(api), case_routes(api)], {}, {})


async def test_a_page_of_customers_is_one_read_of_the_log(
    clients: IntakeClients, intake: Intake, settings: IntakeSettings
) -> None:
    names = ["acme", "bolt", "cork"]
    for name in names:
        await clients.customer(name)
    options = StoreOptions(catalogue=CATALOGUE, sealer=intake.keys)
    store = CountedReads(intake.pool, SCHEMA, "intake", settings.shards, options=options)
    transport = httpx.ASGITransport(app=app_on(store, intake, settings))
    async with httpx.AsyncClient(transport=transport, base_url="http://intake") as client:
        counted = IntakeClients(client, settings, store)
        page = (await counted.agent.get("/v1/customers?limit=200")).json()

    assert [it["customer_id"] for it in page["items"]] == names
    assert page == (await clients.agent.get("/v1/customers?limit=200")).json()
    assert store.reads == 1
    await store.close()


@pytest.mark.parametrize(
    ("priority", "round_trips"),
    [
        # The key with the time, the customer, the number; begin, state, key, event, list, commit.
        ("P3", 9),
        # As above, and the turn, with what is open then; the shard's lock is apart from `begin`.
        ("P1", 12),
    ],
)
async def test_opening_a_case_takes_so_many_round_trips(
    clients: IntakeClients, intake: Intake, priority: str, round_trips: int
) -> None:
    await clients.customer()
    body = new_case(priority=priority)
    async with statements_of(intake.pool) as sent:
        answer = await clients.agent.post("/v1/cases", body, Idempotency_Key="k1")
        assert answer.status_code == 201, answer.text
        assert len(sent) == round_trips, "\n".join(sent)
        sent.clear()
        again = await clients.agent.post("/v1/cases", body, Idempotency_Key="k1")
        assert (again.json(), len(sent)) == (answer.json(), 1)


@pytest.mark.parametrize("priority", ["P1", "P3"])
async def test_opening_a_case_looks_up_its_key_once_and_reads_no_case(
    clients: IntakeClients, intake: Intake, priority: str
) -> None:
    await clients.customer()
    async with statements_of(intake.pool) as sent:
        await clients.agent.post("/v1/cases", new_case(priority=priority), Idempotency_Key="k1")
    # Once before anything else, and once with all else that an append is judged by.
    asking = [text for text in sent if "es_command" in text and "insert" not in text]
    assert len(asking) == 2
    assert sum('from "intake".es_event where shard = $1 and stream' in text for text in sent) == 1
