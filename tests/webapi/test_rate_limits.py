"""Who asks without end is told to wait, and nobody else is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import APIRouter, Request

from tests.support.outsider import client_of
from tests.support.sample_service import sample_settings
from tests.webapi.conftest import Headers, HeadersFor
from webapi.app import Callers, make_app
from webapi.identity import CurrentIdentity, PageIdentity

THINGS = "/v1/things"


async def _is_urgent(request: Request) -> bool:
    return request.url.path == "/v1/alarms"


def _routes() -> APIRouter:
    router = APIRouter()

    @router.get(THINGS)
    async def things(_: CurrentIdentity) -> list[str]:
        return []

    @router.post("/v1/alarms")
    async def alarm(_: CurrentIdentity) -> list[str]:
        return []

    @router.get("/page")
    async def page(_: PageIdentity) -> list[str]:
        return []

    return router


@asynccontextmanager
async def limited(**budgets: int) -> AsyncIterator[httpx.AsyncClient]:
    app = make_app(
        "Things",
        "1",
        sample_settings(**budgets),
        [_routes()],
        {},
        {},
        Callers(is_urgent=_is_urgent),
    )
    async with client_of(app) as client:
        yield client


@pytest.fixture
def agent(as_role: HeadersFor) -> Headers:
    return as_role("agent", user_id="eva")


async def test_beyond_its_budget_an_identity_is_told_when_to_come_back(agent: Headers) -> None:
    async with limited(calls_per_minute=2) as client:
        answers = [await client.get(THINGS, headers=agent) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    refused = answers[-1]
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == "too-many-calls"
    assert 1 <= int(refused.headers["retry-after"]) <= 60


async def test_every_answer_says_what_is_left(agent: Headers) -> None:
    async with limited(calls_per_minute=2) as client:
        answers = [await client.get(THINGS, headers=agent) for _ in range(3)]

    assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"calls";q=2;w=60'}
    lefts = [answer.headers["ratelimit"].split(";")[1] for answer in answers]
    assert lefts == ["r=1", "r=0", "r=0"]
    seconds = [int(answer.headers["ratelimit"].split("t=")[1]) for answer in answers]
    assert all(1 <= value <= 60 for value in seconds)


async def test_an_identity_does_not_use_up_what_is_anothers(
    agent: Headers, as_role: HeadersFor
) -> None:
    async with limited(calls_per_minute=1) as client:
        await client.get(THINGS, headers=agent)
        others = [
            (await client.get(THINGS, headers=as_role(*who))).status_code
            for who in (("agent", None, "tom"), ("oncall", None, "eva"), ("contact", "acme", "eva"))
        ]
        again = (await client.get(THINGS, headers=agent)).status_code

    assert (others, again) == ([200, 200, 200], 429)


async def test_another_token_of_the_same_person_has_the_same_budget(as_role: HeadersFor) -> None:
    async with limited(calls_per_minute=1) as client:
        first = await client.get(THINGS, headers=as_role("agent", user_id="eva"))
        second = await client.get(THINGS, headers=as_role("agent", user_id="eva"))

    assert (first.status_code, second.status_code) == (200, 429)


async def test_a_flood_of_calls_leaves_the_budget_of_urgent_ones(agent: Headers) -> None:
    async with limited(calls_per_minute=1, urgent_calls_per_minute=2) as client:
        flood = [(await client.get(THINGS, headers=agent)).status_code for _ in range(5)]
        alarms = [await client.post("/v1/alarms", headers=agent) for _ in range(3)]

    assert flood == [200, 429, 429, 429, 429]
    assert [answer.status_code for answer in alarms] == [200, 200, 429]
    assert alarms[0].headers["ratelimit"].startswith('"urgent";r=1;')


async def test_urgent_calls_use_up_nothing_else(agent: Headers) -> None:
    async with limited(calls_per_minute=1, urgent_calls_per_minute=1) as client:
        for _ in range(3):
            await client.post("/v1/alarms", headers=agent)

        assert (await client.get(THINGS, headers=agent)).status_code == 200


async def test_a_request_that_is_refused_for_its_form_counts_once(agent: Headers) -> None:
    async with limited(calls_per_minute=2) as client:
        wrong = await client.get(f"{THINGS}?page=7", headers=agent)
        right = await client.get(THINGS, headers=agent)

    assert (wrong.status_code, right.status_code) == (422, 200)
    assert wrong.headers["ratelimit"].startswith('"calls";r=1;')


async def test_pages_are_counted_too(agent: Headers) -> None:
    async with limited(calls_per_minute=1) as client:
        pages = [(await client.get("/page", headers=agent)).status_code for _ in range(2)]

    assert pages == [200, 429]


async def test_health_and_metrics_are_never_refused(as_role: HeadersFor) -> None:
    admin = as_role("admin")
    async with limited(calls_per_minute=1) as client:
        for _ in range(2):
            await client.get(THINGS, headers=admin)
        answers = [
            await client.get(path, headers=admin)
            for path in ("/health/live", "/health/ready", "/metrics")
        ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert 'tocsin_calls_over_budget_total{budget="calls"} 1.0' in answers[-1].text
    assert "ratelimit" not in answers[-1].headers


async def test_a_stranger_is_not_told_of_budgets() -> None:
    async with limited(calls_per_minute=1) as client:
        answers = [await client.get(THINGS) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert "ratelimit" not in answers[-1].headers
