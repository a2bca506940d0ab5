"""Whoever floods intake can still open a P1."""

import json

import pytest
from fastapi import Request
from pydantic import SecretStr

from events.broker.memory_broker import MemoryBroker
from events.clock import SystemClock
from intake.api.urgent_calls import opens_p1
from intake.bootstrap import build
from intake.settings import IntakeSettings
from tests.support.outsider import client_of
from tests.support.sample_service import SECRET
from webapi.identity import make_token

P1 = json.dumps({"priority": "P1", "subject": "All lines stand"}).encode()


async def is_urgent(method: str, path: str, body: bytes) -> bool:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"intake.test")],
    }
    return await opens_p1(Request(scope, receive))


async def test_opening_a_p1_is_urgent() -> None:
    assert await is_urgent("POST", "/v1/cases", P1)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/cases", P1.replace(b"P1", b"P2")),
        ("POST", "/v1/cases", b"{}"),
        ("POST", "/v1/cases", b'["P1"]'),
        ("POST", "/v1/cases", b"not json"),
        ("POST", "/v1/cases", b"\xff"),
        ("POST", "/v1/cases", b"[" * 100_000),
        ("PUT", "/v1/cases", P1),
        ("POST", "/v1/cases/c1/comment", P1),
    ],
)
async def test_nothing_else_is(method: str, path: str, body: bytes) -> None:
    assert not await is_urgent(method, path, body)


async def test_intake_hears_of_a_p1_from_somebody_whose_calls_are_used_up(intake_dsn: str) -> None:
    settings = IntakeSettings.model_validate(
        {
            "database_url": intake_dsn,
            "jwt_secret": SecretStr(SECRET),
            "kafka_bootstrap_servers": "127.0.0.1:1",
            "calls_per_minute": 1,
        }
    )
    headers = {"Authorization": f"Bearer {make_token(settings, 'agent')}"}
    body = {
        "customer_id": "nobody",
        "reporter_id": "ada",
        "subject": "All lines stand",
        "description": "",
    }
    intake = await build(settings, clock=SystemClock(), broker=MemoryBroker())
    try:
        async with client_of(intake.app) as client:
            flood = [await client.get("/v1/cases", headers=headers) for _ in range(2)]
            p2, p1 = [
                await client.post("/v1/cases", headers=headers, json={**body, "priority": priority})
                for priority in ("P2", "P1")
            ]
    finally:
        await intake.close()

    assert [answer.status_code for answer in (*flood, p2)] == [200, 429, 429]
    # Read, and refused for what it says: there is no such customer.
    assert p1.status_code in {404, 422}
