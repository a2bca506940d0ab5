"""A watermark (shard, W, N) promises that whatever is recorded at or before W has a seq below N."""

from datetime import timedelta
from typing import TypeVar

from events.clock import MovableClock
from events.sharding import shard_of
from events.store.event_store import Appended, EventStore, Watermark
from tests.events.store.sample_appends import append_to
from tests.support.event_stores import SHARDS

Tx = TypeVar("Tx")


async def test_promises_nothing_for_a_shard_without_events(store: EventStore[Tx]) -> None:
    assert await store.make_watermarks() == ()


async def test_promises_the_stores_time_for_each_shard_that_has_events(
    store: EventStore[Tx], clock: MovableClock
) -> None:
    await store.append(append_to("c-1", "a", "b"))
    clock.move(timedelta(seconds=1))
    assert await store.make_watermarks() == (Watermark(shard=shard_of("c-1", SHARDS), at=clock.now(), next_seq=3),)


async def test_records_after_its_promise_even_where_the_clock_stands(
    store: EventStore[Tx], clock: MovableClock
) -> None:
    await store.append(append_to("c-1"))
    clock.move(timedelta(seconds=1))
    promise = (await store.make_watermarks())[0]
    later = await store.append(append_to("c-1"))
    assert isinstance(later, Appended)
    assert later.events[0].recorded_at > promise.at


async def test_says_the_same_again_while_the_clock_stands(store: EventStore[Tx]) -> None:
    await store.append(append_to("c-1"))
    assert await store.make_watermarks() == await store.make_watermarks()


async def test_promises_nothing_for_a_shard_that_is_being_appended_to(store: EventStore[Tx]) -> None:
    await store.append(append_to("c-1"))
    async with store.transaction() as tx:
        await store.append_in(tx, [append_to("c-1")])
        assert await store.make_watermarks() == ()
