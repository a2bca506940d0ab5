"""Whoever guesses tokens is told to wait, and nobody else at the same address is."""

import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from starlette.requests import Request

from events.clock import MovableClock, SystemClock
from tests.support.sample_service import sample_app, sample_settings
from tests.webapi.conftest import HeadersFor
from webapi.logs import configure
from webapi.network import client_network
from webapi.tokens import make_token

REPORTS = "/v1/reports"
GUESS = {"Authorization": "Bearer guessed"}
NEAR, FAR = "203.0.113.7", "198.51.100.9"


@asynccontextmanager
async def guarded(refusals_per_minute: int) -> AsyncIterator[tuple[httpx.AsyncClient, ...]]:
    """Yield two clients of a service, at a near and at a far address."""
    app = sample_app(settings=sample_settings(refusals_per_minute=refusals_per_minute))
    clients = [
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app, client=(host, 50000)), base_url="http://notes.test"
        )
        for host in (NEAR, FAR)
    ]
    yield tuple(clients)
    for client in clients:
        await client.aclose()


async def test_who_guesses_is_told_when_to_guess_on() -> None:
    async with guarded(2) as (near, _):
        answers = [await near.get(REPORTS, headers=GUESS) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [401, 401, 429]
    refused = answers[-1]
    assert (refused.json()["code"], "ratelimit" in refused.headers) == ("too-many-refused", False)
    assert 1 <= int(refused.headers["retry-after"]) <= 60


async def test_a_good_token_is_let_in_from_where_others_guess(as_role: HeadersFor) -> None:
    async with guarded(1) as (near, _):
        for _ in range(3):
            await near.get(REPORTS, headers=GUESS)
        answer = await near.get(REPORTS, headers=as_role("analyst"))

    assert answer.status_code == 200


async def test_a_token_that_has_ended_is_no_guess() -> None:
    yesterday = MovableClock(SystemClock().now() - timedelta(days=1))
    token = make_token(sample_settings(), "analyst", ttl=timedelta(hours=1), clock=yesterday)
    ended = {"Authorization": f"Bearer {token}"}
    async with guarded(1) as (near, _):
        answers = [await near.get(REPORTS, headers=ended) for _ in range(3)]
        guesses = [await near.get(REPORTS, headers=GUESS) for _ in range(2)]
        among_guesses = await near.get(REPORTS, headers=ended)

    assert [answer.status_code for answer in answers] == [401] * 3
    assert [answer.status_code for answer in guesses] == [401, 429]
    assert among_guesses.status_code == 401


async def test_an_address_is_not_braked_for_another() -> None:
    async with guarded(1) as (near, far):
        braked = [(await near.get(REPORTS, headers=GUESS)).status_code for _ in range(2)]
        other = (await far.get(REPORTS, headers=GUESS)).status_code

    assert (braked, other) == ([401, 429], 401)


async def test_who_shows_nothing_is_asked_who_he_is_and_not_braked() -> None:
    async with guarded(1) as (near, _):
        answers = [(await near.get(REPORTS)).status_code for _ in range(3)]

    assert answers == [401, 401, 401]


async def test_a_token_in_an_address_is_a_guess_like_any_other() -> None:
    async with guarded(1) as (near, _):
        answers = [(await near.get("/board?token=guessed")).status_code for _ in range(2)]

    assert answers == [401, 429]


async def test_a_guess_with_a_large_body_is_one_like_any_other() -> None:
    large = {"text": "a" * 20_000}
    async with guarded(2) as (near, _):
        answers = [
            await near.post("/v1/customers/acme/notes", json=large, headers=GUESS) for _ in range(3)
        ]

    assert [answer.status_code for answer in answers] == [401, 401, 429]


async def test_the_log_says_that_it_is_one_client_and_not_which(as_role: HeadersFor) -> None:
    out = io.StringIO()
    configure("notes", "json", stream=out)
    async with guarded(2) as (near, far):
        for _ in range(5):
            await near.get(REPORTS, headers=GUESS)
        await far.get(REPORTS, headers=GUESS)
        metrics = await far.get("/metrics", headers=as_role("admin"))

    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    clients = [line["client"] for line in lines if line["event"] == "token-refused"]
    [braked] = [line for line in lines if line["event"] == "refusals-braked"]
    # Once for each that was answered 401, and once that there are more.
    assert clients[0] == clients[1] == braked["client"] != clients[2]
    assert NEAR not in out.getvalue()
    assert FAR not in out.getvalue()
    assert "tocsin_refusals_braked_total 3.0" in metrics.text


async def test_whom_an_address_names_stands_in_no_line(as_role: HeadersFor) -> None:
    out = io.StringIO()
    configure("notes", "json", stream=out)
    person = "ann.person@fe.example"
    async with guarded(9) as (near, _):
        for _ in range(2):
            await near.get(
                "/v1/customers/some.body@fe.example/notes",
                headers=as_role("agent", subject=person),
            )

    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    actors = [line["actor"] for line in lines if line["event"] == "request"]
    assert "@fe.example" not in out.getvalue()
    # Still the same person in both.
    assert actors[0] == actors[1] != ""


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("unix", None),
        (None, None),
    ],
)
def test_the_addresses_of_one_host_are_one(address: str | None, network: str | None) -> None:
    client = None if address is None else (address, 1)

    assert client_network(Request({"type": "http", "client": client, "headers": []})) == network
