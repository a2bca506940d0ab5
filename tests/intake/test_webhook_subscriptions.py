"""Who may set webhooks up, where they may lead, and that a secret is shown once."""

import asyncio
from base64 import b64decode
from uuid import uuid4

import asyncpg
import pytest

from intake.domain.subscribe_webhook import MOST_WEBHOOKS
from intake.domain.webhook import PUBLIC_TYPES
from tests.intake.hooked import HOOKS
from tests.intake.intake_clients import IntakeClients

URL = "https://93.184.216.34/tocsin"
NO_DELIVERY = "3b6f1f0e-52f7-4f7e-8a83-0f5a3a1d9c55"
BODY = {"url": URL, "event_types": ["intake.case.opened"], "description": "Our ERP"}


async def test_an_authorized_contact_keeps_its_own_customers_webhooks(
    clients: IntakeClients,
) -> None:
    await clients.customer("acme")
    ann = clients.contact("acme", "ann")
    made = await ann.post(HOOKS, BODY)
    hook = made.json()
    path = f"{HOOKS}/{hook['webhook_id']}"

    assert made.status_code == 201
    assert made.headers["location"] == path
    assert hook["secret"].startswith("whsec_")
    assert (hook["customer_id"], hook["state"]) == ("acme", "active")
    answered = {key: value for key, value in hook.items() if key != "secret"}
    assert (await ann.get(path)).json() == answered
    assert (await ann.get(HOOKS)).json()["items"] == [answered]
    changed = await ann.ask("PATCH", path, {"state": "paused", "event_types": []})
    assert (changed.json()["state"], changed.json()["event_types"]) == ("paused", [])
    assert (await ann.get(f"{HOOKS}?state=active")).json()["items"] == []
    assert (await ann.ask("DELETE", path)).status_code == 200
    assert (await ann.get(path)).json()["code"] == "unknown-webhook"


async def test_a_contact_who_is_no_authorized_one_keeps_none(clients: IntakeClients) -> None:
    await clients.customer("acme")
    hook = await clients.admin.did(HOOKS, {**BODY, "customer_id": "acme"})
    bob = clients.contact("acme", "bob")

    for answer in (
        await bob.post(HOOKS, BODY),
        await bob.get(HOOKS),
        await bob.get(f"{HOOKS}/{hook['webhook_id']}"),
        await bob.post(f"{HOOKS}/{hook['webhook_id']}/rotate-secret"),
        await bob.get(f"{HOOKS}/{hook['webhook_id']}/deliveries"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "authorized-contact-required")


@pytest.mark.parametrize("customer_id", ["globex", None])
async def test_nobody_learns_that_others_have_webhooks(
    clients: IntakeClients, customer_id: str | None
) -> None:
    await clients.customer("acme")
    await clients.customer("globex")
    hook = await clients.admin.did(HOOKS, {**BODY, "customer_id": customer_id})
    ann, path = clients.contact("acme", "ann"), f"{HOOKS}/{hook['webhook_id']}"
    delivery = f"{path}/deliveries/{uuid4()}"

    for answer in (
        await ann.get(path),
        await ann.ask("PATCH", path, {"state": "paused"}),
        await ann.ask("DELETE", path),
        await ann.post(f"{path}/rotate-secret"),
        await ann.post(f"{path}/test"),
        await ann.post(f"{path}/replay", {"since": "2026-03-01T00:00:00Z"}),
        await ann.get(f"{path}/deliveries"),
        await ann.get(delivery),
        await ann.post(f"{delivery}/replay"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown-webhook")
    assert (await ann.get(HOOKS)).json()["items"] == []
    assert (await ann.post(HOOKS, {**BODY, "customer_id": "globex"})).status_code == 404
    assert (await ann.get(f"{HOOKS}?customer_id=globex")).status_code == 404


async def test_a_secret_is_shown_once_and_stands_in_no_event_and_no_stored_answer(
    clients: IntakeClients, intake_dsn: str
) -> None:
    await clients.customer("acme")
    body = {**BODY, "customer_id": "acme"}
    first = await clients.admin.post(HOOKS, body, Idempotency_Key="one")
    again = await clients.admin.post(HOOKS, body, Idempotency_Key="one")
    path = f"{HOOKS}/{first.json()['webhook_id']}/rotate-secret"
    rotated = await clients.admin.post(path, {"reason": "leaked"}, Idempotency_Key="two")
    repeated = await clients.admin.post(path, {"reason": "leaked"}, Idempotency_Key="two")
    secrets = [first.json()["secret"], rotated.json()["secret"]]

    assert secrets[0] != secrets[1]
    assert again.json() == {key: it for key, it in first.json().items() if key != "secret"}
    assert "secret" not in repeated.json()
    connection = await asyncpg.connect(intake_dsn)
    kept = await connection.fetch("select data::text from intake.es_event")
    kept += await connection.fetch("select response::text from intake.es_command")
    boxes = await connection.fetch("select wrapped_key, wrapped_by from intake.webhook_secret")
    await connection.close()
    plain = [b64decode(it.removeprefix("whsec_")) for it in secrets]
    assert [any(it in box["wrapped_key"] for it in plain) for box in boxes] == [False, False]
    assert all(box["wrapped_by"] for box in boxes)
    texts = [row[0] for row in kept]
    assert len(texts) > 2
    assert [one for one in texts if any(it.removeprefix("whsec_") in one for it in secrets)] == []


async def test_types_that_are_unknown_or_internal_are_refused_with_those_that_are_not(
    clients: IntakeClients,
) -> None:
    await clients.customer("acme")
    body = {**BODY, "customer_id": "acme", "event_types": ["intake.case.noted"]}

    answer = await clients.admin.post(HOOKS, body)

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-event-type")
    assert answer.json()["event_types"] == list(PUBLIC_TYPES)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://93.184.216.34/", "address-not-https"),
        ("https://127.0.0.1/", "address-is-loopback"),
        ("https://10.0.0.1/", "address-is-private"),
        ("https://169.254.169.254/latest", "address-is-internal"),
        ("https://[64:ff9b::7f00:1]/", "address-is-loopback"),
        ("https://2130706433/", "address-is-loopback"),
    ],
)
async def test_a_webhook_leads_nowhere_inside_and_nothing_goes_in_the_clear(
    clients: IntakeClients, url: str, why: str
) -> None:
    hook = await clients.admin.did(HOOKS, BODY)
    changed = await clients.admin.ask("PATCH", f"{HOOKS}/{hook['webhook_id']}", {"url": url})

    for answer in (await clients.admin.post(HOOKS, {**BODY, "url": url}), changed):
        assert (answer.status_code, answer.json()["code"]) == (422, "webhook-address-refused")
        assert why in answer.json()["detail"]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://hooks.example/x",
        "https://",
        "hooks.example",
        "https://user:password@hooks.example/",
        "https://hooks.example/#token",
        "https://hooks.example/a b",
        "https://[::1/",
        "https://höoks.example/",
    ],
)
async def test_an_address_that_leaves_a_doubt_is_refused(clients: IntakeClients, url: str) -> None:
    answer = await clients.admin.post(HOOKS, {**BODY, "url": url})

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
    assert [error["field"] for error in answer.json()["errors"]] == ["url"]


