"""Both stores seal what they are given, and read it again as long as the key is kept; the chain
does not change when it is dropped."""

import asyncio
from datetime import timedelta
from typing import TypeVar

import pytest

from events.clock import MovableClock, SystemClock
from events.sealing.data_key import SECRET_BYTES
from events.sealing.key_ring import KeyRing, WrongSealingKey
from events.store.connection import Pool, in_schema
from events.store.event_store import Appended, EventStore
from events.store.sealing_keys import SealingKeyTable
from events.stored_event import StoredEvent
from tests.events.store.sample_appends import append_to, texts
from tests.support.event_stores import (
    SCHEMA,
    SEALING_KEY,
    SHARDS,
    postgres_store,
    sealing_keys,
)

Tx = TypeVar("Tx")
NOBODY = "staff/nobody"
"""Whose key seals the sample comments, which have no actor."""


async def rows(store: EventStore[Tx]) -> list[StoredEvent]:
    chains = [await store.read_chain(shard, 1, 1000) for shard in range(SHARDS)]
    return [event.stored for chain in chains for event in chain]


async def test_what_is_stored_is_sealed_and_what_is_read_is_plain(store: EventStore[Tx]) -> None:
    appended = await store.append(append_to("c-1", "very private"))
    assert isinstance(appended, Appended)
    assert texts(appended.events) == ["very private"]
    assert texts(await store.read_stream("case-c-1", "c-1")) == ["very private"]
    (row,) = await rows(store)
    assert (row.name, row.schema_version) == ("intake.case.commented", 4)
    assert "private" not in row.data


async def test_an_append_within_a_transaction_is_sealed_too(store: EventStore[Tx]) -> None:
    async with store.transaction() as tx:
        await store.append_in(tx, [append_to("c-1", "one"), append_to("c-2", "two")])
    assert "one" not in "".join(row.data for row in await rows(store))
    both = await store.read_streams([("case-c-1", "c-1"), ("case-c-2", "c-2")])
    assert texts([*both["case-c-1"], *both["case-c-2"]]) == ["one", "two"]


@pytest.fixture
def keys(pool: Pool, clock: MovableClock) -> SealingKeyTable:
    return sealing_keys(pool, clock)


async def key_rows(pool: Pool) -> list[tuple[str, bool]]:
    query = "select owner, wrapped is null from {schema}.es_sealing_key order by created_at"
    return [(row[0], row[1]) for row in await pool.fetch(in_schema(query, SCHEMA))]


async def erase(pool: Pool, keys: SealingKeyTable, person: str) -> bool:
    async with pool.acquire() as tx, tx.transaction():
        erased = await keys.erase_in(tx, person, SystemClock().now())
    keys.forget(person)
    return erased


async def test_a_dropped_key_leaves_the_chain_as_it_was_and_the_words_erased(
    pool: Pool, clock: MovableClock, keys: SealingKeyTable
) -> None:
    store = postgres_store(pool, clock, sealer=keys)
    await store.append(append_to("c-1", "private"))
    heads, before = await store.heads(), await rows(store)
    assert await erase(pool, keys, NOBODY)
    assert texts(await store.read_stream("case-c-1", "c-1")) == ["erased"]
    assert (await store.heads(), await rows(store)) == (heads, before)
    assert not await erase(pool, keys, NOBODY)


async def test_somebody_who_was_erased_can_go_on_under_a_new_key(
    pool: Pool, clock: MovableClock, keys: SealingKeyTable
) -> None:
    store = postgres_store(pool, clock, sealer=keys)
    await store.append(append_to("c-1", "before"))
    await erase(pool, keys, NOBODY)
    await store.append(append_to("c-1", "after"))
    assert texts(await store.read_stream("case-c-1", "c-1")) == ["erased", "after"]
    assert await key_rows(pool) == [(NOBODY, True), (NOBODY, False)]


async def test_another_process_stops_reading_what_was_erased_within_a_minute(
    pool: Pool, clock: MovableClock, keys: SealingKeyTable
) -> None:
    other = postgres_store(pool, clock, sealer=sealing_keys(pool, clock))
    await other.append(append_to("c-1", "private"))
    assert texts(await other.read_stream("case-c-1", "c-1")) == ["private"]
    await erase(pool, keys, NOBODY)
    clock.move_to(clock.now() + timedelta(seconds=60))
    assert texts(await other.read_stream("case-c-1", "c-1")) == ["erased"]


async def test_processes_that_write_about_a_person_at_once_share_one_key(
    pool: Pool, clock: MovableClock
) -> None:
    tables = [sealing_keys(pool, clock) for _ in range(8)]
    made = await asyncio.gather(*(table.of(["staff/e"]) for table in tables))
    assert len({keys["staff/e"].key_id for keys in made}) == 1
    assert await key_rows(pool) == [("staff/e", False)]


async def test_a_key_that_was_rolled_back_seals_nothing_later(
    pool: Pool, clock: MovableClock, keys: SealingKeyTable
) -> None:
    store = postgres_store(pool, clock, sealer=keys)

    async def append_and_fail() -> None:
        async with store.transaction() as tx:
            await store.append_in(tx, [append_to("c-1", "never")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await append_and_fail()
    await store.append(append_to("c-1", "kept"))
    assert texts(await store.read_stream("case-c-1", "c-1")) == ["kept"]


async def test_a_known_key_costs_no_round_trip(
    pool: Pool, clock: MovableClock, keys: SealingKeyTable
) -> None:
    first = await keys.of(["staff/e"])
    await pool.execute(in_schema("drop table {schema}.es_sealing_key", SCHEMA))
    assert await keys.of(["staff/e"]) == first
    assert await keys.of([]) == {}


async def test_a_key_within_a_transaction_is_remembered_if_it_was_there_before(
    pool: Pool, clock: MovableClock, keys: SealingKeyTable
) -> None:
    await sealing_keys(pool, clock).of(["staff/e"])
    async with pool.acquire() as tx, tx.transaction():
        first = await keys.of_in(tx, ["staff/e"])
    await pool.execute(in_schema("drop table {schema}.es_sealing_key", SCHEMA))
    assert await keys.of(["staff/e"]) == first


async def test_the_table_holds_no_key_as_it_is(pool: Pool, keys: SealingKeyTable) -> None:
    made = await keys.of(["staff/e"])
    row = await pool.fetchrow(in_schema("select * from {schema}.es_sealing_key", SCHEMA))
    assert row is not None
    assert made["staff/e"].secret not in row["wrapped"]
    assert len(made["staff/e"].secret) == SECRET_BYTES


async def test_all_keys_are_wrapped_again_and_the_former_sealing_key_is_needed_no_more(
    pool: Pool, clock: MovableClock, keys: SealingKeyTable
) -> None:
    store = postgres_store(pool, clock, sealer=keys)
    await store.append(append_to("c-1", "private"))
    await keys.of(["staff/e", "staff/f"])
    await erase(pool, keys, "staff/f")
    later = "a later sealing key for tests, long enough"
    rotated = sealing_keys(pool, clock, KeyRing(later, before=SEALING_KEY))
    assert await rotated.wrap_all() == 2
    assert await rotated.wrap_all() == 0
    only_later = sealing_keys(pool, clock, KeyRing(later))
    read = postgres_store(pool, clock, sealer=only_later)
    assert texts(await read.read_stream("case-c-1", "c-1")) == ["private"]
    with pytest.raises(WrongSealingKey):
        await sealing_keys(pool, clock, KeyRing(SEALING_KEY)).of(["staff/e"])
