"""The clock of a sandbox's process: `now` is moved, seconds are not."""

from datetime import UTC, datetime, timedelta

from events.clock import MovableClock, SandboxClock, fresh_move_of

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def test_only_the_time_of_day_is_moved() -> None:
    host = MovableClock(NOON)
    clock = SandboxClock(host)
    began = clock.monotonic()
    clock.move(DAY)
    host.move(timedelta(seconds=2))
    assert clock.now() == NOON + DAY + timedelta(seconds=2)
    assert clock.monotonic() - began == 2.0


def test_it_does_not_go_back() -> None:
    clock = SandboxClock(MovableClock(NOON))
    clock.move(DAY)
    clock.move(timedelta(hours=1))
    assert clock.ahead == DAY


def test_a_move_is_fresh_for_three_seconds() -> None:
    host = MovableClock(NOON)
    clock = SandboxClock(host)
    clock.move(DAY)
    host.move(timedelta(seconds=2))
    clock.move(3 * DAY)
    assert fresh_move_of(clock) == 3 * DAY
    host.move(timedelta(seconds=1))
    assert fresh_move_of(clock) == 2 * DAY
    host.move(timedelta(seconds=2))
    assert fresh_move_of(clock) == timedelta(0)


def test_of_many_moves_only_the_fresh_ones_count() -> None:
    host = MovableClock(NOON)
    clock = SandboxClock(host)
    for day in range(1, 11):
        clock.move(day * DAY)
        host.move(timedelta(seconds=1))
    assert fresh_move_of(clock) == 2 * DAY


def test_no_other_clock_is_moved() -> None:
    assert fresh_move_of(MovableClock(NOON)) == timedelta(0)