async def test_a_customer_has_so_many_webhooks_and_no_more(clients: IntakeClients) -> None:
    await clients.customer("acme")
    body = {**BODY, "customer_id": "acme"}
    for _ in range(MOST_WEBHOOKS):
        await clients.admin.did(HOOKS, body)

    answer = await clients.admin.post(HOOKS, body)

    assert (answer.status_code, answer.json()["code"]) == (409, "too-many-webhooks")
    assert (await clients.admin.post(HOOKS, BODY)).status_code == 201
    first = (await clients.admin.get(f"{HOOKS}?customer_id=acme&limit=15")).json()
    rest = (
        await clients.admin.get(f"{HOOKS}?customer_id=acme&limit=15&cursor={first['next']}")
    ).json()
    ids = [hook["webhook_id"] for hook in first["items"] + rest["items"]]
    assert (len(set(ids)), rest["next"]) == (MOST_WEBHOOKS, None)


async def test_of_many_set_up_in_the_same_instant_no_more_come_about(
    clients: IntakeClients,
) -> None:
    await clients.customer("acme")
    body = {**BODY, "customer_id": "acme"}

    answers = await asyncio.gather(
        *(clients.admin.post(HOOKS, body) for _ in range(MOST_WEBHOOKS + 5))
    )

    assert [answer.status_code for answer in answers].count(201) == MOST_WEBHOOKS
    refused = [answer.json()["code"] for answer in answers if answer.status_code != 201]
    assert refused == ["too-many-webhooks"] * 5


async def test_the_same_request_at_once_sets_up_one_webhook(clients: IntakeClients) -> None:
    answers = await asyncio.gather(
        *(clients.admin.post(HOOKS, BODY, Idempotency_Key="one") for _ in range(3))
    )

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["webhook_id"] for answer in answers}) == 1
    assert ["secret" in answer.json() for answer in answers].count(True) == 1


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("replay", {}, "invalid-request"),
        ("replay", {"since": "2026-03-01T00:00:00Z", "after": "x"}, "invalid-request"),
        ("replay", {"since": "2200-01-01T00:00:00Z"}, "since-in-the-future"),
        ("replay", {"after": "x"}, "bad-cursor"),
        (f"deliveries/{NO_DELIVERY}/replay", None, "unknown-delivery"),
    ],
)
async def test_a_replay_that_cannot_be_meant_is_refused(
    clients: IntakeClients, path: str, body: object, code: str
) -> None:
    hook = await clients.admin.did(HOOKS, BODY)

    answer = await clients.admin.post(f"{HOOKS}/{hook['webhook_id']}/{path}", body)

    assert answer.json()["code"] == code


async def test_nobody_reads_of_webhooks_in_the_feed(clients: IntakeClients) -> None:
    await clients.admin.did(HOOKS, BODY)

    assert (await clients.admin.get("/v1/events")).json()["items"] == []
