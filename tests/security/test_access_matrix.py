"""Every route of the four services, asked by everybody: docs/access.md says who gets what.

A new route needs a row there, written by hand; one that takes a contact's body needs a good body in
`BODIES`, so that another customer's contact is refused for whose it is and not for its form.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import httpx
import pytest

from tests.stories.cast import CONTACT, CUSTOMER, enter, open_case
from tests.stories.world import Json, World, world_at
from tests.support.access_table import ACCESS, ASKERS, Access, AccessRow, Asker, rows_of
from tests.support.databases import Databases
from tests.support.outsider import Endpoint, client_of, endpoints_of
from webapi.identity import make_token
from webapi.tokens import is_role

MONDAY = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
SERVICES = {
    "intake": "intake",
    "sla-clock": "sla_clock",
    "notifier": "notifier",
    "reporting": "reporting",
}
STRANGER = {"customer_id": "lakeside-tools", "user_id": "ben"}
NAME = "Meridian"

TEXT: Json = {"text": "hello"}
CASE = "/v1/cases/{case_id}"
HOOKS = "/v1/webhook-subscriptions"
BODIES: Mapping[tuple[str, str], Json] = {
    ("DELETE", "/v1/cases/{case_id}/team-contacts/{user_id}"): {"reason": "He works elsewhere."},
    ("POST", "/v1/cases"): {
        "customer_id": CUSTOMER,
        "reporter_id": "ada",
        "priority": "P3",
        "subject": "One more",
        "description": "Since noon.",
    },
    ("POST", f"{CASE}/add-file"): {
        "name": "controller.log",
        "url": "https://files.example.com/controller.log",
        "size": 20_480,
        "sha256": "0123456789abcdef" * 4,
    },
    ("POST", f"{CASE}/add-team-contact"): {"user_id": "ada"},
    ("POST", f"{CASE}/comment"): TEXT,
    ("POST", f"{CASE}/close"): TEXT,
    ("POST", f"{CASE}/provide-information"): TEXT,
    ("POST", f"{CASE}/reach"): {"phone": "+1 555 0100"},
    ("POST", f"{CASE}/reopen"): TEXT,
    ("POST", HOOKS): {
        "url": "https://93.184.216.34/tocsin",
        "customer_id": CUSTOMER,
    },
    ("POST", f"{HOOKS}/{{webhook_id}}/replay"): {"since": "2026-11-16T00:00:00Z"},
    ("POST", f"{CASE}/service-requests"): {"kind": "other", "text": "Train our clerks."},
    ("POST", "/v1/service-requests/{service_request_id}/decline"): TEXT,
    ("POST", "/v1/service-requests/{service_request_id}/withdraw"): TEXT,
    ("POST", "/v1/due"): {"plan": "gold", "priority": "P2", "start": "2026-11-16T15:00:00Z"},
}
"""Good bodies of what a contact may send. Others are sent an empty one: 422 is let in, too."""

QUERIES: Mapping[tuple[str, str], str] = {
    ("GET", "/v1/calendars/{calendar_id}"): "?year=2026",
}
"""What a route asks for beside its path."""

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
"""The order of the walk: what is read is there still, and what is deleted is deleted last."""


@dataclass(frozen=True, slots=True)
class Walk:
    """Asks a service's routes, on a system in which everything that they name exists."""

    world: World
    fills: Mapping[str, str]
    client: httpx.AsyncClient

    async def complaints(self, rows: Sequence[AccessRow]) -> AsyncIterator[str]:
        """Yield where somebody gets another answer than the table says."""
        for method in METHODS:
            # Whoever is refused asks first, so that nobody changes before what they are refused.
            # But a contact deletes before the office takes its authorization away.
            for asker in ASKERS if method == "DELETE" else reversed(ASKERS):
                for row in rows:
                    if row.endpoint.method == method:
                        answer = await self._ask(row.endpoint, asker)
                        if not _is_as_listed(row.access[asker], asker, answer):
                            yield (
                                f"{method} {row.endpoint.path} gave {asker} {answer.status_code}, "
                                f"not {row.access[asker]}: {answer.text[:200]}"
                            )

    async def _ask(self, endpoint: Endpoint, asker: Asker) -> httpx.Response:
        route = (endpoint.method, endpoint.path)
        writes = endpoint.method in {"POST", "PUT", "PATCH"}
        return await self.client.request(
            endpoint.method,
            endpoint.address(self.fills) + QUERIES.get(route, ""),
            headers=self._token(asker),
            json=BODIES.get(route, {} if writes else None),
        )

    def _token(self, asker: Asker) -> Mapping[str, str]:
        settings = self.world.settings
        if asker == "no token":
            return {}
        if is_role(asker):
            token = make_token(settings, asker)
        else:
            who = CONTACT if asker == "own contact" else STRANGER
            token = make_token(
                settings, "contact", customer_id=who["customer_id"], user_id=who["user_id"]
            )
        return {"Authorization": f"Bearer {token}"}


