"""A watermark (shard, W, N) promises that whatever is recorded at or before W has a seq below N."""

from datetime import UTC, datetime, timedelta
from typing import TypeVar

from events.clock import MovableClock
from events.sharding import shard_of
from events.store.event_store import Appended, EventStore
from events.store.judge_batch import TICK
from events.watermark import Watermark
from tests.events.store.sample_appends import append_to
from tests.support.event_stores import SHARDS

Tx = TypeVar("Tx")
LEAP_DAY = datetime(2016, 2, 29, tzinfo=UTC)


async def watermarks_of(store: EventStore[Tx]) -> list[Watermark]:
    """Return the promises for shards that have events."""
    return [watermark for watermark in await store.make_watermarks() if watermark.next_seq > 1]


async def test_says_of_a_shard_without_events_that_it_had_none_a_moment_ago(
    store: EventStore[Tx], clock: MovableClock
) -> None:
    before = clock.now() - TICK
    expected = tuple(Watermark(shard=shard, at=before, next_seq=1) for shard in range(SHARDS))
    assert await store.make_watermarks() == expected


async def test_history_may_come_into_a_shard_of_which_only_that_was_said(
    store: EventStore[Tx],
) -> None:
    await store.make_watermarks()
    await store.begin_history()
    taken = await store.append(append_to("c-1", recorded_at=LEAP_DAY))
    assert isinstance(taken, Appended)
    assert taken.events[0].recorded_at == LEAP_DAY


async def test_promises_the_stores_time_for_each_shard_that_has_events(
    store: EventStore[Tx], clock: MovableClock
) -> None:
    await store.append(append_to("c-1", "a", "b"))
    clock.move(timedelta(seconds=1))
    watermark = Watermark(shard=shard_of("c-1", SHARDS), at=clock.now(), next_seq=3)
    assert await watermarks_of(store) == [watermark]


async def test_records_after_its_promise_even_where_the_clock_stands(
    store: EventStore[Tx], clock: MovableClock
) -> None:
    await store.append(append_to("c-1"))
    clock.move(timedelta(seconds=1))
    (watermark,) = await watermarks_of(store)
    later = await store.append(append_to("c-1"))
    assert isinstance(later, Appended)
    assert later.events[0].recorded_at > watermark.at


async def test_says_the_same_again_while_the_clock_stands(store: EventStore[Tx]) -> None:
    await store.append(append_to("c-1"))
    assert await store.make_watermarks() == await store.make_watermarks()


async def test_promises_nothing_for_a_shard_that_is_being_appended_to(
    store: EventStore[Tx],
) -> None:
    await store.append(append_to("c-1"))
    async with store.transaction() as tx:
        await store.append_in(tx, [append_to("c-1")])
        assert await watermarks_of(store) == []
