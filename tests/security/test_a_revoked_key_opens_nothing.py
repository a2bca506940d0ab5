"""A key that was revoked is refused by all four services within five seconds."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from careplans.terms import load_terms
from events.clock import MovableClock
from events.store.connection import make_pool
from intake.adapters.build_store import make_store
from intake.adapters.key_use_table import KeyUseTable
from intake.adapters.own_api_keys import OwnApiKeys
from intake.adapters.terms_library import TermsLibrary
from tests.stories.world import World, world_at
from tests.support.outsider import client_of
from webapi.api_keys import RemoteApiKeys
from webapi.tokens import TokenChecker

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
LISTS = {
    "intake": "/v1/customers",
    "sla_clock": "/v1/deadlines",
    "notifier": "/v1/pages",
    "reporting": "/v1/cases",
}


@pytest.fixture
async def world(tocsin_dsn: str) -> AsyncIterator[World]:
    async with world_at(NOON, tocsin_dsn) as world:
        yield world


async def answers(world: World, key: str) -> Mapping[str, int]:
    """What each service answers to the key."""
    statuses = {}
    for service, path in LISTS.items():
        async with client_of(world.apps[service]) as client:
            headers = {"Authorization": f"Bearer {key}"}
            statuses[service] = (await client.get(path, headers=headers)).status_code
    return statuses


async def test_a_revoked_key_opens_nothing_within_five_seconds(
    world: World, tocsin_dsn: str
) -> None:
    clock, pool = MovableClock(NOON), await make_pool(tocsin_dsn)
    # The worst: the others ask an instance of intake that did not revoke the key itself.
    store = make_store(pool, world.settings.shards, TermsLibrary(load_terms()))
    other = OwnApiKeys(store, clock, KeyUseTable(pool, "intake"))

    async def ask(key: str) -> httpx.Response:
        holder = await other.holder_of(key)
        request = httpx.Request("GET", "http://intake.test/v1/identity")
        text = holder.model_dump_json() if holder else ""
        return httpx.Response(200 if holder else 401, text=text, request=request)

    for service in ("sla_clock", "notifier", "reporting"):
        remote = RemoteApiKeys(ask, clock)
        world.apps[service].state.token_checker = TokenChecker(world.settings, api_keys=remote)
    try:
        body = {"label": "erp", "role": "agent"}
        key = await world.call("intake", "POST", "/v1/api-keys", body)
        before = await answers(world, key["key"])
        clock.move(timedelta(seconds=1.9))
        await other.holder_of(key["key"])
        await world.call("intake", "DELETE", f"/v1/api-keys/{key['key_id']}")
        clock.move(timedelta(seconds=5))

        assert before == dict.fromkeys(LISTS, 200)
        assert await answers(world, key["key"]) == dict.fromkeys(LISTS, 401)
    finally:
        await store.close()
        await pool.close()
