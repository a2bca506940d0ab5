"""API keys: shown once, known by their hash only, and refused soon after they are revoked."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from events.clock import MovableClock
from intake.adapters.own_api_keys import OwnApiKeys
from intake.bootstrap import Intake
from tests.intake.intake_clients import Asker, IntakeClients
from webapi.api_keys import RemoteApiKeys, hash_of

KEYS = "/v1/api-keys"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
IMPORT = {"label": "erp-import", "role": "service"}


async def issued(clients: IntakeClients, **more: object) -> Any:
    return await clients.admin.did(KEYS, {**IMPORT, **more})


def holder(clients: IntakeClients, key: str) -> Asker:
    return Asker(clients.client, key)


async def test_a_key_opens_what_its_role_may_do(clients: IntakeClients) -> None:
    key = await issued(clients)
    machine = holder(clients, key["key"])

    assert (await machine.get("/v1/customers")).status_code == 200
    assert (await machine.get(KEYS)).status_code == 403
    assert (await machine.get("/v1/identity")).json() == {
        "subject": f"api-key:{key['key_id']}",
        "role": "service",
        "customer_id": None,
        "user_id": None,
        "read_only": False,
        "expires_at": key["expires_at"],
    }


async def test_a_key_is_shown_once_and_kept_nowhere(clients: IntakeClients) -> None:
    body = {**IMPORT, "role": "agent"}
    first = await clients.admin.post(KEYS, body, Idempotency_Key="one")
    again = await clients.admin.post(KEYS, body, Idempotency_Key="one")
    key = first.json()["key"]

    assert key.startswith("tck_")
    assert len(key) == 47
    assert again.status_code == 201
    assert again.json() == {**first.json(), "key": None} or "key" not in again.json()
    assert key not in (await clients.admin.get(KEYS)).text
    recorded = [str(event) for event in await clients.store.read_stream("api-keys", "api-keys")]
    assert [hash_of(key) in one for one in recorded] == [True]
    assert key not in recorded[0]


async def test_a_key_is_refused_as_soon_as_it_is_revoked(clients: IntakeClients) -> None:
    key = await issued(clients)
    machine = holder(clients, key["key"])
    assert (await machine.get("/v1/identity")).status_code == 200

    revoked = await clients.admin.ask("DELETE", f"{KEYS}/{key['key_id']}?reason=leaked")

    assert (revoked.status_code, revoked.json()["revoked_for"]) == (200, "leaked")
    assert (await machine.get("/v1/identity")).status_code == 401


async def test_a_service_that_asks_another_intake_refuses_it_within_five_seconds(
    clients: IntakeClients, intake: Intake
) -> None:
    key = await issued(clients)
    clock = MovableClock(NOON)
    other_intake = OwnApiKeys(intake.store, clock)

    async def ask(shown: str) -> httpx.Response:
        known = await other_intake.holder_of(shown)
        request = httpx.Request("GET", "http://intake.test/v1/identity")
        if known is None:
            return httpx.Response(401, request=request)
        return httpx.Response(200, text=known.model_dump_json(), request=request)

    service = RemoteApiKeys(ask, clock)
    assert await service.holder_of(key["key"]) is not None
    clock.move(timedelta(seconds=1.9))
    assert await service.holder_of(key["key"]) is not None
    await clients.admin.ask("DELETE", f"{KEYS}/{key['key_id']}")

    # The worst: both have just read, the one a moment after the other.
    assert await service.holder_of(key["key"]) is not None
    clock.move(timedelta(seconds=5))
    assert await service.holder_of(key["key"]) is None


async def test_a_reading_key_changes_nothing(clients: IntakeClients) -> None:
    key = await issued(clients, role="agent", read_only=True)
    machine = holder(clients, key["key"])

    assert (await machine.get("/v1/cases")).status_code == 200
    refused = await machine.post("/v1/cases", {"customer_id": "acme"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")


async def test_a_contacts_key_sees_its_own_customer_only(clients: IntakeClients) -> None:
    await clients.customer("acme")
    await clients.customer("globex")
    key = await issued(clients, role="contact", customer_id="acme", user_id="ann")
    machine = holder(clients, key["key"])

    assert (await machine.get("/v1/customers/acme")).status_code == 200
    assert (await machine.get("/v1/customers/globex")).status_code == 404


async def test_when_a_key_was_used_is_noted(clients: IntakeClients) -> None:
    key = await issued(clients)
    assert key["last_used_at"] is None

    for _ in range(3):
        await holder(clients, key["key"]).get("/v1/identity")

    [listed] = (await clients.admin.get(KEYS)).json()["items"]
    assert listed["last_used_at"] is not None
    # Issued, and used once an hour at most.
    assert len(await clients.store.read_stream("api-keys", "api-keys")) == 2


async def test_keys_are_listed_in_pages(clients: IntakeClients) -> None:
    ids = sorted([(await issued(clients))["key_id"] for _ in range(3)])

    first = (await clients.admin.get(f"{KEYS}?limit=2")).json()
    rest = (await clients.admin.get(f"{KEYS}?limit=2&cursor={first['next']}")).json()

    assert [item["key_id"] for item in first["items"] + rest["items"]] == ids
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"role": "admin"}, "invalid-request"),
        ({"label": "What Ann uses"}, "invalid-request"),
        ({"role": "contact"}, "contact-key-needs-a-user"),
        ({"customer_id": "acme"}, "customer-is-for-contacts"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires-within-a-year"),
    ],
)
async def test_a_key_that_cannot_be_meant_is_refused(
    clients: IntakeClients, body: dict[str, object], code: str
) -> None:
    answer = await clients.admin.post(KEYS, {**IMPORT, **body})

    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_guessed_key_is_nobodys(clients: IntakeClients) -> None:
    await issued(clients)

    assert (await holder(clients, "tck_" + "a" * 43).get("/v1/identity")).status_code == 401
