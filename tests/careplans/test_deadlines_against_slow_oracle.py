"""Deadlines and their segments agree, minute by minute, with an oracle that shares no code with
them.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from careplans.compute_deadline import (
    FIRST_READING,
    READING,
    Deadline,
    Pause,
    Reading,
    compute_deadline,
)
from events.catalogue.terms import Target
from tests.careplans.clock_changes import (
    ODD_DATES,
    ZONES,
    calendar_in,
    clock_changes,
    telling_days,
)
from tests.careplans.slow_oracle import (
    MINUTE,
    SlowCalendar,
    Stop,
    kinds_until_business_days,
    kinds_until_spent,
)

WEEKS: tuple[tuple[int, ...], ...] = ((1, 2, 3, 4, 5), (1, 2, 3, 4, 7), (1, 2, 3, 4, 5, 6, 7))
CALENDARS = {(zone, week): calendar_in(zone, week) for zone in ZONES for week in WEEKS}
unhurried = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
weeks = st.sampled_from(sorted(CALENDARS))
readings = st.sampled_from((READING, FIRST_READING))


def starts(zone: str) -> st.SearchStrategy[datetime]:
    near = st.builds(
        lambda at, minutes: at + timedelta(minutes=minutes),
        st.sampled_from((*clock_changes(zone), *telling_days())),
        st.integers(-3 * 1440, 2 * 1440),
    )
    anywhere = st.integers(0, 21 * 365 * 1440).map(
        lambda minutes: datetime(2015, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    )
    return near | anywhere


@st.composite
def pause_lists(draw: st.DrawFn, start: datetime) -> list[Pause]:
    pauses = []
    for _ in range(draw(st.integers(0, 4))):
        since = start + timedelta(minutes=draw(st.integers(-2 * 1440, 4 * 1440)))
        length = draw(st.none() | st.integers(0, 2 * 1440) | st.integers(0, 2 * 1440))
        until = None if length is None else since + timedelta(minutes=length)
        pauses.append(Pause(since, until, draw(st.sampled_from(("paused", "excused")))))
    return pauses


@st.composite
def perhaps_one_at_due(
    draw: st.DrawFn,
    start: datetime,
    target: Target,
    week: tuple[str, tuple[int, ...]],
    pauses: list[Pause],
) -> list[Pause]:
    """The pauses, and often one more that begins at the very instant of the due time (CP-27b)."""
    due_at = compute_deadline(start, target, CALENDARS[week], pauses).due_at
    if due_at is None or draw(st.booleans()):
        return pauses
    length = draw(st.none() | st.integers(0, 4 * 1440) | st.integers(0, 4 * 1440))
    until = None if length is None else due_at + timedelta(minutes=length)
    return [*pauses, Pause(due_at, until, draw(st.sampled_from(("paused", "excused"))))]


@unhurried
@given(
    data=st.data(),
    week=weeks,
    minutes=st.integers(1, 60 * 60),
    always=st.booleans(),
    reading=readings,
)
def test_a_target_in_hours_is_due_where_the_oracle_says(
    data: st.DataObject,
    week: tuple[str, tuple[int, ...]],
    minutes: int,
    always: bool,
    reading: Reading,
) -> None:
    start = data.draw(starts(week[0]))
    pauses = data.draw(pause_lists(start))
    target = Target(
        amount=minutes * 60, unit="seconds", counts="always" if always else "working-time"
    )
    pauses = data.draw(perhaps_one_at_due(start, target, week, pauses))
    kinds = kinds_until_spent(
        _slow(week, pauses),
        start,
        minutes,
        always=always,
        first_reading=reading == FIRST_READING,
    )
    _assert_same(compute_deadline(start, target, CALENDARS[week], pauses, reading), start, kinds)


@unhurried
@given(data=st.data(), week=weeks, days=st.integers(1, 6), reading=readings)
def test_a_target_in_business_days_is_due_where_the_oracle_says(
    data: st.DataObject, week: tuple[str, tuple[int, ...]], days: int, reading: Reading
) -> None:
    start = data.draw(starts(week[0]))
    pauses = data.draw(pause_lists(start))
    target = Target(amount=days, unit="business-days", counts="working-time")
    pauses = data.draw(perhaps_one_at_due(start, target, week, pauses))
    kinds = kinds_until_business_days(
        _slow(week, pauses), start, days, first_reading=reading == FIRST_READING
    )
    _assert_same(compute_deadline(start, target, CALENDARS[week], pauses, reading), start, kinds)


@unhurried
@given(
    data=st.data(),
    odd=st.sampled_from(ODD_DATES),
    weekdays=st.sampled_from((*WEEKS, (1, 3, 5, 6))),
    minutes=st.integers(-4 * 1440, 1440),
    days=st.integers(1, 3),
    reading=readings,
)
def test_dates_that_come_twice_or_never_are_business_days_if_they_are_lived(
    data: st.DataObject,
    odd: tuple[str, datetime],
    weekdays: tuple[int, ...],
    minutes: int,
    days: int,
    reading: Reading,
) -> None:
    zone, jump = odd
    start = jump + minutes * MINUTE
    pauses = data.draw(pause_lists(start))
    stops = tuple(Stop(pause.start, pause.end, pause.kind) for pause in pauses)
    slow = SlowCalendar(ZoneInfo(zone), frozenset(weekdays), federal=False, stops=stops)
    kinds = kinds_until_business_days(slow, start, days, first_reading=reading == FIRST_READING)
    target = Target(amount=days, unit="business-days", counts="working-time")
    calendar = calendar_in(zone, weekdays, federal=False)
    _assert_same(compute_deadline(start, target, calendar, pauses, reading), start, kinds)


@pytest.mark.parametrize("zone", ZONES)
def test_every_clock_change_of_the_zone_is_counted_as_the_oracle_counts_it(zone: str) -> None:
    calendar, slow = calendar_in(zone, federal=False), SlowCalendar(ZoneInfo(zone), federal=False)
    target = Target(amount=24 * 3600, unit="seconds", counts="working-time")
    for change in clock_changes(zone)[:: max(len(clock_changes(zone)) // 6, 1)]:
        start = change - timedelta(hours=5)
        _assert_same(
            compute_deadline(start, target, calendar),
            start,
            kinds_until_spent(slow, start, 24 * 60),
        )


def _slow(week: tuple[str, tuple[int, ...]], pauses: Sequence[Pause]) -> SlowCalendar:
    stops = tuple(Stop(pause.start, pause.end, pause.kind) for pause in pauses)
    return SlowCalendar(ZoneInfo(week[0]), frozenset(week[1]), stops=stops)


def _assert_same(deadline: Deadline, start: datetime, kinds: list[str] | None) -> None:
    if kinds is None:
        assert deadline.due_at is None
        return
    assert deadline.due_at == start + len(kinds) * MINUTE
    assert _runs(deadline) == [(kind, len(list(run))) for kind, run in groupby(kinds)]


def _runs(deadline: Deadline) -> list[tuple[str, float]]:
    """Neighbouring holidays have names of their own and so are segments of their own.

    The oracle knows no names.
    """
    runs = groupby(deadline.segments, key=lambda segment: segment.kind)
    return [
        (kind, sum((segment.length for segment in run), timedelta()) / MINUTE) for kind, run in runs
    ]
