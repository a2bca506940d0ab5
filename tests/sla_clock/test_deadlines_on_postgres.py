"""The reaction and its timers on real Postgres.

Done again, stopped for days, or in the way of another, they say the same and say it once.
"""

from datetime import timedelta
from random import Random

import pytest

from careplans.look_again import CalendarFolder
from events.broker.memory_broker import MemoryBroker
from events.catalogue.case_events import CaseResponded, InformationRequested
from events.catalogue.registry import CATALOGUE
from events.consumer.reaction import Batch
from events.sharding import shard_of
from events.timers.timers import Timers
from sla_clock.adapters.deadline_rows import DeadlineRows
from sla_clock.adapters.keep_deadlines import DeadlineKeeper, DeadlineMovedOn
from sla_clock.adapters.lateness_rows import LatenessRows
from sla_clock.domain.deadline import DeadlineEvent, fold
from sla_clock.reactions.apply_case_events import CaseEvents
from sla_clock.settings import SCHEMA
from sla_clock.timers.fire_due_deadlines import DueDeadlines
from tests.sla_clock.clockwork import EVENTS, SHARDS, Clockwork, clockwork, without_detection
from tests.sla_clock.made_up_cases import HAPPENINGS, PLANS, PRIORITIES
from tests.sla_clock.promises import TEXT, at, hours, opened
from tests.support.sent_records import to_outgoing
from webapi.case_readers import CaseReaders

READERS = CaseReaders(SCHEMA)

MONDAY = at("2026-11-16 09:00")


def keeper_of(clock: Clockwork) -> DeadlineKeeper:
    """A keeper of the service's own store."""
    return DeadlineKeeper(
        clock.built.store, DeadlineRows(SCHEMA), Timers(SCHEMA), LatenessRows(SCHEMA)
    )


def reaction_of(keeper: DeadlineKeeper) -> CaseEvents:
    """The reaction to intake's events, with that keeper."""
    calendars = CalendarFolder(None, lambda: 0.0, lambda looked: None)
    return CaseEvents(keeper, READERS, DueDeadlines(keeper, Timers(SCHEMA)).fire, calendars)


async def tell_a_busy_fortnight(clock: Clockwork, seed: int) -> None:
    """Thirty cases in all shards, and two hundred things that happen to them."""
    random, when = Random(seed), MONDAY
    for number in range(30):
        await clock.tell(
            opened(f"c{number}", when, random.choice(PRIORITIES), random.choice(PLANS)),
            f"c{number}",
            when,
        )
    for _ in range(200):
        when += timedelta(minutes=random.choice((0, 7, 60, 240)))
        case_id = f"c{random.randrange(30)}"
        happening = HAPPENINGS[random.choice(sorted(HAPPENINGS))]
        await clock.tell(happening(case_id, when, random.choice(PRIORITIES)), case_id, when)


async def events_by_case(clock: Clockwork) -> dict[str, list[object]]:
    """All that was said, by case, with its ids, without when it was noticed."""
    events: dict[str, list[object]] = {}
    for one in await clock.all_events():
        data = without_detection(one)
        content = {
            name: getattr(data, name) for name in data.__struct_fields__ if name != "detected_at"
        }
        events.setdefault(one.key, []).append(
            (one.event_id, one.version, type(data).__name__, content)
        )
    return events


async def test_a_batch_applied_again_says_nothing_more(clock: Clockwork) -> None:
    shard = shard_of("c1", SHARDS)
    records = [
        await clock.tell(opened("c1", MONDAY), "c1", MONDAY),
        await clock.tell(
            InformationRequested(case_id="c1", requested_at=MONDAY, personal=TEXT), "c1"
        ),
    ]
    events = reaction_of(keeper_of(clock))
    for _ in range(2):
        async with clock.built.store.transaction() as tx:
            await events.apply(
                Batch(tx=tx, topic=EVENTS, partition=shard, events=records, head=True)
            )
    assert await clock.kinds("c1") == ["DeadlineStarted", "DeadlinePaused"]


async def test_a_batch_without_events_of_cases_costs_nothing(clock: Clockwork) -> None:
    async with clock.built.store.transaction() as tx:
        await reaction_of(keeper_of(clock)).apply(
            Batch(tx=tx, topic=EVENTS, partition=0, events=[], head=True)
        )
    assert await clock.all_events() == []


