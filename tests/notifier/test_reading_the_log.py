"""What reading does to pages: twice is once, behind is silent, and the head pages for what still
needs it.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from msgspec.structs import replace

from events.catalogue.topics import TOPICS
from events.clock import SystemClock
from events.consumer.reaction import Batch
from events.event import Recorded
from events.sharding import DEFAULT_SHARDS
from events.store.connection import Row
from events.timers.timers import Timers
from notifier.adapters.cover_timers import CoverTimers
from notifier.adapters.erased_people import ErasedPeople
from notifier.adapters.log_reading import LogReading
from notifier.adapters.missed_covers import MissedCovers
from notifier.adapters.open_pages import OpenPages
from notifier.adapters.page_stream import PageStreams
from notifier.adapters.watch_cases import WatchedCases
from notifier.domain.hold_pages import YOUNG
from notifier.reactions.apply_findings import FindingsApplier
from notifier.reactions.case_watch import CaseWatch
from notifier.reactions.findings import page_wanted
from notifier.settings import SCHEMA
from tests.notifier.night import Night, opened

WATCHED = WatchedCases(SCHEMA)


def applier(night: Night) -> FindingsApplier:
    return FindingsApplier(PageStreams(night.notifier.store, SCHEMA), OpenPages(SCHEMA), WATCHED)


async def apply(night: Night, events: Sequence[Recorded], *, head: bool) -> None:
    """One batch, outside of any consumer."""
    reading = LogReading(SCHEMA, (), DEFAULT_SHARDS, SystemClock())
    is_about_cases = events[0].source == "intake"
    topic = TOPICS["intake"] if is_about_cases else TOPICS["sla-clock"]
    cover, missed, erased = (
        CoverTimers(Timers(SCHEMA)),
        MissedCovers(SCHEMA),
        ErasedPeople(SCHEMA),
    )
    reaction = CaseWatch(WATCHED, applier(night), cover, missed, reading, erased)
    async with night.notifier.store.transaction() as tx:
        batch = Batch(tx=tx, topic=topic, partition=events[0].shard, events=events, head=head)
        await reaction.apply(batch)


async def table(night: Night, name: str) -> Sequence[Row]:
    return await night.notifier.pool.fetch(f"select * from notifier.{name} order by 1")


async def everything(night: Night) -> list[list[tuple[object, ...]]]:
    names = ("page", "attempt", "watched_case", "page_wanted", "es_event", "timer")
    return [[tuple(row) for row in await table(night, name)] for name in names]


async def test_events_applied_twice_come_out_the_same(night: Night) -> None:
    events = [night.teller.opens("1")]
    await apply(night, events, head=True)
    before = await everything(night)

    await apply(night, events, head=True)

    assert await everything(night) == before


async def test_a_breach_applied_twice_pages_once(night: Night) -> None:
    events = [night.teller.breaches("1")]
    await apply(night, events, head=True)
    await apply(night, events, head=True)

    assert len(await night.pages()) == 1


async def test_applied_again_after_it_was_resolved_pages_nobody(night: Night) -> None:
    first, answered = night.teller.opens("1"), night.teller.answers("1")
    await apply(night, [first], head=True)
    await apply(night, [answered], head=True)

    await apply(night, [first], head=True)

    assert [page.status for page in await night.pages()] == ["resolved"]


async def test_behind_the_head_nothing_is_raised_and_at_the_head_what_still_needs_it_is(
    night: Night,
) -> None:
    first = night.teller.opens("1")
    other = next(
        case for n in range(99) if (case := night.teller.opens(f"x{n}")).shard == first.shard
    )
    night.clock.move(YOUNG)
    await apply(night, [first], head=False)
    await apply(night, [other], head=False)
    assert (await night.pages(), len(await table(night, "page_wanted"))) == ([], 2)

    await apply(night, [night.teller.answers("1")], head=True)

    assert [page.facts.case_id for page in await night.pages()] == [str(other.key)]
    assert await table(night, "page_wanted") == []


async def test_what_is_fresh_pages_at_once_however_many_records_wait_behind_it(
    night: Night,
) -> None:
    first = night.teller.opens("1")
    night.clock.move(YOUNG - timedelta(seconds=1))

    await apply(night, [first], head=False)

    assert [page.facts.case_id for page in await night.pages()] == ["1"]


async def test_what_was_held_pages_once_all_is_read_that_was_in_the_log_by_then(
    night: Night,
) -> None:
    first = night.teller.opens("1")
    cases = (f"x{n}" for n in range(999))
    night.clock.move(timedelta(minutes=1))
    await apply(night, [first], head=False)
    night.clock.move(timedelta(seconds=1))
    newer = next(case for name in cases if (case := night.teller.opens(name)).shard == first.shard)

    await apply(night, [newer], head=False)

    assert {page.facts.case_id for page in await night.pages()} == {"1", str(newer.key)}


async def test_what_was_held_for_a_minute_pages_though_the_log_is_still_unread(
    night: Night,
) -> None:
    first = night.teller.opens("1")
    night.clock.move(timedelta(minutes=5))
    night.broker.hold(TOPICS["intake"])
    await apply(night, [first], head=False)
    await night.run_due()
    assert await night.pages() == []

    await night.pass_time(seconds=60)

    assert [page.facts.case_id for page in await night.pages()] == ["1"]


async def test_behind_the_head_pages_are_still_resolved(night: Night) -> None:
    await apply(night, [night.teller.opens("1")], head=True)

    await apply(night, [night.teller.answers("1")], head=False)

    assert [page.status for page in await night.pages()] == ["resolved"]


async def test_a_page_that_waits_for_a_head_that_nobody_announces_is_raised_all_the_same(
    night: Night,
) -> None:
    opening = night.teller.opens("1", priority="P3")
    await night.run_due()
    p1 = replace(opening, event_id=uuid4(), data=opened("1", night.clock.now()))
    wanted = page_wanted(p1, None)
    assert wanted is not None
    async with night.notifier.store.transaction() as tx:
        await WATCHED.keep_waiting(tx, TOPICS["intake"], opening.shard, [wanted])

    await night.run_due()

    assert [page.facts.case_id for page in await night.pages()] == ["1"]
    assert await table(night, "page_wanted") == []


async def test_two_p1s_of_one_partition_page_twice(night: Night) -> None:
    for number in range(30):
        night.teller.opens(f"{number}")

    await night.run_due()

    assert len(await night.pages()) == 30
    assert len(night.provider.calls) == 30


async def test_a_p1_that_leaves_and_comes_back_while_its_page_is_open_is_one_page(
    night: Night,
) -> None:
    first = night.teller.opens("1")
    await apply(night, [first], head=True)
    again = night.teller.opens("1")

    await apply(night, [again], head=True)

    assert again.event_id != first.event_id
    assert len(await night.pages()) == 1
