"""Intake is killed while it sends to a webhook, and starts again: nothing is lost, and whatever is
sent again comes under the same id, signed."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from intake.bootstrap import SERVICE
from intake.settings import IntakeSettings
from local_stack.free_ports import LOCALHOST, free_port
from tests.faults.processes import Started, process
from tests.faults.until import until
from tests.intake.intake_clients import COURSES, TERM, new_case
from tests.support.hook_receiver import HANG, OK, HookReceiver, hook_receiver
from webapi.identity import make_token
from webapi.service_skeleton import migrate_schema
from webapi.settings import StoreSettings

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(180)]

CASES = 8
HOOKS = "/v1/webhook-subscriptions"
SECRET = "a secret that is only good for tests, and long enough"


async def test_nothing_is_lost_and_nothing_gets_another_id_when_its_sender_is_killed(
    dsn: str,
) -> None:
    await migrate_schema(SERVICE, StoreSettings(database_url=dsn))
    answers = [OK, HANG, OK, OK, HANG, OK]
    async with hook_receiver(*answers) as receiver:
        async with _intake(dsn) as intake:
            hook = await _hook(intake, receiver.url)
            await asyncio.gather(*(_case(intake) for _ in range(CASES)))
            await _killed_at(intake, receiver, 2)
        async with _intake(dsn) as intake:
            await _killed_at(intake, receiver, 5)
        async with _intake(dsn) as intake:
            await until(lambda: _all_delivered(intake, hook["webhook_id"]))
            opened = {item["event_id"]: item for item in await _feed(intake)}

    assert len(opened) == CASES
    # Each message verifies by the standard's own library, whichever process made it.
    by_id: dict[str, list[Any]] = {}
    for one in receiver.received:
        by_id.setdefault(one.headers["webhook-id"], []).append(one.verified(hook["secret"]))
    assert by_id.keys() == opened.keys()
    assert all(it["data"] == opened[event_id] for event_id, its in by_id.items() for it in its)
    # Those that were on their way at a kill, and no others, came twice.
    assert sorted(map(len, by_id.values())) == [1] * (CASES - 2) + [2] * 2


@dataclass(frozen=True)
class _Intake:
    """A running intake, asked as an admin."""

    process: Started
    client: httpx.AsyncClient

    async def did(self, method: str, path: str, body: object = None) -> Any:
        answer = await self.client.request(method, path, json=body)
        assert answer.is_success, answer.text
        return answer.json()


@asynccontextmanager
async def _intake(dsn: str) -> AsyncIterator[_Intake]:
    port = free_port()
    environment = {
        "TOCSIN_DATABASE_URL": dsn,
        # Webhooks follow from the log alone.
        "TOCSIN_KAFKA_BOOTSTRAP_SERVERS": f"{LOCALHOST}:1",
        "TOCSIN_PORT": str(port),
        "TOCSIN_JWT_SECRET": SECRET,
        "TOCSIN_SEALING_KEY": SECRET,
        "TOCSIN_ALLOW_LOOPBACK_WEBHOOKS": "true",
        # A claim lasts this and a quarter of a minute; then another process takes it over.
        "TOCSIN_WEBHOOK_TIMEOUT_S": "1",
    }
    settings = IntakeSettings(
        database_url=dsn, kafka_bootstrap_servers="nowhere:1", jwt_secret=SECRET, sealing_key=SECRET
    )
    headers = {"Authorization": f"Bearer {make_token(settings, 'admin')}"}
    address = f"http://{LOCALHOST}:{port}"
    async with (
        process("intake", "serve", environment=environment) as started,
        httpx.AsyncClient(base_url=address, headers=headers, timeout=20) as client,
    ):
        await until(lambda: _is_alive(started, client))
        yield _Intake(started, client)


async def _is_alive(started: Started, client: httpx.AsyncClient) -> bool:
    assert not started.has_ended(), "intake did not start"
    try:
        return (await client.get("/health/live")).is_success
    except httpx.TransportError:
        return False


async def _hook(intake: _Intake, url: str) -> Any:
    """Set up a customer with a contact, and a webhook that hears of its new cases."""
    await intake.did(
        "POST",
        "/v1/customers",
        {"customer_id": "acme", "name": "Acme", "plan": "gold", "term": TERM},
    )
    people = "/v1/customers/acme/users"
    await intake.did("POST", people, {"user_id": "ann", "name": "Ann", "email": "ann@acme.example"})
    for course in COURSES:
        training = {"course": course, "completed_on": "2026-01-15"}
        await intake.did("POST", f"{people}/ann/trainings", training)
    await intake.did("PUT", f"{people}/ann/authorization")
    wanted = {"url": url, "customer_id": "acme", "event_types": ["intake.case.opened"]}
    return await intake.did("POST", HOOKS, wanted)


async def _case(intake: _Intake) -> None:
    await intake.did("POST", "/v1/cases", new_case())


async def _killed_at(intake: _Intake, receiver: HookReceiver, requests: int) -> None:
    """Kill intake once so many requests came, of which the last one gets no answer."""

    async def have_come() -> bool:
        return len(receiver.received) >= requests

    await until(have_come)
    intake.process.signal(signal.SIGKILL)
    assert await intake.process.ended() == -signal.SIGKILL


async def _all_delivered(intake: _Intake, webhook_id: str) -> bool:
    page = await intake.did("GET", f"{HOOKS}/{webhook_id}/deliveries")
    return [it["state"] for it in page["items"]] == ["delivered"] * CASES


async def _feed(intake: _Intake) -> list[Any]:
    """Return what the customer's people read of its new cases."""
    settings = IntakeSettings(
        database_url="unused",
        kafka_bootstrap_servers="nowhere:1",
        jwt_secret=SECRET,
        sealing_key=SECRET,
    )
    token = make_token(settings, "contact", customer_id="acme", user_id="ann")
    answer = await intake.client.get(
        "/v1/events?limit=200", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.is_success, answer.text
    return [it for it in answer.json()["items"] if it["type"].startswith("intake.case.opened.")]
