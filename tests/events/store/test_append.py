"""What an append promises: versions, seq, times and command ids, in both stores."""

import asyncio
from datetime import timedelta
from typing import TypeVar

import pytest

from events.clock import MovableClock
from events.errors import EventAlreadyRecorded, StoreClosed, UnknownEventType, WrongExpectedVersion
from events.event import Event, NewEvent
from events.sharding import shard_of
from events.store.event_store import AlreadyDone, Append, Appended, Conflict, EventStore
from tests.events.store.sample_appends import META, append_to, command, comment, texts
from tests.support.event_stores import NOON, SHARDS

Tx = TypeVar("Tx")


class NotInTheCatalogue(Event, frozen=True, kw_only=True):
    """An event that nobody registered."""


async def test_gives_a_new_stream_version_1_and_the_shard_seq_1(store: EventStore[Tx]) -> None:
    appended = await store.append(append_to("c-1", "hello", expected=0))
    assert isinstance(appended, Appended)
    assert appended.version == 1
    assert [(event.seq, event.version, event.shard) for event in appended.events] == [
        (1, 1, shard_of("c-1", SHARDS))
    ]


async def test_reads_back_exactly_what_append_returned(store: EventStore[Tx]) -> None:
    appended = await store.append(append_to("c-1", "one \x00 nul", "two ☎ é"))
    assert isinstance(appended, Appended)
    assert tuple(await store.read_stream("case-c-1", "c-1")) == appended.events
    assert tuple(await store.read_shard(appended.events[0].shard, 1, 100)) == appended.events


async def test_reads_many_streams_at_once_each_in_its_order(store: EventStore[Tx]) -> None:
    await store.append(append_to("c-1", "one", "two"))
    await store.append(append_to("c-2", "three"))
    await store.append(append_to("c-1", "four", expected=2))

    wanted = [("case-c-2", "c-2"), ("case-c-1", "c-1"), ("case-none", "none")]
    streams = await store.read_streams(wanted)
    assert {stream: texts(events) for stream, events in streams.items()} == {
        "case-c-1": ["one", "two", "four"],
        "case-c-2": ["three"],
    }
    assert await store.read_streams([]) == {}


async def test_refuses_a_stale_version_and_writes_nothing(store: EventStore[Tx]) -> None:
    await store.append(append_to("c-1", "one"))
    with pytest.raises(WrongExpectedVersion) as refusal:
        await store.append(append_to("c-1", "two", expected=0))
    assert (refusal.value.expected, refusal.value.actual) == (0, 1)
    assert texts(await store.read_stream("case-c-1", "c-1")) == ["one"]


async def test_appends_at_any_version_where_none_is_expected(store: EventStore[Tx]) -> None:
    for text in ("one", "two"):
        await store.append(append_to("c-1", text))
    assert texts(await store.read_stream("case-c-1", "c-1")) == ["one", "two"]


async def test_reads_only_what_is_above_a_version_or_from_a_seq(store: EventStore[Tx]) -> None:
    await store.append(append_to("c-1", "1", "2", "3", "4"))
    assert texts(await store.read_stream("case-c-1", "c-1", after_version=2)) == ["3", "4"]
    assert texts(await store.read_shard(shard_of("c-1", SHARDS), 2, 2)) == ["2", "3"]
    assert await store.read_stream("case-other", "other") == []


async def test_records_events_strictly_one_after_the_other_on_a_clock_that_stands(
    store: EventStore[Tx],
) -> None:
    await store.append(append_to("c-1", "1", "2"))
    await store.append(append_to("c-1", "3"))
    times = [event.recorded_at - NOON for event in await store.read_stream("case-c-1", "c-1")]
    assert times == [timedelta(microseconds=n) for n in range(3)]


async def test_records_at_the_stores_time_and_never_goes_back(
    store: EventStore[Tx], clock: MovableClock
) -> None:
    clock.move(timedelta(days=3))
    appended = await store.append(append_to("c-1"))
    assert isinstance(appended, Appended)
    assert appended.events[0].recorded_at == clock.now() == await store.now()


async def test_answers_a_command_that_was_done_with_the_first_record(store: EventStore[Tx]) -> None:
    first = command()
    await store.append(append_to("c-1", "once", command=first))
    again = await store.append(append_to("c-1", "twice", expected=0, command=first))
    assert again == AlreadyDone(record=first)
    assert await store.find_command(first.command_id) == first
    assert texts(await store.read_stream("case-c-1", "c-1")) == ["once"]


