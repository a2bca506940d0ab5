"""Two and four clock processes follow each shard exactly once. Where one is killed, others follow
its shards within seconds; one that was frozen, and wakes up, writes nothing twice."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from signal import SIGCONT, SIGSTOP

import httpx
import msgspec
import pytest

from events.catalogue.registry import CATALOGUE
from events.clock import SystemClock
from events.store.postgres_store import PostgresStore, StoreOptions
from tests.faults.fleet import SHARDS, Fleet, fleet
from tests.faults.ground import Counts, Ground
from tests.faults.test_each_hop_killed_past_a_deadline import open_cases, verdicts
from tests.faults.until import until
from tests.support.event_stores import store_pool

TAKEN_OVER_WITHIN_S = 5.0
_CASES = 60
_CLOCK = SystemClock()
pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(300)]


@pytest.mark.parametrize("clocks", [2, 4])
async def test_each_shard_is_followed_once_and_soon_after_a_crash(
    ground: Ground, clocks: int
) -> None:
    await share_the_shards(ground, clocks, within_s=10 * TAKEN_OVER_WITHIN_S)


async def share_the_shards(
    ground: Ground, clocks: int | None = None, within_s: float = TAKEN_OVER_WITHIN_S
) -> Counts:
    """Return the trap: kill one of the clocks, start it again, freeze another and wake it."""
    number = clocks or ground.dice().choice((2, 4))
    names = ["sla_clock", *(f"sla_clock:{member}" for member in range(2, number + 1))]
    async with (
        fleet(ground, ground.servers, ("intake", *names), _sessions()) as ships,
        store_pool(ground.dsn, size=4) as pool,
    ):
        store = PostgresStore(
            pool, "intake", "intake", SHARDS, options=StoreOptions(catalogue=CATALOGUE)
        )
        await shared(ships, names)
        await open_cases(store, [f"a-{case:02}" for case in range(_CASES)])
        taken_over_s = await _kill_one(ships, names)
        await open_cases(store, [f"b-{case:02}" for case in range(_CASES)])
        await ships.start(names[-1])
        await shared(ships, names)
        awake = await _freeze_one(ships, names)
        await open_cases(store, [f"c-{case:02}" for case in range(_CASES)])
        ships.signal(names[0], SIGCONT)
        await shared(ships, [names[0], *awake])

        async def all_judged() -> bool:
            return len(await verdicts(pool)) == 3 * _CASES

        await until(all_judged)
        outcomes = Counter(tuple(types) for types in (await verdicts(pool)).values())
        await store.close()
    assert outcomes == {("sla-clock.deadline.breached",): 3 * _CASES}
    assert taken_over_s < within_s, f"{taken_over_s:.1f} s until others followed its shards"
    return Counter({"breaches": 3 * _CASES, "taken over after ms": int(1000 * taken_over_s)})


def _sessions() -> Mapping[str, str]:
    """Return the settings for the broker: the embedded one lets go after two sessions, not one."""
    kafka = os.environ.get("BROKER") == "kafka"
    return {} if kafka else {"TOCSIN_GROUP_SESSION_S": "1.5"}


async def shared(ships: Fleet, names: Sequence[str]) -> None:
    """Wait until these follow all shards, each shard once, and each process some of them."""

    async def so() -> bool:
        followed = [await followed_by(ships, name) for name in names]
        return all(followed) and sorted(chain.from_iterable(followed)) == list(range(SHARDS))

    await until(so)


async def followed_by(ships: Fleet, name: str) -> list[int]:
    """Return the shards that a process reads now; none where it does not answer."""
    try:
        answer = await ships.get(name, "/v1/clock")
    except httpx.TransportError:
        return []
    shards = msgspec.convert(answer["shards"], list[dict[str, object]])
    return [int(str(one["shard"])) for one in shards if one["state"] == "reading"]


async def _kill_one(ships: Fleet, names: Sequence[str]) -> float:
    """Kill the last one; return the seconds until the others follow all shards."""
    assert await followed_by(ships, names[-1])
    began = _CLOCK.monotonic()
    await ships.kill(names[-1])
    await _until_followed(ships, names[:-1])
    return _CLOCK.monotonic() - began


async def _freeze_one(ships: Fleet, names: Sequence[str]) -> Sequence[str]:
    """Freeze the first one, and return the others when they follow all shards."""
    ships.signal(names[0], SIGSTOP)
    await _until_followed(ships, names[1:])
    return names[1:]


async def _until_followed(ships: Fleet, names: Sequence[str]) -> None:
    async def so() -> bool:
        followed = [await followed_by(ships, name) for name in names]
        return set(chain.from_iterable(followed)) == set(range(SHARDS))

    await until(so)
