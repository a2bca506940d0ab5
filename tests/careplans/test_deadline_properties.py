"""What holds of every deadline, to the microsecond."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from careplans.calendars import Calendar, load_calendar
from careplans.compute_deadline import (
    Deadline,
    Pause,
    compute_deadline,
    compute_due,
    compute_warning,
    counted_between,
)
from careplans.target import budget_s
from careplans.working_time import first_working_instant
from events.catalogue.terms import Target
from tests.careplans.clock_changes import ZONES, calendar_in

VENDOR = load_calendar("us-federal", 1)
BEGIN = datetime(2015, 1, 1, tzinfo=UTC)
LONGEST_CHANGE = timedelta(hours=1)
MICRO = timedelta(microseconds=1)
quick = settings(max_examples=200, deadline=None)

starts = st.integers(0, 21 * 365 * 86_400_000_000).map(lambda micros: BEGIN + micros * MICRO)
calendars = st.sampled_from([VENDOR, *(calendar_in(zone) for zone in ZONES)])
in_seconds = st.builds(
    Target,
    amount=st.integers(1, 200_000),
    unit=st.just("seconds"),
    counts=st.sampled_from(("always", "working-time")),
)
in_days = st.builds(
    Target, amount=st.integers(1, 8), unit=st.just("business-days"), counts=st.just("working-time")
)
RawPause = tuple[int, int, bool]
raw_pause = st.tuples(
    st.integers(-2 * 86_400_000_000, 5 * 86_400_000_000),
    st.integers(0, 86_400_000_000),
    st.booleans(),
)
raw_pauses = st.lists(raw_pause, max_size=4)


def pauses_around(start: datetime, raw: list[RawPause]) -> list[Pause]:
    return [
        Pause(
            start + offset * MICRO,
            start + (offset + length) * MICRO,
            "excused" if excused else "paused",
        )
        for offset, length, excused in raw
    ]


def due_of(deadline: Deadline) -> datetime:
    assert deadline.due_at is not None
    return deadline.due_at


@quick
@given(starts, in_seconds | in_days, calendars, raw_pauses)
def test_segments_are_contiguous_and_as_few_as_possible_from_start_to_due(
    start: datetime, target: Target, calendar: Calendar, raw: list[RawPause]
) -> None:
    deadline = compute_deadline(start, target, calendar, pauses_around(start, raw))
    assert (deadline.segments[0].start, deadline.segments[-1].end) == (start, deadline.due_at)
    assert all(segment.start < segment.end for segment in deadline.segments)
    for left, right in pairwise(deadline.segments):
        assert left.end == right.start
        assert (left.kind, left.name) != (right.kind, right.name)


@quick
@given(starts, in_seconds, calendars, raw_pauses)
def test_counted_seconds_add_up_to_the_target(
    start: datetime, target: Target, calendar: Calendar, raw: list[RawPause]
) -> None:
    pauses = pauses_around(start, raw)
    deadline = compute_deadline(start, target, calendar, pauses)
    assert deadline.budget_s == budget_s(target) == deadline.total_s("counted")
    assert counted_between(start, due_of(deadline), target, calendar, pauses) == budget_s(target)


@quick
@given(starts, in_seconds | in_days, calendars, raw_pauses)
def test_due_is_the_earliest_instant_at_which_the_target_is_reached(
    start: datetime, target: Target, calendar: Calendar, raw: list[RawPause]
) -> None:
    """CP-24, of business days too."""
    pauses = pauses_around(start, raw)
    deadline = compute_deadline(start, target, calendar, pauses)
    before = counted_between(start, due_of(deadline) - MICRO, target, calendar, pauses)
    assert before < deadline.budget_s


@quick
@given(starts, in_seconds | in_days, calendars, raw_pauses, st.integers(0, 5 * 86_400_000_000))
def test_due_is_on_working_time_or_at_its_end_and_never_in_a_pause(
    start: datetime, target: Target, calendar: Calendar, raw: list[RawPause], length: int
) -> None:
    """CP-24 and CP-27b, also where a pause begins at the very instant of the due time."""
    pauses = pauses_around(start, raw)
    at_due = due_of(compute_deadline(start, target, calendar, pauses))
    pauses.append(Pause(at_due, at_due + length * MICRO))
    due = due_of(compute_deadline(start, target, calendar, pauses))
    assert not any(pause.end and pause.start <= due < pause.end for pause in pauses)
    if target.counts == "working-time":
        days = [(due - step).astimezone(calendar.zone).date() for step in (0 * MICRO, MICRO)]
        assert any(calendar.is_working_day(day) for day in days)


@quick
@given(starts, in_seconds, calendars, st.integers(0, 10 * 86_400_000_000))
def test_a_later_start_is_never_due_earlier(
    start: datetime, target: Target, calendar: Calendar, later: int
) -> None:
    first, second = (
        compute_deadline(at, target, calendar) for at in (start, start + later * MICRO)
    )
    assert due_of(first) <= due_of(second)


@quick
@given(starts, in_days, st.integers(0, 10 * 86_400_000_000))
def test_a_later_start_is_never_due_earlier_in_business_days_where_clocks_change_on_sundays(
    start: datetime, target: Target, later: int
) -> None:
    first, second = (compute_deadline(at, target, VENDOR) for at in (start, start + later * MICRO))
    assert due_of(first) <= due_of(second)


@quick
@given(starts, in_days, calendars, st.integers(0, 10 * 86_400_000_000))
def test_a_later_start_is_due_earlier_in_business_days_by_a_clock_change_at_most(
    start: datetime, target: Target, calendar: Calendar, later: int
) -> None:
    first, second = (
        compute_deadline(at, target, calendar) for at in (start, start + later * MICRO)
    )
    assert due_of(first) <= due_of(second) + LONGEST_CHANGE


@quick
@given(starts, in_seconds | in_days, calendars, raw_pauses, raw_pause)
def test_one_more_pause_never_makes_it_due_earlier(
    start: datetime, target: Target, calendar: Calendar, raw: list[RawPause], more: RawPause
) -> None:
    fewer = compute_deadline(start, target, calendar, pauses_around(start, raw))
    longer = compute_deadline(start, target, calendar, pauses_around(start, [*raw, more]))
    assert due_of(fewer) <= due_of(longer)


@quick
@given(starts, in_seconds | in_days, calendars, st.lists(raw_pause, min_size=2, max_size=5))
def test_the_order_of_the_pauses_does_not_matter(
    start: datetime, target: Target, calendar: Calendar, raw: list[RawPause]
) -> None:
    pauses = pauses_around(start, raw)
    one, other = (
        compute_deadline(start, target, calendar, given) for given in (pauses, pauses[::-1])
    )
    assert (one, one.segments) == (other, other.segments)


@quick
@given(starts, in_seconds | in_days, calendars, st.lists(raw_pause, max_size=4))
def test_the_path_for_the_due_time_alone_answers_as_the_other_one_does(
    start: datetime, target: Target, calendar: Calendar, raw: list[RawPause]
) -> None:
    pauses = pauses_around(start, raw)
    assert compute_due(start, target, calendar, pauses) == due_of(
        compute_deadline(start, target, calendar, pauses)
    )


@quick
@given(starts, in_seconds | in_days, calendars)
def test_a_start_outside_working_time_is_the_same_as_the_first_working_instant_after_it(
    start: datetime, target: Target, calendar: Calendar
) -> None:
    if target.counts == "working-time":
        moved = first_working_instant(start, calendar)
        assert (
            compute_deadline(start, target, calendar).due_at
            == compute_deadline(moved, target, calendar).due_at
        )


@quick
@given(starts, in_seconds | in_days, calendars, st.floats(0.01, 0.99), raw_pauses)
def test_a_warning_comes_before_the_deadline(
    start: datetime, target: Target, calendar: Calendar, fraction: float, raw: list[RawPause]
) -> None:
    pauses = pauses_around(start, raw)
    warning = compute_warning(start, target, fraction, calendar, pauses)
    assert warning is not None
    assert start <= warning <= due_of(compute_deadline(start, target, calendar, pauses))
