"""A NUL or half a letter is refused on every route of every service, and never a server error."""

from collections.abc import Iterator, Sequence
from itertools import chain

import httpx
import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from tests.security.test_the_services_are_closed import app_of
from tests.support.databases import Databases
from tests.support.outsider import Endpoint, endpoints_of
from tests.support.sample_service import sample_settings
from webapi.identity import make_token

BODIES = (
    b'{"subject": "\\ud800", "text": "\\ud800", "name": "\\ud800"}',
    b'{"text": "a\\u0000b"}',
    b'"\\ud800"',
)


@pytest.mark.parametrize("service", ["intake", "sla-clock", "notifier", "reporting"])
async def test_a_nul_in_an_address_is_refused(databases: Databases, service: str) -> None:
    async with databases.migrated(service.replace("-", "_")) as dsn, app_of(service, dsn) as app:
        addresses = list(
            chain.from_iterable(_with_nul(app, endpoint) for endpoint in endpoints_of(app))
        )
        assert len(addresses) > 5
        assert (
            await _server_errors(app, [(method, address, None) for method, address in addresses])
            == []
        )


@pytest.mark.parametrize("service", ["intake", "sla-clock", "notifier", "reporting"])
async def test_a_body_with_half_a_letter_is_refused(databases: Databases, service: str) -> None:
    async with databases.migrated(service.replace("-", "_")) as dsn, app_of(service, dsn) as app:
        posts = [one for one in endpoints_of(app) if one.method in {"POST", "PUT"}]
        tried = [(one.method, one.address({}), body) for one in posts for body in BODIES]
        assert tried
        assert await _server_errors(app, tried) == []


def _with_nul(app: FastAPI, endpoint: Endpoint) -> Iterator[tuple[str, str]]:
    if "{" in endpoint.path:
        names = dict.fromkeys(
            ("customer_id", "case_id", "period", "goal", "page_id", "user_id"), "a%00b"
        )
        yield endpoint.method, endpoint.address(names)
    for name in _parameters(app, endpoint):
        yield endpoint.method, f"{endpoint.address({'period': '2026-Q1'})}?{name}=a%00b"


def _parameters(app: FastAPI, endpoint: Endpoint) -> set[str]:
    routes = (context.route for context in iter_route_contexts(app.routes))
    mine = [one for one in routes if isinstance(one, APIRoute) and one.path.endswith(endpoint.path)]
    return {name for one in mine for name in _names(one.dependant)}


def _names(dependant: Dependant) -> Iterator[str]:
    yield from (parameter.alias for parameter in dependant.query_params)
    for inner in dependant.dependencies:
        yield from _names(inner)


async def _server_errors(
    app: FastAPI, requests: Sequence[tuple[str, str, bytes | None]]
) -> list[str]:
    headers = {
        "Authorization": f"Bearer {make_token(sample_settings(), 'admin')}",
        "Content-Type": "application/json",
    }
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        answers = [
            (one, await client.request(one[0], one[1], content=one[2], headers=headers))
            for one in requests
        ]
    wrong = [
        (one, answer)
        for one, answer in answers
        if answer.status_code >= 500 and "/health/" not in one[1]
    ]
    return [f"{one[0]} {one[1]} {one[2]!r}: {answer.status_code}" for one, answer in wrong]
