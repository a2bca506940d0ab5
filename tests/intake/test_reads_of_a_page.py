"""How often the database is asked for one page of customers."""

from collections.abc import Sequence

import httpx
from fastapi import FastAPI

from careplans.terms import load_terms
from events.catalogue.registry import CATALOGUE
from events.event import Recorded
from events.store.postgres_store import PostgresStore
from intake.adapters.list_queries import ListQueries
from intake.adapters.terms_library import TermsLibrary
from intake.api.customer_routes import customer_routes
from intake.api.intake_api import IntakeApi
from intake.bootstrap import Intake
from intake.settings import SCHEMA, IntakeSettings
from tests.intake.intake_clients import IntakeClients
from webapi.app import make_app


class CountedReads(PostgresStore):
    """A store that counts how often it reads events."""

    reads = 0

    async def _read(self, query: str, *arguments: object) -> Sequence[Recorded]:
        self.reads += 1
        return await super()._read(query, *arguments)


def app_on(store: PostgresStore, intake: Intake, settings: IntakeSettings) -> FastAPI:
    api = IntakeApi(store, ListQueries(intake.pool, SCHEMA), TermsLibrary(load_terms()))
    return make_app("counted", "1", settings, [customer_routes(api)], {}, {})


async def test_a_page_of_customers_is_one_read_of_the_log(
    clients: IntakeClients, intake: Intake, settings: IntakeSettings
) -> None:
    names = ["acme", "bolt", "cork"]
    for name in names:
        await clients.customer(name)
    store = CountedReads(intake.pool, SCHEMA, "intake", settings.shards, catalogue=CATALOGUE)
    transport = httpx.ASGITransport(app=app_on(store, intake, settings))
    async with httpx.AsyncClient(transport=transport, base_url="http://intake") as client:
        counted = IntakeClients(client, settings, store)
        page = (await counted.agent.get("/v1/customers?limit=200")).json()

    assert [it["customer_id"] for it in page["items"]] == names
    assert page == (await clients.agent.get("/v1/customers?limit=200")).json()
    assert store.reads == 1
    await store.close()
