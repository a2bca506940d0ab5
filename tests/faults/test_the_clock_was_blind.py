"""The clock goes blind and is killed, and later its database is away: both are on record, each
change once, with its true instants, and nothing is left open."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
import pytest

from events.catalogue.clock_events import ClockSeesAgain, ClockWentBlind
from events.catalogue.registry import CATALOGUE
from events.clock import SystemClock
from events.store.connection import Pool
from events.store.postgres_store import PostgresStore, StoreOptions
from tests.faults.fleet import SHARDS, fleet
from tests.faults.ground import Ground
from tests.faults.test_each_hop_killed_past_a_deadline import is_watched, open_cases
from tests.faults.until import until
from tests.support.event_stores import store_pool

CASES = [f"c-{number:02}" for number in range(6)]
AWAY_S = 9.0
_SIGHT = """
select type, data::text, recorded_at from sla_clock.es_event where stream = 'clock-sight'
order by version
"""
Sight = ClockWentBlind | ClockSeesAgain
pytestmark = [pytest.mark.long, pytest.mark.slow, pytest.mark.timeout(300)]


async def test_each_blindness_is_told_once_and_ended_by_whoever_is_there(ground: Ground) -> None:
    async with fleet(ground, ground.servers) as ships, store_pool(ground.dsn, size=2) as pool:
        options = StoreOptions(catalogue=CATALOGUE)
        store = PostgresStore(pool, "intake", "intake", SHARDS, options=options)
        await open_cases(store, CASES)
        await until(lambda: is_watched(ships, CASES))

        await ships.kill("intake")
        await until(lambda: is_blind(pool), at_most_s=60)
        await ships.kill("sla_clock")
        await ships.start("sla_clock")
        await ships.start("intake")
        await until(lambda: sees(pool, 1), at_most_s=90)

        ships.database.refuse()
        refused_at = SystemClock().now()
        await SystemClock().sleep(AWAY_S)
        ships.database.let_through()
        await until(lambda: sees(pool, 2), at_most_s=90)
        events = await sight_of(pool)
        await store.close()

    assert balance(events) == {}
    last = [event for event, _ in events if isinstance(event, ClockWentBlind)][-1]
    recorded_at = [at for event, at in events if event == last][-1]
    # Blind five seconds after the last watermark, and told when the database was there again.
    assert abs(last.blind_since - refused_at - timedelta(seconds=5)) < timedelta(seconds=3)
    assert recorded_at - last.blind_since > timedelta(seconds=AWAY_S - 8)


async def sight_of(pool: Pool) -> Sequence[tuple[Sight, datetime]]:
    """All that is recorded of the clock's sight, and when it was."""
    return [
        (msgspec.json.decode(row["data"], type=_kind(row["type"])), row["recorded_at"])
        for row in await pool.fetch(_SIGHT)
    ]


def _kind(ce_type: str) -> type[ClockWentBlind] | type[ClockSeesAgain]:
    return ClockWentBlind if "went-blind" in ce_type else ClockSeesAgain


def balance(events: Sequence[tuple[Sight, datetime]]) -> Counter[int]:
    """The shards that are blind by these events. Raises AssertionError for a change told twice."""
    blind = Counter[int]()
    for event, _ in events:
        for shard in event.shards:
            blind[shard] += 1 if isinstance(event, ClockWentBlind) else -1
            assert blind[shard] in (0, 1), f"shard {shard}: told twice"
    return +blind


async def is_blind(pool: Pool) -> bool:
    return bool(balance(await sight_of(pool)))


async def sees(pool: Pool, times: int) -> bool:
    """Whether all is seen, after it was so many times blind."""
    events = await sight_of(pool)
    blind = Counter(
        shard for event, _ in events if isinstance(event, ClockWentBlind) for shard in event.shards
    )
    return not balance(events) and max(blind.values(), default=0) >= times
