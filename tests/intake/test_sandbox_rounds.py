"""What follows from the answers of a sandbox's services: who is busy, and where to stop next."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from intake.adapters.sandbox_round import FOLLOWS, RINGS_IN_FULL, RingPace, Round
from webapi.sandbox_clock import TICK, ClockReading

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
NO_TIME = timedelta(0)


def reading(service: str, **other: object) -> ClockReading:
    """What a service answers that has nothing to do: it has read all of each log of ten events."""
    usual: Mapping[str, object] = {
        "service": service,
        "now": NOON,
        "ahead_us": 0,
        "written": 10,
        "read": dict.fromkeys(FOLLOWS[service], 10),
        "next_due_at": None,
        "known_until": None if service == "intake" else NOON - timedelta(seconds=1),
    }
    return ClockReading.model_validate({**usual, **other})


def round_of(*others: ClockReading) -> Round:
    """A round in which nobody has anything to do, but for these."""
    quiet = {service: reading(service) for service in FOLLOWS}
    return Round({**quiet, **{one.service: one for one in others}})


def test_who_does_not_answer_is_missing_and_nothing_is_quiet_then() -> None:
    without = Round({name: reading(name) for name in FOLLOWS if name != "notifier"})
    assert without.missing == ["notifier"]
    assert not without.is_quiet(without)
    assert not without.has_caught_up("reporting")


def test_it_is_quiet_when_two_rounds_in_a_row_are_the_same() -> None:
    assert round_of().is_quiet(round_of())
    assert not round_of().is_quiet(None)
    assert not round_of().is_quiet(round_of(reading("sla-clock", written=9)))


@pytest.mark.parametrize(
    "busy",
    [
        reading("sla-clock", read={"intake": 9}),
        reading("sla-clock", read={}),
        reading("notifier", next_due_at=NOON),
        reading("notifier", next_due_at=NOON - HOUR),
        reading("intake", written=11),
    ],
    ids=["unread", "never read", "due now", "due before", "more written"],
)
def test_it_is_not_quiet_while_somebody_has_something_to_do(busy: ClockReading) -> None:
    assert not round_of(busy).is_quiet(round_of(busy))


def test_the_next_stop_is_where_the_first_of_all_has_something_to_do() -> None:
    seen = round_of(
        reading("sla-clock", next_due_at=NOON + 3 * HOUR),
        reading("notifier", next_due_at=NOON + 2 * HOUR),
    )
    assert seen.stop_before(NOON + 9 * HOUR, NO_TIME) == NOON + 2 * HOUR
    assert seen.stop_before(NOON + HOUR, NO_TIME) == NOON + HOUR
    assert round_of().stop_before(NOON + HOUR, NO_TIME) == NOON + HOUR


def test_what_rings_for_days_may_wait_and_a_deadline_never_does() -> None:
    ringing = reading("notifier", next_due_at=NOON + timedelta(minutes=5))
    assert round_of(ringing).stop_before(NOON + 9 * HOUR, HOUR) == NOON + HOUR
    due = reading("sla-clock", next_due_at=NOON + timedelta(minutes=7))
    assert round_of(ringing, due).stop_before(NOON + 9 * HOUR, HOUR) == due.next_due_at


def test_a_page_that_rings_for_a_month_makes_a_hundred_stops_and_no_more() -> None:
    pace, now, goal, stops = RingPace(), NOON, NOON + timedelta(days=30), 0
    while now < goal:
        ringing = reading("notifier", now=now, next_due_at=now + timedelta(minutes=5))
        now = round_of(ringing).stop_before(goal, pace.stop(now, goal))
        stops += 1

    assert RINGS_IN_FULL < stops <= 2 * RINGS_IN_FULL + 1


def test_each_move_begins_with_stops_at_each_ring() -> None:
    pace, there = RingPace(), NOON + timedelta(days=30)
    for _ in range(RINGS_IN_FULL + 1):
        put_off = pace.stop(NOON, there)

    assert put_off == timedelta(days=30) / RINGS_IN_FULL
    assert pace.stop(there, there + HOUR) == NO_TIME


def test_who_is_behind_the_furthest_is_to_be_moved() -> None:
    seen = round_of(reading("reporting", ahead_us=HOUR // TICK))
    assert seen.furthest() == HOUR
    assert seen.behind() == ["intake", "sla-clock", "notifier"]
    assert round_of().behind() == []


def test_a_service_has_caught_up_when_it_is_moved_done_and_knows_of_it() -> None:
    assert all(round_of().has_caught_up(name) for name in FOLLOWS)
    unaware = reading("reporting", known_until=NOON - HOUR)
    assert not round_of(unaware).has_caught_up("reporting")
    assert not round_of(reading("reporting", known_until=None)).has_caught_up("reporting")
    assert not round_of(reading("notifier", next_due_at=NOON)).has_caught_up("notifier")
    moved = reading("reporting", ahead_us=1)
    assert not round_of(moved).has_caught_up("intake")