async def test_knows_no_command_that_was_never_done(store: EventStore[Tx]) -> None:
    assert await store.find_command(command().command_id) is None


async def test_reads_its_time_and_a_command_at_once(store: EventStore[Tx]) -> None:
    first = command()
    assert await store.now_and_command(first.command_id) == (NOON, None)
    await store.append(append_to("c-1", command=first))
    assert await store.now_and_command(first.command_id) == (NOON, first)


async def test_does_a_command_once_however_often_it_is_asked_at_the_same_time(
    store: EventStore[Tx],
) -> None:
    one = command()
    cases = [f"c-{n}" for n in range(20)]
    outcomes = await asyncio.gather(*(store.append(append_to(case, command=one)) for case in cases))
    assert sum(isinstance(outcome, Appended) for outcome in outcomes) == 1
    assert [outcome.record for outcome in outcomes if isinstance(outcome, AlreadyDone)] == [
        one
    ] * 19


async def test_keeps_seq_contiguous_among_many_callers(store: EventStore[Tx]) -> None:
    await asyncio.gather(*(store.append(append_to(f"c-{n}", "a", "b")) for n in range(200)))
    for shard in range(SHARDS):
        events = await store.read_shard(shard, 1, 1000)
        assert [event.seq for event in events] == list(range(1, len(events) + 1))


async def test_only_one_of_many_wins_the_same_version(store: EventStore[Tx]) -> None:
    outcomes = await asyncio.gather(
        *(store.append(append_to("c-1", str(n), expected=0)) for n in range(20)),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, Appended) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, WrongExpectedVersion) for outcome in outcomes) == 19


async def test_judges_each_item_of_a_transaction_by_itself(store: EventStore[Tx]) -> None:
    done = command()
    async with store.transaction() as tx:
        outcomes = await store.append_in(
            tx,
            [
                append_to("c-1", "first", expected=0, command=done),
                append_to("c-1", "loses", expected=0),
                append_to("c-1", "second", expected=1),
                append_to("c-2", "again", command=done),
            ],
        )
    assert [type(outcome) for outcome in outcomes] == [Appended, Conflict, Appended, AlreadyDone]
    assert texts(await store.read_stream("case-c-1", "c-1")) == ["first", "second"]
    assert await store.read_stream("case-c-2", "c-2") == []


async def test_sees_in_a_transaction_what_it_appended_before(store: EventStore[Tx]) -> None:
    async with store.transaction() as tx:
        await store.append_in(tx, [append_to("c-1", "one", expected=0)])
        outcome = (await store.append_in(tx, [append_to("c-1", "two", expected=1)]))[0]
    assert isinstance(outcome, Appended)
    assert outcome.version == 2


async def test_leaves_nothing_of_a_transaction_that_was_rolled_back(store: EventStore[Tx]) -> None:
    done = command()

    async def fail_after_appending() -> None:
        async with store.transaction() as tx:
            await store.append_in(tx, [append_to("c-1", command=done)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_after_appending()
    appended = await store.append(append_to("c-1", "after", expected=0))
    assert isinstance(appended, Appended)
    assert appended.events[0].seq == 1
    assert await store.find_command(done.command_id) is None


async def test_refuses_an_event_id_twice(store: EventStore[Tx]) -> None:
    event = comment("once")
    both = Append(stream="case-c-1", routing_key="c-1", expected_version=None, events=[event])
    await store.append(both)
    with pytest.raises(EventAlreadyRecorded):
        await store.append(both)
    assert texts(await store.read_stream("case-c-1", "c-1")) == ["once"]


async def test_refuses_an_event_that_the_catalogue_does_not_have(store: EventStore[Tx]) -> None:
    stranger = NewEvent(
        data=NotInTheCatalogue(), event_id=comment().event_id, occurred_at=NOON, meta=META
    )
    with pytest.raises(UnknownEventType):
        await store.append(
            Append(stream="s", routing_key="s", expected_version=None, events=[stranger])
        )


async def test_takes_nothing_when_it_is_closed(store: EventStore[Tx]) -> None:
    await store.append(append_to("c-1", "before"))
    await store.close()
    with pytest.raises(StoreClosed):
        await store.append(append_to("c-1", "after"))
    assert texts(await store.read_stream("case-c-1", "c-1")) == ["before"]
