"""Each event carries a hash over its predecessor's and over all that is the fact, in both stores
and however it was appended."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import TypeVar
from uuid import UUID

import pytest
from msgspec.structs import replace

from events.catalogue.case_events import CaseAssigned
from events.catalogue.registry import CATALOGUE
from events.clock import MovableClock
from events.store.chain_hash import FIRST_LINK
from events.store.connection import Pool
from events.store.event_store import EventStore
from events.store.event_table import ChainedEvent, Head, hash_of
from events.store.memory_store import MemoryStore
from events.stored_event import StoredEvent, recorded_of
from tests.events.store.sample_appends import append_to, comment
from tests.support.event_stores import NOON, SHARDS, postgres_store

Tx = TypeVar("Tx")
STORED = StoredEvent(
    shard=1, seq=2, stream="case-c", version=3, key="c", event_id=UUID(int=4), name="t",
    schema_version=5, data='{"a":1}', meta='{"b":2}', occurred_at=NOON, recorded_at=NOON,
)  # fmt: skip


def heads_by_hand(chain: Sequence[ChainedEvent]) -> bytes:
    """Return the last hash, made anew from the rows alone."""
    last = FIRST_LINK
    for event in chain:
        last = hash_of(last, event.stored)
        assert event.hash == last
    return last


async def whole_log(store: EventStore[Tx]) -> list[Sequence[ChainedEvent]]:
    return [await store.read_chain(shard, 1, 1000) for shard in range(SHARDS)]


async def test_an_empty_store_ends_where_every_chain_begins(store: EventStore[Tx]) -> None:
    assert await store.heads() == [Head(shard, 0, FIRST_LINK) for shard in range(SHARDS)]


async def test_live_appends_are_chained_by_shard(store: EventStore[Tx]) -> None:
    for number in range(12):
        await store.append(append_to(f"c-{number % 5}", "one \x00 nul", "two ☎ é"))
    chains = await whole_log(store)
    assert sum(map(len, chains)) == 24
    by_hand = [Head(shard, len(chain), heads_by_hand(chain)) for shard, chain in enumerate(chains)]
    assert await store.heads() == by_hand


async def test_history_and_what_follows_from_it_are_chained_too(store: EventStore[Tx]) -> None:
    await store.begin_history()
    await store.append(append_to("c-1", "past", recorded_at=NOON - timedelta(days=300)))
    await store.end_history()
    async with store.transaction() as tx:
        await store.append_in(
            tx, [append_to("c-1", "derived", recorded_at=NOON - timedelta(days=299))]
        )
        await store.append_in(tx, [append_to("c-1", "live")])
    (chain,) = [chain for chain in await whole_log(store) if chain]
    assert len(chain) == 3
    heads_by_hand(chain)


async def test_an_append_that_was_rolled_back_leaves_no_link(store: EventStore[Tx]) -> None:
    before = await store.heads()

    async def append_and_fail() -> None:
        async with store.transaction() as tx:
            await store.append_in(tx, [append_to("c-1")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await append_and_fail()
    assert await store.heads() == before


async def test_the_rows_are_what_readers_get(store: EventStore[Tx]) -> None:
    # Without anything personal, so that a row can be read without keys.
    case_assigned = CaseAssigned(case_id="c-1", engineer_id="e-1")
    event = replace(comment(), data=case_assigned)
    await store.append(replace(append_to("c-1"), events=[event]))
    (chain,) = [chain for chain in await whole_log(store) if chain]
    recorded = [recorded_of(event.stored, "intake", CATALOGUE) for event in chain]
    assert recorded == await store.read_stream("case-c-1", "c-1")


async def test_both_stores_make_the_same_hashes(pool: Pool, clock: MovableClock) -> None:
    # Stores that do not seal: sealing draws keys and nonces.
    append, store = append_to("c-1", "one", "two"), postgres_store(pool, clock)
    twin = MemoryStore("intake", SHARDS, MovableClock(NOON), catalogue=CATALOGUE)
    await store.append(append)
    await twin.append(append)
    assert await store.heads() == await twin.heads()


@pytest.mark.parametrize(
    "change",
    [
        lambda e: replace(e, shard=0),
        lambda e: replace(e, seq=3),
        lambda e: replace(e, stream="case-d"),
        lambda e: replace(e, version=4),
        lambda e: replace(e, key="d"),
        lambda e: replace(e, event_id=UUID(int=5)),
        lambda e: replace(e, name="u"),
        lambda e: replace(e, schema_version=6),
        lambda e: replace(e, data='{"a": 1}'),
        lambda e: replace(e, meta='{"b":3}'),
        lambda e: replace(e, occurred_at=NOON + timedelta(microseconds=1)),
        lambda e: replace(e, recorded_at=NOON - timedelta(microseconds=1)),
        lambda e: replace(e, stream="case-", key="cc"),
        lambda e: replace(e, data='{"a":1}{', meta='"b":2}'),
    ],
)
def test_any_other_fact_has_another_hash(change: Callable[[StoredEvent], StoredEvent]) -> None:
    assert hash_of(FIRST_LINK, change(STORED)) != hash_of(FIRST_LINK, STORED)


def test_another_predecessor_makes_another_hash() -> None:
    assert hash_of(b"x" * 32, STORED) != hash_of(FIRST_LINK, STORED)


def test_the_zone_in_which_a_time_is_written_changes_nothing() -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=5, minutes=45)))
    assert hash_of(FIRST_LINK, replace(STORED, occurred_at=elsewhere)) == hash_of(
        FIRST_LINK, STORED
    )


@pytest.mark.parametrize("year", [1, 1969, 9999])
def test_times_far_off_have_a_hash(year: int) -> None:
    assert (
        len(hash_of(FIRST_LINK, replace(STORED, occurred_at=datetime(year, 1, 1, tzinfo=UTC))))
        == 32
    )


def test_the_encoding_never_changes() -> None:
    assert (
        hash_of(FIRST_LINK, STORED).hex()
        == "decc751fcdaeae4a23dbebdad07a3167aa808930b431ed56b9ab503bebd35b31"
    )