async def test_a_deadline_that_moved_on_meanwhile_is_read_again(clock: Clockwork) -> None:
    shard = shard_of("c1", SHARDS)
    first = await clock.tell(opened("c1", MONDAY), "c1", MONDAY)
    answered = CaseResponded(
        case_id="c1", responder_id="kim", responded_at=MONDAY, first=True, personal=TEXT
    )
    second = await clock.tell(answered, "c1", MONDAY + hours(1))
    keeper = keeper_of(clock)
    events = reaction_of(keeper)
    async with clock.built.store.transaction() as tx:
        await events.apply(Batch(tx=tx, topic=EVENTS, partition=shard, events=[first], head=True))
    await clock.built.pool.execute("update sla_clock.es_stream set version = 7")
    with pytest.raises(DeadlineMovedOn):
        async with clock.built.store.transaction() as tx:
            await events.apply(
                Batch(tx=tx, topic=EVENTS, partition=shard, events=[second], head=True)
            )


async def test_a_timer_of_an_older_generation_is_dropped(clock: Clockwork) -> None:
    shard = shard_of("c1", SHARDS)
    await clock.tell(opened("c1", MONDAY), "c1", MONDAY)
    await clock.catch_up()
    await clock.built.pool.execute("update sla_clock.timer set generation = 99")
    keeper, timers = keeper_of(clock), Timers(SCHEMA)
    async with clock.built.store.transaction() as tx:
        await DueDeadlines(keeper, timers).fire(tx, shard, MONDAY + hours(500))
    assert await clock.kinds("c1") == ["DeadlineStarted"]


async def test_each_row_is_what_its_stream_says(clock: Clockwork) -> None:
    await tell_a_busy_fortnight(clock, 1)
    await clock.until(clock.time.now() + hours(24))
    for number in range(30):
        (row,) = await clock.built.lists.of_case(f"c{number}")
        events = [
            one.data
            for one in await clock.events_of(f"c{number}")
            if isinstance(one.data, DeadlineEvent)
        ]
        assert fold(events) == row


async def test_a_topic_that_is_sent_again_from_its_first_event_says_nothing_more(
    clock: Clockwork,
) -> None:
    await tell_a_busy_fortnight(clock, 2)
    await clock.catch_up()
    before = await clock.all_events()
    clock.broker.forget(EVENTS)
    await clock.send(EVENTS, [to_outgoing(one, CATALOGUE) for one in clock.log])
    await clock.catch_up()
    assert await clock.all_events() == before


async def test_a_clock_that_was_down_for_three_days_says_the_same_and_that_it_was_late(
    sla_clock_dsn: str,
) -> None:
    broker = MemoryBroker()
    async with clockwork(sla_clock_dsn, MONDAY, broker=broker) as before:
        for case_id in ("c1", "c2"):
            await before.tell(opened(case_id, MONDAY), case_id, MONDAY)
        await before.until(MONDAY + hours(1))
        answer = CaseResponded(
            case_id="c2", responder_id="k", responded_at=MONDAY, first=True, personal=TEXT
        )
        await before.tell(answer, "c2", MONDAY + hours(11))
        counts = before.sent
    async with clockwork(sla_clock_dsn, MONDAY + hours(84), broker=broker) as after:
        after.sent = counts
        await after.until(MONDAY + hours(84))
        assert await after.verdicts() == {"c1": ["DeadlineBreached"], "c2": ["DeadlineMet"]}
        breach = (await after.built.lists.of_case("c1"))[0]
        assert (breach.breached_at, breach.late_by_s) == (MONDAY + hours(12), 72 * 3600.0)


@pytest.mark.parametrize("seed", [11, 12])
async def test_watermarks_and_restarts_in_between_make_no_difference(dsn: str, seed: int) -> None:
    random, broker = Random(seed), MemoryBroker()
    async with clockwork(dsn, MONDAY, broker=broker, migrate=True) as teller:
        await tell_a_busy_fortnight(teller, seed)
        end, log, counts = teller.time.now() + hours(24 * 30), teller.log, teller.sent
        await teller.until(end)
        expected = await events_by_case(teller)
        await teller.built.pool.execute("drop schema sla_clock cascade")
    async with clockwork(dsn, MONDAY, migrate=True) as second:
        for index, event in enumerate(log):
            second.sent[event.shard] += 1
            await second.send(EVENTS, [to_outgoing(event, CATALOGUE)])
            if event.recorded_at > second.time.now():
                second.time.move_to(event.recorded_at)
            if random.random() < 0.2:
                await second.catch_up()
            followed = log[index + 1].recorded_at if index + 1 < len(log) else end
            if followed > event.recorded_at and random.random() < 0.3:
                await second.until(followed - timedelta(microseconds=1))
            if random.random() < 0.05:
                await second.built.consumers[0].close()
        assert second.sent == counts
        await second.until(end)
        assert await events_by_case(second) == expected
