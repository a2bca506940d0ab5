"""A stream lives in one shard, though two instances begin it at the same moment under different
routing keys."""

import asyncio

import pytest
from msgspec.structs import replace

from events.errors import Refused
from events.sharding import shard_of
from events.store.connection import Pool
from events.store.event_store import Append
from tests.events.store.sample_appends import append_to
from tests.support.event_stores import SCHEMA, SHARDS, postgres_store

ROUNDS = 40


async def test_of_two_instances_that_begin_a_stream_under_two_keys_one_is_refused(
    pool: Pool,
) -> None:
    stores = postgres_store(pool), postgres_store(pool)
    for number in range(ROUNDS):
        outcomes = await asyncio.gather(
            *(
                store.append(begin(number, key))
                for store, key in zip(stores, two_keys(), strict=True)
            ),
            return_exceptions=True,
        )
        assert sorted(isinstance(outcome, Refused) for outcome in outcomes) == [False, True], (
            outcomes
        )
    rows = await pool.fetch(
        f"select stream, count(distinct shard) from {SCHEMA}.es_event group by 1"
    )
    assert [row["count"] for row in rows] == [1] * ROUNDS


async def test_within_one_instance_too_where_both_go_in_one_large_batch(pool: Pool) -> None:
    store = postgres_store(pool)
    even, odd = two_keys()
    others = [store.append(append_to(f"c-{n}")) for n in range(200)]
    outcomes = await asyncio.gather(
        store.append(begin(999, even)),
        store.append(begin(999, odd)),
        *others,
        return_exceptions=True,
    )
    assert sorted(isinstance(outcome, Refused) for outcome in outcomes[:2]) == [False, True]
    assert not any(isinstance(outcome, BaseException) for outcome in outcomes[2:])


async def test_a_stream_that_was_begun_is_refused_under_another_key(pool: Pool) -> None:
    store = postgres_store(pool)
    even, odd = two_keys()
    await store.append(begin(1, even))
    with pytest.raises(Refused, match="its routing key never changes"):
        await store.append(begin(1, odd))


def begin(number: int, key: str) -> Append:
    """Return the first event of a stream, to be routed by that key."""
    return replace(append_to(f"c-{number}"), routing_key=key)


def two_keys() -> tuple[str, str]:
    """Return one of an even shard, and one of an odd one."""
    keys = {shard_of(f"k-{n}", SHARDS) % 2: f"k-{n}" for n in range(100)}
    return keys[0], keys[1]
