"""Taking in history: when a store may, what it refuses meanwhile, and what it promises about
time."""

from datetime import UTC, datetime, timedelta
from typing import TypeVar

import msgspec
import pytest

from events.clock import MovableClock
from events.errors import HistoryRefused, ImportUnderWay
from events.sharding import shard_of
from events.store.event_store import Append, Appended, EventStore
from events.watermark import Watermark
from tests.events.store.sample_appends import append_to, texts
from tests.support.event_stores import NOON, SHARDS, postgres_store, store_pool

Tx = TypeVar("Tx")
LEAP_DAY = datetime(2016, 2, 29, 1, 16, tzinfo=UTC)
TICK = timedelta(microseconds=1)


async def test_refuses_history_where_somebody_worked_already(store: EventStore[Tx]) -> None:
    await store.append(append_to("c-1"))
    with pytest.raises(HistoryRefused):
        await store.begin_history()
    assert not await store.in_history()


async def test_refuses_a_time_from_the_past_while_no_import_is_under_way(
    store: EventStore[Tx],
) -> None:
    with pytest.raises(HistoryRefused):
        await store.append(append_to("c-1", recorded_at=LEAP_DAY))


async def test_refuses_live_appends_while_an_import_is_under_way(store: EventStore[Tx]) -> None:
    await store.begin_history()
    with pytest.raises(ImportUnderWay):
        await store.append(append_to("c-1"))
    with pytest.raises(ImportUnderWay):
        async with store.transaction() as tx:
            await store.append_in(tx, [append_to("c-1")])
    assert await store.read_stream("case-c-1", "c-1") == []


async def test_keeps_the_times_of_history_and_its_ties(store: EventStore[Tx]) -> None:
    await store.begin_history()
    await store.append(append_to("c-1", "a", "b", recorded_at=LEAP_DAY))
    await store.append(append_to("c-1", "c", recorded_at=LEAP_DAY))
    assert {event.recorded_at for event in await store.read_stream("case-c-1", "c-1")} == {LEAP_DAY}


async def test_never_lets_history_go_back(store: EventStore[Tx]) -> None:
    await store.begin_history()
    await store.append(append_to("c-1", recorded_at=LEAP_DAY))
    earlier = await store.append(append_to("c-1", recorded_at=LEAP_DAY - timedelta(hours=1)))
    assert isinstance(earlier, Appended)
    assert earlier.events[0].recorded_at == LEAP_DAY


async def test_goes_on_with_an_import_that_was_killed(store: EventStore[Tx]) -> None:
    await store.begin_history()
    await store.append(append_to("c-1", "before", recorded_at=LEAP_DAY))
    await store.begin_history()
    await store.append(append_to("c-1", "after", recorded_at=LEAP_DAY + timedelta(minutes=1)))
    assert texts(await store.read_stream("case-c-1", "c-1")) == ["before", "after"]


async def test_takes_more_history_where_there_is_nothing_else(store: EventStore[Tx]) -> None:
    await store.begin_history()
    await store.append(imported("c-1", LEAP_DAY))
    await store.end_history()
    await store.begin_history()
    await store.append(imported("c-2", LEAP_DAY + timedelta(days=1)))
    await store.end_history()
    [later] = await store.read_stream("case-c-2", "c-2")
    assert later.recorded_at == LEAP_DAY + timedelta(days=1)
    await store.append(append_to("c-3"))
    with pytest.raises(HistoryRefused):
        await store.begin_history()


async def test_looks_only_at_what_came_after_the_last_import(intake_dsn: str) -> None:
    async with store_pool(intake_dsn) as pool:
        store = postgres_store(pool, shards=12)
        await store.begin_history()
        # Not marked, so that it would count as live where it was looked at.
        await store.append(append_to("c-1", recorded_at=LEAP_DAY))
        await store.end_history()
        assert await store.holds_only_history()

        await store.append(append_to("c-1"))
        # What is over already does not end later.
        await store.end_history()
        assert not await store.holds_only_history()
        await store.close()


async def test_reads_all_of_a_log_that_was_imported_before_its_end_was_noted(
    intake_dsn: str,
) -> None:
    async with store_pool(intake_dsn) as pool:
        store = postgres_store(pool, shards=12)
        await store.begin_history()
        await store.append(imported("c-1", LEAP_DAY))
        await store.end_history()
        await pool.execute("update intake.es_shard set history_next = null")
        assert await store.holds_only_history()

        await store.append(append_to("c-2"))
        assert not await store.holds_only_history()
        with pytest.raises(HistoryRefused):
            await store.begin_history()
        await store.close()


def imported(case_id: str, at: datetime) -> Append:
    """Return an append of history, marked as imported."""
    append = append_to(case_id, recorded_at=at)
    marked = [
        msgspec.structs.replace(it, meta=msgspec.structs.replace(it.meta, imported=True))
        for it in append.events
    ]
    return msgspec.structs.replace(append, events=marked)


async def test_works_live_when_the_import_has_ended(store: EventStore[Tx]) -> None:
    await store.begin_history()
    await store.append(append_to("c-1", recorded_at=LEAP_DAY))
    await store.end_history()
    live = await store.append(append_to("c-1"))
    assert isinstance(live, Appended)
    assert live.events[0].recorded_at == NOON
    with pytest.raises(HistoryRefused):
        await store.begin_history()


async def test_promises_only_what_no_tie_can_break_while_history_comes_in(
    store: EventStore[Tx],
) -> None:
    await store.begin_history()
    await store.append(append_to("c-1", recorded_at=LEAP_DAY))
    shard = shard_of("c-1", SHARDS)
    watermarks = [
        watermark for watermark in await store.make_watermarks() if watermark.shard == shard
    ]
    assert watermarks == [Watermark(shard=shard, at=LEAP_DAY - TICK, next_seq=2)]
    tie = await store.append(append_to("c-1", recorded_at=LEAP_DAY))
    assert isinstance(tie, Appended)
    assert tie.events[0].recorded_at == LEAP_DAY


async def test_takes_derived_history_at_any_time_but_after_what_was_promised(
    store: EventStore[Tx], clock: MovableClock
) -> None:
    async with store.transaction() as tx:
        await store.append_in(
            tx, [append_to("c-1", recorded_at=LEAP_DAY), append_to("c-1", recorded_at=LEAP_DAY)]
        )
    await store.make_watermarks()
    async with store.transaction() as tx:
        await store.append_in(tx, [append_to("c-1", recorded_at=LEAP_DAY)])
    times = [event.recorded_at for event in await store.read_stream("case-c-1", "c-1")]
    assert times == [LEAP_DAY, LEAP_DAY, clock.now() + TICK]
