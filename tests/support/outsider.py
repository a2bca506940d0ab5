"""An outsider who tries every route of an app: he must get nothing, and learn nothing, whatever
token he shows."""

import base64
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import jwt
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from pydantic import JsonValue
from starlette.routing import BaseRoute, Mount

from events.clock import SystemClock
from webapi.docs_page import VERSION
from webapi.identity_settings import IdentitySettings
from webapi.refusal_brake import RefusalBrake
from webapi.tokens import make_token

SAMPLE = "sample-1"
STRANGER = "customer-of-nobody"

DESCRIPTIVE: frozenset[tuple[str, str]] = frozenset(
    {
        ("GET", "/health/live"),
        ("GET", "/health/ready"),
        ("GET", "/openapi.json"),
        ("HEAD", "/openapi.json"),
        ("GET", "/docs"),
        ("GET", "/docs/reference"),
        ("GET", f"/docs/swagger-ui-{VERSION}/{{name}}"),
    }
)
"""What is open in every service: it holds no data.

A service's further open routes are listed by its test.
"""


IN_QUERY = frozenset({"no token", "garbage", "expired", "alg=none"})
"""These bad tokens are shown in the address, too."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A route as it was declared: one method and a path with its parameters' names."""

    method: str
    path: str

    def address(self, fills: Mapping[str, str]) -> str:
        """Return the path with its parameters filled; those not given get a sample."""
        parts = (self._filled(part, fills) for part in self.path.split("/"))
        return "/".join(parts)

    @staticmethod
    def _filled(part: str, fills: Mapping[str, str]) -> str:
        while "{" in part:
            before, _, rest = part.partition("{")
            name, _, after = rest.partition("}")
            part = before + fills.get(name.partition(":")[0], SAMPLE) + after
        return part


@dataclass(frozen=True, slots=True)
class Trespass:
    """What an outsider may try with one customer's things.

    `fills`: path parameters of things that exist; `customer_id`, `user_id`: whose they are;
    `bodies`: a good body by (method, path).
    """

    customer_id: str
    user_id: str
    fills: Mapping[str, str]
    bodies: Mapping[tuple[str, str], JsonValue] = field(default_factory=dict)


def endpoints_of(app: FastAPI) -> Sequence[Endpoint]:
    """Return all that the app answers, with what is mounted into it."""
    return sorted(
        set(_endpoints(app.routes, "")), key=lambda endpoint: (endpoint.path, endpoint.method)
    )


def bad_tokens(settings: IdentitySettings) -> Mapping[str, str | None]:
    """Return, by name, Authorization headers that prove nothing to a service with these settings.

    The settings have a local secret.
    """
    assert settings.jwt_secret is not None, "tests run with a local secret"
    secret = settings.jwt_secret.get_secret_value()
    good: dict[str, JsonValue] = {
        "sub": "mallory",
        "role": "admin",
        "exp": int(SystemClock().now().timestamp()) + 3600,
    }
    return {
        "no token": None,
        "an empty token": "Bearer ",
        "basic": "Basic " + base64.b64encode(b"admin:admin").decode(),
        "garbage": "Bearer garbage",
        "three garbage parts": "Bearer aaaa.bbbb.cccc",
        "expired": f"Bearer {jwt.encode({**good, 'exp': 1_000_000_000}, secret, 'HS256')}",
        "not yet valid": f"Bearer {jwt.encode({**good, 'nbf': 4_000_000_000}, secret, 'HS256')}",
        "wrong secret": f"Bearer {jwt.encode(good, 'wrong' + secret, 'HS256')}",
        "alg=none": f"Bearer {_unsigned(good)}",
        "alg=none, and a signature": f"Bearer {_unsigned(good)}c2ln",
        "other algorithm": f"Bearer {jwt.encode(good, secret.ljust(64), 'HS512')}",
        "signature cut": f"Bearer {jwt.encode(good, secret, 'HS256')[:-4]}",
        "no end": f"Bearer {jwt.encode({'sub': 'mallory', 'role': 'admin'}, secret, 'HS256')}",
        "endless": f"Bearer {jwt.encode({**good, 'exp': 10**18}, secret, 'HS256')}",
        "no subject": f"Bearer "
        f"{jwt.encode({'role': 'admin', 'exp': good['exp']}, secret, 'HS256')}",
        "unknown role": f"Bearer {jwt.encode({**good, 'role': 'root'}, secret, 'HS256')}",
        "contact of nobody": f"Bearer {jwt.encode({**good, 'role': 'contact'}, secret, 'HS256')}",
    }


