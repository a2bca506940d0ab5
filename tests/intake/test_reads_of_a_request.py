"""How often the log is read for one request."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import httpx
from fastapi import FastAPI

from careplans.terms import load_terms
from events.catalogue.registry import CATALOGUE
from events.event import Recorded
from events.store.event_store import CommandRecord
from events.store.postgres_store import PostgresStore, StoreOptions
from intake.adapters.list_queries import ListQueries
from intake.adapters.terms_library import TermsLibrary
from intake.api.case_routes import case_routes
from intake.api.customer_routes import customer_routes
from intake.api.intake_api import IntakeApi
from intake.bootstrap import Intake
from intake.projections.lists import Lists
from intake.settings import SCHEMA, IntakeSettings
from tests.intake.intake_clients import IntakeClients, new_case
from webapi.app import make_app


class CountedReads(PostgresStore):
    """A store that counts how often it reads events, its clock, and keys."""

    reads = clocks = keys = 0

    async def now(self) -> datetime:
        self.clocks += 1
        return await super().now()

    async def find_command(self, command_id: UUID) -> CommandRecord | None:
        self.keys += 1
        return await super().find_command(command_id)

    async def _read(self, query: str, *arguments: object) -> Sequence[Recorded]:
        self.reads += 1
        return await super()._read(query, *arguments)


def app_on(store: PostgresStore, intake: Intake, settings: IntakeSettings) -> FastAPI:
    api = IntakeApi(store, ListQueries(intake.pool, SCHEMA), TermsLibrary(load_terms()))
    return make_app("counted", "1", settings, [customer_routes(api), case_routes(api)], {}, {})


async def test_a_page_of_customers_is_one_read_of_the_log(
    clients: IntakeClients, intake: Intake, settings: IntakeSettings
) -> None:
    names = ["acme", "bolt", "cork"]
    for name in names:
        await clients.customer(name)
    options = StoreOptions(catalogue=CATALOGUE)
    store = CountedReads(intake.pool, SCHEMA, "intake", settings.shards, options=options)
    transport = httpx.ASGITransport(app=app_on(store, intake, settings))
    async with httpx.AsyncClient(transport=transport, base_url="http://intake") as client:
        counted = IntakeClients(client, settings, store)
        page = (await counted.agent.get("/v1/customers?limit=200")).json()

    assert [it["customer_id"] for it in page["items"]] == names
    assert page == (await clients.agent.get("/v1/customers?limit=200")).json()
    assert store.reads == 1
    await store.close()


async def test_opening_a_case_looks_up_its_key_and_reads_the_clock_once(
    clients: IntakeClients, intake: Intake, settings: IntakeSettings
) -> None:
    await clients.customer()
    lists = Lists(SCHEMA, TermsLibrary(load_terms()).queue_rank)
    options = StoreOptions(catalogue=CATALOGUE, inline=(lists,))
    store = CountedReads(intake.pool, SCHEMA, "intake", settings.shards, options=options)
    transport = httpx.ASGITransport(app=app_on(store, intake, settings))
    async with httpx.AsyncClient(transport=transport, base_url="http://intake") as client:
        counted = IntakeClients(client, settings, store)
        answer = await counted.agent.post("/v1/cases", new_case(), Idempotency_Key="k1")

    assert answer.status_code == 201, answer.text
    # The reads are the customer and the case's own stream.
    assert (store.keys, store.clocks, store.reads) == (1, 1, 2)
    await store.close()
