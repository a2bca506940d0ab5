"""What is recorded of the clock's sight: each change once, with its true instants, and ended by
whoever follows the shard then.
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from events.catalogue.case_events import CaseClosed
from events.catalogue.clock_events import ClockSeesAgain, ClockWentBlind
from events.command_runner import Decider
from events.consumer.status import ConsumerStatus
from events.event import Event
from sla_clock.domain import record_sight
from sla_clock.domain.judge_watermarks import SightRules
from sla_clock.domain.look_at_shards import Looks, ShardLook, is_young, look_at_shards
from sla_clock.domain.record_sight import STREAM, RecordSight, evolve_any, initial
from sla_clock.timers.keep_sight_log import SightLog
from tests.sla_clock.clockwork import Clockwork
from tests.sla_clock.followed_shards import followed_shard
from tests.sla_clock.promises import opened
from tests.support.given import deciding

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
RULES = SightRules(blind_after_s=5, sees_again_after_s=10)

recording = deciding(Decider(initial, record_sight.decide, evolve_any))


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def looks_of(
    watermarks: Mapping[int, float | None], second: float, before: Looks | None = None
) -> Looks:
    """A look at so many seconds after noon, at watermarks of such seconds."""
    came = {shard: None if one is None else at(one) for shard, one in watermarks.items()}
    return look_at_shards(before or Looks(), came, at(second), RULES)


def every_second(
    watermark: Mapping[int, float | None], seconds: range, before: Looks | None = None
) -> Looks:
    """A look each second; None: the watermark is always young, else it stays at that second."""
    looks = before or Looks()
    for second in seconds:
        came = {
            shard: float(second) if stays is None else stays for shard, stays in watermark.items()
        }
        looks = looks_of(came, second, looks)
    return looks


def record(looks: Looks) -> RecordSight:
    assert looks.at is not None
    return RecordSight(looks=looks, now=looks.at, rules=RULES)


def blind(*shards: int, known: float = 0) -> ClockWentBlind:
    return ClockWentBlind(shards=shards, known_until=at(known), blind_since=at(known + 5))


def seen(*shards: int, blind_since: float, since: float) -> ClockSeesAgain:
    return ClockSeesAgain(shards=shards, blind_since=at(blind_since), sees_since=at(since))


def test_a_watermark_is_young_up_to_the_limit() -> None:
    assert [is_young(one, at(5), RULES) for one in (at(0), at(-0.1))] == [True, False]


def test_a_shard_whose_watermark_stays_goes_blind_when_it_is_too_old() -> None:
    looks = every_second({0: 0, 1: None}, range(8))
    recording.given().when(record(looks)).then(blind(0))
    recording.given(blind(0)).when(
        record(every_second({0: 0, 1: None}, range(8, 60), looks))
    ).then()


def test_while_all_is_young_nothing_is_recorded() -> None:
    recording.given().when(record(every_second({0: None, 1: None}, range(60)))).then()


def test_it_sees_again_by_young_watermarks_that_came_for_a_while() -> None:
    looks = every_second({0: 0}, range(30))
    for second in range(30, 40):
        looks = looks_of({0: second}, second, looks)
        recording.given(blind(0)).when(record(looks)).then()
    looks = looks_of({0: 40}, 40, looks)
    recording.given(blind(0)).when(record(looks)).then(seen(0, blind_since=5, since=30))
    recording.given(blind(0), seen(0, blind_since=5, since=30)).when(record(looks)).then()


def test_one_young_watermark_relieves_nothing() -> None:
    looks = every_second({0: 0}, range(30))
    looks = looks_of({0: 30}, 30, looks)
    looks = every_second({0: 30}, range(31, 50), looks)
    recording.given(blind(0)).when(record(looks)).then()
    assert looks.shards[0].blind_since == at(5)


def test_shards_that_go_blind_together_are_told_together() -> None:
    recording.given().when(record(every_second({0: 0, 2: 1, 3: None}, range(9)))).then(blind(0, 2))


def test_one_that_follows_is_told_by_itself_and_all_are_seen_again_together() -> None:
    looks = every_second({0: 0, 1: 10}, range(20))
    recording.given(blind(0)).when(record(looks)).then(blind(1, known=10))
    looks = every_second({0: None, 1: None}, range(20, 31), looks)
    recording.given(blind(0), blind(1, known=10)).when(record(looks)).then(
        seen(0, 1, blind_since=5, since=20)
    )


def test_one_shard_may_go_blind_in_the_moment_another_is_seen_again() -> None:
    looks = every_second({0: 0, 1: None}, range(20))
    looks = every_second({0: None, 1: 24}, range(20, 31), looks)
    recording.given(blind(0)).when(record(looks)).then(
        blind(1, known=24), seen(0, blind_since=5, since=20)
    )


def test_a_process_ends_what_another_began_before_it_died() -> None:
    looks = every_second({0: None, 1: None}, range(100, 111))
    recording.given(blind(0)).when(record(looks)).then(seen(0, blind_since=5, since=100))


def test_a_process_ends_nothing_of_a_shard_that_another_follows() -> None:
    recording.given(blind(0)).when(record(every_second({1: None}, range(100, 120)))).then()


def test_nobody_knows_since_when_a_shard_is_blind_that_was_never_seen() -> None:
    """Nor is history that is being imported blindness: its watermarks are old by nature."""
    for watermark in (None, -86_400.0):
        looks = Looks()
        for second in range(20):
            looks = looks_of({0: watermark}, second, looks)
        assert looks.shards == {}
        recording.given().when(record(looks)).then()


def test_a_shard_that_is_joined_anew_is_blind_until_its_watermarks_come() -> None:
    looks = every_second({0: None}, range(3))
    for second in range(3, 9):
        looks = looks_of({0: None}, second, looks)
    recording.given().when(record(looks)).then(blind(0, known=2))


def test_what_was_missed_while_the_database_was_away_is_recorded_after_it() -> None:
    looks = every_second({0: None, 1: None}, range(3))
    looks = looks_of({0: 89.9, 1: 90}, 90, looks)
    recording.given().when(record(looks)).then(blind(0, 1, known=2))
    looks = every_second({0: None, 1: None}, range(91, 101), looks)
    first = ClockWentBlind(shards=(0, 1), known_until=at(2), blind_since=at(7))
    recording.given(first).when(record(looks)).then(seen(0, 1, blind_since=7, since=90))


def test_a_gap_between_two_looks_that_hid_nothing_is_no_blindness() -> None:
    looks = looks_of({0: 4}, 1, every_second({0: None}, range(1)))
    looks = looks_of({0: 8}, 8.5, looks)
    assert looks.shards[0] == ShardLook(watermark=at(8), young_since=at(8.5))
    recording.given().when(record(looks)).then()


def test_a_gap_while_it_is_blind_changes_nothing_of_since_when() -> None:
    looks = every_second({0: 0}, range(30))
    looks = looks_of({0: 90}, 90, looks)
    assert looks.shards[0].blind_since == at(5)


def test_the_stream_holds_nothing_else() -> None:
    with pytest.raises(AssertionError):
        evolve_any(initial, CaseClosed(case_id="c1", closed_at=NOON))


class Shards:
    """The shards that a process follows; `stuck` ones have no newer watermark."""

    def __init__(self, clock: Clockwork, *shards: int) -> None:
        self._clock, self._watermarks = clock, dict.fromkeys(shards, clock.time.now())
        self.stuck = set[int]()

    def status(self) -> ConsumerStatus:
        for one in self._watermarks.keys() - self.stuck:
            self._watermarks[one] = self._clock.time.now()
        return ConsumerStatus(partitions=[followed_shard(*one) for one in self._watermarks.items()])


async def pass_seconds(clock: Clockwork, seconds: int, *logs: SightLog) -> None:
    for _ in range(seconds):
        clock.time.move(timedelta(seconds=1))
        for log in logs:
            await log.step()


async def recorded_in(clock: Clockwork) -> list[Event]:
    return [one.data for one in await clock.built.store.read_stream(STREAM, STREAM)]


async def test_two_processes_tell_each_of_its_own_shards_and_one_that_died_leaves_nothing_open(
    clock: Clockwork,
) -> None:
    first, second = Shards(clock, 0, 1), Shards(clock, 2)
    logs = [SightLog(clock.built.store, each.status, RULES) for each in (first, second)]
    await pass_seconds(clock, 2, *logs)
    start = clock.time.now()
    first.stuck, second.stuck = {0, 1}, {2}
    await pass_seconds(clock, 8, *logs)

    since = start + timedelta(seconds=5)
    assert await recorded_in(clock) == [
        ClockWentBlind(shards=shards, known_until=start, blind_since=since)
        for shards in ((0, 1), (2,))
    ]

    # The first is killed; the second follows all shards from now on, and they are well again.
    heir = Shards(clock, 0, 1, 2)
    heirs_log = SightLog(clock.built.store, heir.status, RULES)
    healed = clock.time.now() + timedelta(seconds=1)
    await pass_seconds(clock, 12, heirs_log)
    assert (await recorded_in(clock))[2:] == [
        ClockSeesAgain(shards=(0, 1, 2), blind_since=since, sees_since=healed)
    ]


async def test_of_two_that_record_at_once_one_gives_way(clock: Clockwork) -> None:
    """As when a shard is handed over: both follow it for a moment."""
    both = [Shards(clock, 0), Shards(clock, 0)]
    logs = [SightLog(clock.built.store, each.status, RULES) for each in both]
    await pass_seconds(clock, 2, *logs)
    for each in both:
        each.stuck = {0}
    await pass_seconds(clock, 5, *logs)
    clock.time.move(timedelta(seconds=1))
    await asyncio.gather(*(log.step() for log in logs))
    await pass_seconds(clock, 3, *logs)

    assert len(await recorded_in(clock)) == 1


async def test_a_clock_with_real_watermarks_records_that_it_went_blind_and_sees_again(
    clock: Clockwork,
) -> None:
    start = clock.time.now()
    await clock.tell(opened("c1", start), "c1", start)
    await clock.until(start + timedelta(seconds=1))
    await clock.built.sight_log.step()
    await pass_seconds(clock, 8, clock.built.sight_log)
    for _ in range(12):
        await clock.until(clock.time.now() + timedelta(seconds=1))
        await clock.built.sight_log.step()

    kinds = [type(one).__name__ for one in await recorded_in(clock)]
    assert kinds == ["ClockWentBlind", "ClockSeesAgain"]