async def let_in(
    app: FastAPI, settings: IdentitySettings, open_paths: frozenset[tuple[str, str]] = frozenset()
) -> list[str]:
    """Return where a stranger gets anything but 401: none should be left.

    Also a listed open path that is not there, or is not open.
    """
    # What each route says is asked here, and not that somebody who asks so often is told to wait.
    app.state.refusal_brake = RefusalBrake(100_000)
    listed = DESCRIPTIVE | open_paths
    endpoints = endpoints_of(app)
    complaints = [
        f"{method} {path} is listed as open, but not there"
        for method, path in sorted(_missing(listed, endpoints))
    ]
    async with client_of(app) as client:
        for endpoint in endpoints:
            if (endpoint.method, endpoint.path) not in listed:
                complaints += [
                    complaint async for complaint in _tried_in_vain(client, endpoint, settings)
                ]
    return complaints


async def learnt_by_other_customers(
    app: FastAPI, settings: IdentitySettings, trespass: Trespass
) -> list[str]:
    """Return where a contact of another customer is let in, or can tell a thing that exists from
    one that does not: none should be left."""
    stranger = make_token(settings, "contact", customer_id=STRANGER, user_id="mallory")
    owner = make_token(
        settings, "contact", customer_id=trespass.customer_id, user_id=trespass.user_id
    )
    complaints: list[str] = []
    async with client_of(app) as client:
        for endpoint in endpoints_of(app):
            if any("{" + name in endpoint.path for name in trespass.fills):
                attempt = _Attempt(client, endpoint, trespass)
                complaints += await attempt.complaints(stranger, owner)
    return complaints


@asynccontextmanager
async def client_of(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Yield a client of the app, without a server; a bug in the app is an answer (500), as it would
    be on a server."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://service.test") as client:
        yield client


@dataclass(frozen=True, slots=True)
class _Attempt:
    client: httpx.AsyncClient
    endpoint: Endpoint
    trespass: Trespass

    async def complaints(self, stranger: str, owner: str) -> list[str]:
        name = f"{self.endpoint.method} {self.endpoint.path}"
        there = await self._ask(stranger, self.trespass.fills)
        nowhere = await self._ask(stranger, dict.fromkeys(self.trespass.fills, "no-such-thing"))
        if there.status_code < 400 or there.status_code >= 500:
            return [f"{name}: another customer's contact got {there.status_code}"]
        if (there.status_code, _body_of(there)) != (nowhere.status_code, _body_of(nowhere)):
            return [
                f"{name}: {there.status_code} for what exists, {nowhere.status_code} for what "
                f"does not"
            ]
        if (
            there.status_code == 403
            and (await self._ask(owner, self.trespass.fills)).status_code != 403
        ):
            return [f"{name}: 403 to another customer's contact, where it must be 404"]
        return []

    async def _ask(self, token: str, fills: Mapping[str, str]) -> httpx.Response:
        body = self.trespass.bodies.get((self.endpoint.method, self.endpoint.path))
        headers = {"Authorization": f"Bearer {token}"}
        address = self.endpoint.address(fills)
        return await self.client.request(self.endpoint.method, address, headers=headers, json=body)


async def _tried_in_vain(
    client: httpx.AsyncClient, endpoint: Endpoint, settings: IdentitySettings
) -> AsyncIterator[str]:
    for name, header in bad_tokens(settings).items():
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": header} if header is not None else {}
        )
        address = endpoint.address({})
        content = b"{}" if endpoint.method in {"POST", "PUT", "PATCH"} else None
        in_query = (
            [f"{address}?token={(header or '').removeprefix('Bearer ')}"]
            if name in IN_QUERY
            else []
        )
        for where in (address, *in_query):
            answer = await client.request(endpoint.method, where, headers=headers, content=content)
            if complaint := _not_refused(endpoint, answer):
                yield f"{endpoint.method} {endpoint.path} with {name}: {complaint}"
                return


def _not_refused(endpoint: Endpoint, answer: httpx.Response) -> str | None:
    if answer.status_code != 401:
        return str(answer.status_code)
    if not answer.headers.get("www-authenticate", "").startswith("Bearer"):
        return "401 without WWW-Authenticate"
    if endpoint.method != "HEAD" and answer.headers["content-type"] != "application/problem+json":
        return "401 that is no problem+json"
    return None


def _endpoints(routes: Sequence[BaseRoute], prefix: str) -> Iterator[Endpoint]:
    for context in iter_route_contexts(routes):
        route = context.original_route
        if isinstance(route, Mount):
            yield Endpoint("GET", f"{prefix}{route.path}/{SAMPLE}")
            yield from _endpoints(route.routes, prefix + route.path)
        elif context.path:
            for method in sorted(context.methods or {"GET"}):
                yield Endpoint(method, prefix + context.path)


def _missing(
    listed: frozenset[tuple[str, str]], endpoints: Sequence[Endpoint]
) -> set[tuple[str, str]]:
    return set(listed) - {(endpoint.method, endpoint.path) for endpoint in endpoints}


def _body_of(answer: httpx.Response) -> JsonValue:
    body: JsonValue = answer.json() if answer.content else None
    return body


def _unsigned(claims: Mapping[str, JsonValue]) -> str:
    parts = ({"alg": "none", "typ": "JWT"}, dict(claims))
    return (
        ".".join(
            base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
            for part in parts
        )
        + "."
    )
