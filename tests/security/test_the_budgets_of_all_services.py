"""Each of the four services tells an identity what is left of its calls, and brakes who guesses."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from tests.stories.world import World, world_at
from tests.support.outsider import client_of
from webapi.identity import make_token
from webapi.rate_limits import RateLimits
from webapi.refusal_brake import RefusalBrake

LISTS = {
    "intake": "/v1/customers",
    "sla_clock": "/v1/deadlines",
    "notifier": "/v1/pages",
    "reporting": "/v1/cases",
}


@pytest.fixture
async def world(tocsin_dsn: str) -> AsyncIterator[World]:
    async with world_at(datetime(2026, 11, 16, 12, 0, tzinfo=UTC), tocsin_dsn) as world:
        yield world


async def test_every_service_counts_calls_and_refusals_the_same_way(world: World) -> None:
    few = world.settings.model_copy(update={"calls_per_minute": 1})
    good = {"Authorization": f"Bearer {make_token(world.settings, 'agent')}"}
    guess = {"Authorization": "Bearer guessed"}
    for service, path in LISTS.items():
        app = world.apps[service]
        app.state.rate_limits, app.state.refusal_brake = RateLimits(few), RefusalBrake(1)
        async with client_of(app) as client:
            first, beyond = [await client.get(path, headers=good) for _ in range(2)]
            guesses = [(await client.get(path, headers=guess)).status_code for _ in range(2)]

        assert (first.status_code, beyond.status_code) == (200, 429), service
        assert first.headers["ratelimit-policy"] == '"calls";q=1;w=60'
        assert first.headers["ratelimit"].startswith('"calls";r=0;t=')
        assert 1 <= int(beyond.headers["retry-after"]) <= 60
        assert beyond.json()["code"] == "too-many-calls"
        assert guesses == [401, 429], service