def _is_as_listed(access: Access, asker: Asker, answer: httpx.Response) -> bool:
    match access:
        case "yes":
            return answer.status_code < 500 and answer.status_code not in _refusals(asker, answer)
        case "own":
            return answer.is_success and CUSTOMER not in answer.text and NAME not in answer.text
        case "open":
            # 403 is what a signed link says whose signature is wrong, to everybody alike.
            return answer.status_code != 401
        case refused:
            return answer.status_code == int(refused)


def _refusals(asker: Asker, answer: httpx.Response) -> set[int]:
    """Return the answers that are none to somebody who is let in.

    What the vendor's people change or delete may be gone already: somebody asked before them.
    """
    gone = answer.request.method not in {"GET", "HEAD"} and asker != "own contact"
    return {401, 403} if gone else {401, 403, 404}


async def _fills(world: World) -> Mapping[str, str]:
    """Let everything come to be that a path names; return the ids."""
    await enter(world)
    await _another_customer(world)
    case = await open_case(world, "P1")
    (page,) = (await world.call("notifier", "GET", "/v1/pages"))["items"]
    erp = {"label": "erp-import", "role": "service"}
    wanted = await world.call(
        "intake",
        "POST",
        f"/v1/cases/{case['case_id']}/service-requests",
        {"kind": "other", "text": "Train our clerks."},
    )
    key = await world.call("intake", "POST", "/v1/api-keys", erp)
    hook = await world.call(
        "intake", "POST", HOOKS, {"url": "https://93.184.216.34/", "customer_id": CUSTOMER}
    )
    return {
        "customer_id": CUSTOMER,
        "webhook_id": hook["webhook_id"],
        "delivery_id": await _queued_delivery(world, hook["webhook_id"]),
        "user_id": "ada",
        "uid": "ada",
        "case_id": case["case_id"],
        "page_id": page["page_id"],
        "plan": "platinum",
        "goal": "first_response",
        "benefit": "vip-group",
        "maintenance_id": "m1",
        "use_id": "b1",
        "valid_from": "2027-01-01",
        "visit_id": "v1",
        "service_request_id": wanted["service_request_id"],
        "window_id": "weekly",
        "year": "2026",
        "period": "2026-Q3",
        "key_id": key["key_id"],
        "review_id": await _published_review(world),
        "engineer_id": "okafor",
        "policy_id": "standard",
        "rule_id": "all",
        "schedule_id": "front-line",
        "kind": "cases",
        "form": "csv",
        "calendar_id": "us-federal-and-bridge",
    }


async def _published_review(world: World) -> str:
    """Store a published review; return its id.

    Its route would wait for the watermarks of all services, which a story does not make.
    """
    review = await world.ask(
        "reporting", "GET", f"/v1/customers/{CUSTOMER}/reviews/2026-Q3", role="tam"
    )
    connection = await asyncpg.connect(world.settings.database_url)
    try:
        await connection.execute(
            """insert into reporting.published_review
            (review_id, customer_id, period, published_at, published_by, document)
            values ($1, $2, '2026-Q3', $3, 'tam', $4)""",
            (review_id := uuid4()),
            CUSTOMER,
            MONDAY,
            review.text,
        )
    finally:
        await connection.close()
    return str(review_id)


