"""API keys: shown once, known by their hash only, and refused soon after they are revoked."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import httpx
import pytest

from events.clock import MovableClock
from events.errors import StoreUnavailable
from events.event import Recorded
from intake.adapters.key_use_table import KeyUseTable
from intake.adapters.own_api_keys import OwnApiKeys
from intake.adapters.streams import Store
from intake.bootstrap import Intake
from tests.intake.intake_clients import Asker, IntakeClients
from webapi.api_keys import RemoteApiKeys, hash_of
from webapi.jwks import KeysUnavailable

KEYS = "/v1/api-keys"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
IMPORT = {"label": "erp-import", "role": "service"}


class NoUses(KeyUseTable):
    """Uses that nobody asks for."""

    def __init__(self) -> None:
        """Keep nothing."""

    async def note(self, key_id: str, at: datetime) -> None:
        """Forget it."""


NO_USES = NoUses()


class SlowReader:
    """A store's reading of one stream: it says from where, and waits if it is told to."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.read_from: list[int] = []
        self.has_read, self.may_go_on = asyncio.Event(), asyncio.Event()
        self.error: Exception | None = None

    def as_store(self) -> Store:
        """Return it as what reads keys."""
        return cast(Store, self)

    async def read_stream(
        self, stream: str, routing_key: str, after_version: int = 0
    ) -> Sequence[Recorded]:
        """Read, and wait."""
        self.read_from.append(after_version)
        if self.error is not None:
            raise self.error
        events = await self._store.read_stream(stream, routing_key, after_version)
        self.has_read.set()
        await self.may_go_on.wait()
        return events


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
        "operations": None,
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
    other_intake = OwnApiKeys(intake.store, clock, KeyUseTable(intake.pool, "intake"))

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


async def test_when_a_key_was_used_is_noted_beside_the_log(clients: IntakeClients) -> None:
    key = await issued(clients)
    assert key["last_used_at"] is None

    for _ in range(3):
        await holder(clients, key["key"]).get("/v1/identity")

    [listed] = (await clients.admin.get(KEYS)).json()["items"]
    assert listed["last_used_at"] is not None
    revoked = await clients.admin.ask("DELETE", f"{KEYS}/{key['key_id']}")
    assert revoked.json()["last_used_at"] == listed["last_used_at"]
    # Issued and revoked: a use is no event.
    assert len(await clients.store.read_stream("api-keys", "api-keys")) == 2


async def test_a_use_is_noted_once_a_minute_by_all_instances_together(intake: Intake) -> None:
    uses = KeyUseTable(intake.pool, "intake")

    noted = []
    for seconds in (0, 59, 60, 61, 30):
        await uses.note("k1", NOON + timedelta(seconds=seconds))
        noted.append((await uses.last_uses(["k1", "k2"]))["k1"])

    minute = NOON + timedelta(minutes=1)
    assert noted == [NOON, NOON, minute, minute, minute]


async def test_a_key_that_has_ended_is_not_used(clients: IntakeClients, intake: Intake) -> None:
    key = await issued(clients)
    ends = datetime.fromisoformat(key["expires_at"])
    clock, uses = MovableClock(ends - timedelta(minutes=1)), KeyUseTable(intake.pool, "intake")
    keys = OwnApiKeys(intake.store, clock, uses)

    await keys.holder_of(key["key"])
    clock.move(timedelta(minutes=1))
    await keys.holder_of(key["key"])

    assert await uses.last_uses([key["key_id"]]) == {key["key_id"]: ends - timedelta(minutes=1)}


async def test_only_what_was_added_is_read(clients: IntakeClients) -> None:
    reader = SlowReader(clients.store)
    keys = OwnApiKeys(reader.as_store(), MovableClock(NOON), NO_USES)
    first, second = await issued(clients), await issued(clients)
    reader.may_go_on.set()

    assert await keys.holder_of(first["key"]) is not None
    await clients.admin.ask("DELETE", f"{KEYS}/{second['key_id']}")
    keys.read_again()
    assert await keys.holder_of(second["key"]) is None
    assert await keys.holder_of(first["key"]) is not None
    assert reader.read_from == [0, 2]


async def test_many_that_ask_at_once_share_one_read(clients: IntakeClients) -> None:
    key = await issued(clients)
    reader = SlowReader(clients.store)
    keys = OwnApiKeys(reader.as_store(), MovableClock(NOON), NO_USES)

    reader.may_go_on.set()
    holders = await asyncio.gather(*(keys.holder_of(key["key"]) for _ in range(50)))

    assert None not in holders
    assert reader.read_from == [0]


async def test_what_is_revoked_during_a_read_is_read_after_it(clients: IntakeClients) -> None:
    key = await issued(clients)
    reader = SlowReader(clients.store)
    keys = OwnApiKeys(reader.as_store(), MovableClock(NOON), NO_USES)

    asking = asyncio.create_task(keys.holder_of(key["key"]))
    await reader.has_read.wait()
    # The read has its rows, without the revocation, and is not over.
    await clients.admin.ask("DELETE", f"{KEYS}/{key['key_id']}")
    keys.read_again()
    reader.may_go_on.set()

    assert await asking is not None
    assert await keys.holder_of(key["key"]) is None


async def test_keys_that_cannot_be_read_are_nobodys_and_everybodys(
    clients: IntakeClients,
) -> None:
    key = await issued(clients)
    reader = SlowReader(clients.store)
    clock = MovableClock(NOON)
    keys = OwnApiKeys(reader.as_store(), clock, NO_USES)
    reader.error = StoreUnavailable("away")

    with pytest.raises(KeysUnavailable):
        await keys.holder_of(key["key"])
    reader.error = None
    reader.may_go_on.set()
    assert await keys.holder_of(key["key"]) is not None


async def test_a_key_does_what_it_is_for_and_nothing_else(clients: IntakeClients) -> None:
    await clients.customer("acme")
    scope = ["GET /v1/customers/{customer_id}", "GET /v1/cases"]
    key = await issued(clients, operations=scope)
    machine = holder(clients, key["key"])

    assert key["operations"] == sorted(scope)
    assert (await machine.get("/v1/customers/acme")).status_code == 200
    assert (await machine.get("/v1/cases?limit=1")).status_code == 200
    assert (await machine.get("/v1/identity")).json()["operations"] == sorted(scope)
    for method, path, operation in (
        ("GET", "/v1/customers", "GET /v1/customers"),
        ("POST", "/v1/cases/c1/close", "POST /v1/cases/{case_id}/close"),
        ("GET", "/metrics", "GET /metrics"),
    ):
        refused = await machine.ask(method, path)
        body = refused.json()
        assert (refused.status_code, body["code"]) == (403, "outside-key-scope")
        assert (body["operation"], body["operations"]) == (operation, sorted(scope))


async def test_who_asks_whose_a_key_is_spends_nothing_of_its_calls(clients: IntakeClients) -> None:
    machine = holder(clients, (await issued(clients))["key"])
    before = await machine.get("/v1/customers")
    for _ in range(3):
        assert "ratelimit" not in (await machine.get("/v1/identity")).headers
    after = await machine.get("/v1/customers")

    left = [int(one.headers["ratelimit"].split(";")[1][2:]) for one in (before, after)]
    assert left[0] - left[1] == 1


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
        ({"operations": []}, "invalid-request"),
        ({"operations": ["/v1/cases"]}, "invalid-request"),
        ({"operations": ["get /v1/cases"]}, "invalid-request"),
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