async def _queued_delivery(world: World, webhook_id: str) -> str:
    """Queue a delivery; return its id. Intake's own loops do not run in a story."""
    connection = await asyncpg.connect(world.settings.database_url)
    try:
        await connection.execute(
            """insert into intake.webhook_delivery
            (webhook_id, event_id, shard, seq, event_type, made_at, next_try_at)
            values ($1, $2, 0, 1, 'intake.case.opened', $3, $3)""",
            webhook_id,
            (event_id := uuid4()),
            MONDAY,
        )
    finally:
        await connection.close()
    return str(event_id)


async def _another_customer(world: World) -> None:
    term = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    customer = {"name": "Lakeside Tools", "plan": "silver", "term": term}
    named = {**customer, "customer_id": STRANGER["customer_id"]}
    await world.call("intake", "POST", "/v1/customers", named)
    people = f"/v1/customers/{STRANGER['customer_id']}/users"
    ben = {"user_id": STRANGER["user_id"], "name": "Ben Ode", "email": "ben@lakeside.example"}
    await world.call("intake", "POST", people, ben)
    for course in ("boot-camp", "role-supplement"):
        done = {"course": course, "completed_on": "2026-01-01"}
        await world.call("intake", "POST", f"{people}/ben/trainings", done)
    await world.call("intake", "PUT", f"{people}/ben/authorization")


@pytest.fixture
async def sandbox_dsn(databases: Databases) -> AsyncIterator[str]:
    """A sandbox's database: only there the routes exist that move a clock."""
    async with databases.migrated(*SERVICES.values(), movable=True) as dsn:
        yield dsn


@pytest.mark.parametrize("service", SERVICES)
async def test_every_route_stands_in_docs_access_and_every_row_is_a_route(
    service: str, sandbox_dsn: str
) -> None:
    listed = {row.endpoint for row in rows_of(service, ACCESS.read_text())}
    async with world_at(MONDAY, sandbox_dsn, clock_kind="movable") as world:
        routes = set(endpoints_of(world.apps[SERVICES[service]]))

    assert sorted(map(str, routes - listed)) == [], "these need a row in docs/access.md"
    assert sorted(map(str, listed - routes)) == [], "these rows of docs/access.md are no routes"


@pytest.mark.parametrize("service", SERVICES)
async def test_everybody_gets_from_every_route_what_docs_access_says(
    service: str, sandbox_dsn: str
) -> None:
    rows = rows_of(service, ACCESS.read_text())
    async with world_at(MONDAY, sandbox_dsn, clock_kind="movable") as world:
        fills = await _fills(world)
        async with client_of(world.apps[SERVICES[service]]) as client:
            walk = Walk(world, fills, client)
            assert [complaint async for complaint in walk.complaints(rows)] == []


async def test_nobody_moves_a_clock_where_there_is_no_sandbox(tocsin_dsn: str) -> None:
    async with world_at(MONDAY, tocsin_dsn) as world:
        routes = [endpoint for app in world.apps.values() for endpoint in endpoints_of(app)]
        assert [str(endpoint) for endpoint in routes if "/sandbox/" in endpoint.path] == []
        for service in world.apps:
            answer = await world.send(service, "GET", "/v1/sandbox/clock")
            assert answer.status_code == 404


async def test_a_contact_of_another_customer_would_be_found_out(sandbox_dsn: str) -> None:
    allowed: dict[Asker, Access] = dict.fromkeys(ASKERS, "yes")
    case = AccessRow(Endpoint("GET", CASE), allowed)
    async with world_at(MONDAY, sandbox_dsn, clock_kind="movable") as world:
        fills = await _fills(world)
        async with client_of(world.apps["intake"]) as client:
            complaints = [one async for one in Walk(world, fills, client).complaints([case])]

    assert [complaint.split(":")[0] for complaint in complaints] == [
        f"GET {CASE} gave no token 401, not yes",
        f"GET {CASE} gave other contact 404, not yes",
    ]
