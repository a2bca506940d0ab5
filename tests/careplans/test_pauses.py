"""Stretches in which the clock stands: waiting for the customer, and excused time (CP-27)."""

from datetime import UTC, datetime, timedelta

import pytest

from careplans.calendars import load_calendar
from careplans.compute_deadline import (
    FIRST_READING,
    Deadline,
    Pause,
    compute_deadline,
    compute_due,
    compute_warning,
    counted_between,
    segments_between,
)
from careplans.counted_time import AllTime
from careplans.first_free_instant import first_free_instant
from careplans.pauses import FOREVER, in_order
from careplans.working_time import SegmentKind, is_end_of_working_time, pieces_from
from careplans.zone_offsets import instant_of, microseconds
from events.catalogue.terms import Target

CALENDAR = load_calendar("us-federal", 1)
HOUR = Target(amount=3_600, unit="seconds", counts="always")
DAY = Target(amount=86_400, unit="seconds", counts="working-time")
FIVE_DAYS = Target(amount=5, unit="business-days", counts="working-time")
MONDAY = datetime(2026, 3, 16, 14, tzinfo=UTC)  # 10:00 in Detroit
FRIDAY = datetime(2026, 3, 13, 14, tzinfo=UTC)
SATURDAY_MIDNIGHT = datetime(2026, 3, 14, 4, tzinfo=UTC)


def after(start: datetime, **length: float) -> datetime:
    return start + timedelta(**length)


def kinds(deadline: Deadline) -> list[tuple[SegmentKind, float]]:
    return [(segment.kind, segment.length / timedelta(hours=1)) for segment in deadline.segments]


def test_a_pause_moves_the_deadline_by_its_length() -> None:
    deadline = compute_deadline(
        MONDAY, HOUR, CALENDAR, [Pause(after(MONDAY, minutes=30), after(MONDAY, minutes=90))]
    )
    assert deadline.due_at == after(MONDAY, hours=2)
    assert kinds(deadline) == [("counted", 0.5), ("paused", 1), ("counted", 0.5)]


def test_a_pause_over_a_weekend_takes_nothing_and_is_shown_as_weekend() -> None:
    weekend = Pause(SATURDAY_MIDNIGHT, after(SATURDAY_MIDNIGHT, days=2))
    deadline = compute_deadline(FRIDAY, DAY, CALENDAR, [weekend])
    assert deadline.due_at == after(FRIDAY, days=3)
    assert deadline.total_s("paused") == 0


def test_pauses_may_overlap_touch_and_come_in_any_order() -> None:
    pauses = [
        Pause(after(MONDAY, minutes=40), after(MONDAY, minutes=50)),
        Pause(after(MONDAY, minutes=10), after(MONDAY, minutes=30)),
        Pause(after(MONDAY, minutes=20), after(MONDAY, minutes=40)),
    ]
    deadline = compute_deadline(MONDAY, HOUR, CALENDAR, pauses)
    assert deadline.due_at == after(MONDAY, minutes=100)
    turned = compute_deadline(MONDAY, HOUR, CALENDAR, pauses[::-1])
    assert (deadline, deadline.segments) == (turned, turned.segments)
    assert len(deadline.segments) == 3


def test_where_both_hold_it_is_excused_time() -> None:
    pauses = [
        Pause(MONDAY, after(MONDAY, hours=3), "paused"),
        Pause(after(MONDAY, hours=1), after(MONDAY, hours=2), "excused"),
    ]
    deadline = compute_deadline(MONDAY, HOUR, CALENDAR, pauses)
    assert kinds(deadline) == [("paused", 1), ("excused", 1), ("paused", 1), ("counted", 1)]


def test_an_open_pause_leaves_no_due_time_and_says_where_the_clock_stands() -> None:
    deadline = compute_deadline(
        FRIDAY, DAY, CALENDAR, [Pause(after(SATURDAY_MIDNIGHT, hours=5), None)]
    )
    assert deadline.due_at is None
    assert deadline.stands_from == after(SATURDAY_MIDNIGHT, days=2)
    assert kinds(deadline) == [("counted", 14), ("weekend", 48)]


def test_a_pause_that_begins_at_the_very_instant_of_the_due_time_has_begun() -> None:
    """CP-27b: while it is open there is no due time; after it, its end is."""
    due_at = after(MONDAY, hours=1)
    open_one = compute_deadline(MONDAY, HOUR, CALENDAR, [Pause(due_at, None)])
    ended = compute_deadline(MONDAY, HOUR, CALENDAR, [Pause(due_at, after(MONDAY, hours=6))])
    assert (open_one.due_at, open_one.stands_from) == (None, due_at)
    assert ended.due_at == after(MONDAY, hours=6)
    assert kinds(ended) == [("counted", 1), ("paused", 5)]


def test_in_the_first_reading_a_pause_at_the_due_time_changes_nothing() -> None:
    pause = Pause(after(MONDAY, hours=1), None)
    paused = compute_deadline(MONDAY, HOUR, CALENDAR, [pause], FIRST_READING)
    assert paused == compute_deadline(MONDAY, HOUR, CALENDAR, (), FIRST_READING)


@pytest.mark.parametrize(
    ("first_hour", "last_hour", "due_hour"),
    [(-2, 0, 0), (0, 10, 48), (-2, 10, 48), (-2, 50, 50)],
)
def test_after_a_pause_at_the_due_time_it_is_due_on_working_time_or_at_its_end(
    first_hour: int, last_hour: int, due_hour: int
) -> None:
    """Hours from the midnight that ends Friday; the time is used up when the pause begins."""
    since, until = (after(SATURDAY_MIDNIGHT, hours=hour) for hour in (first_hour, last_hour))
    start = after(since, days=-1)
    deadline = compute_deadline(start, DAY, CALENDAR, [Pause(since, until)])
    assert deadline.due_at == after(SATURDAY_MIDNIGHT, hours=due_hour)


def test_around_the_clock_a_pause_at_the_due_time_may_end_on_a_weekend() -> None:
    due_at = after(SATURDAY_MIDNIGHT, hours=-1)
    pause = Pause(due_at, after(SATURDAY_MIDNIGHT, hours=12))
    deadline = compute_deadline(after(due_at, hours=-1), HOUR, CALENDAR, [pause])
    assert deadline.due_at == after(SATURDAY_MIDNIGHT, hours=12)
    pauses, at = in_order([pause]), microseconds(due_at)
    assert instant_of(first_free_instant(at, AllTime(), pauses)) == after(
        SATURDAY_MIDNIGHT, hours=12
    )
    assert instant_of(first_free_instant(at, CALENDAR.working_time, pauses)) == after(
        SATURDAY_MIDNIGHT, hours=48
    )


def test_working_time_ends_with_a_working_day_and_at_no_other_time() -> None:
    ends = [
        hour
        for hour in (-12, 0, 12, 48, 60)
        if is_end_of_working_time(after(SATURDAY_MIDNIGHT, hours=hour), CALENDAR)
    ]
    assert ends == [0]


def test_the_due_time_alone_is_told_with_pauses_without_and_not_while_one_is_open() -> None:
    pause = Pause(after(MONDAY, minutes=30), after(MONDAY, minutes=90))
    assert compute_due(MONDAY, HOUR, CALENDAR) == after(MONDAY, hours=1)
    assert compute_due(MONDAY, HOUR, CALENDAR, [pause]) == after(MONDAY, hours=2)
    assert compute_due(MONDAY, HOUR, CALENDAR, [Pause(pause.start, None)]) is None


def test_pauses_that_touch_at_the_due_time_are_waited_for_together() -> None:
    pauses = [
        Pause(after(MONDAY, hours=1), after(MONDAY, hours=2), "paused"),
        Pause(after(MONDAY, hours=2), after(MONDAY, hours=3), "excused"),
    ]
    assert compute_deadline(MONDAY, HOUR, CALENDAR, pauses).due_at == after(MONDAY, hours=3)


def test_pauses_before_the_start_and_after_the_due_time_do_not_matter() -> None:
    pauses = [
        Pause(after(MONDAY, days=-2), MONDAY),
        Pause(after(MONDAY, hours=2), after(MONDAY, hours=3)),
    ]
    assert compute_deadline(MONDAY, HOUR, CALENDAR, pauses) == compute_deadline(
        MONDAY, HOUR, CALENDAR
    )


def test_a_pause_that_is_under_way_at_the_start_delays_the_counting() -> None:
    deadline = compute_deadline(
        MONDAY, HOUR, CALENDAR, [Pause(after(MONDAY, hours=-1), after(MONDAY, hours=1))]
    )
    assert deadline.due_at == after(MONDAY, hours=2)


def test_a_pause_of_no_length_does_nothing() -> None:
    pause = Pause(after(MONDAY, minutes=1), after(MONDAY, minutes=1))
    assert compute_deadline(MONDAY, HOUR, CALENDAR, [pause]) == compute_deadline(
        MONDAY, HOUR, CALENDAR
    )


def test_a_pause_adds_its_working_time_to_business_days() -> None:
    deadline = compute_deadline(
        MONDAY, FIVE_DAYS, CALENDAR, [Pause(after(MONDAY, hours=1), after(MONDAY, hours=4))]
    )
    assert deadline.due_at == after(MONDAY, days=7, hours=3)
    assert deadline.total_s("counted") == deadline.budget_s


def test_business_days_from_midnight_that_were_paused_over_a_weekend_are_not_due_before_it() -> (
    None
):
    monday = datetime(2026, 3, 16, 4, tzinfo=UTC)
    weekend = Pause(after(monday, days=5), after(monday, days=6))
    deadline = compute_deadline(monday, FIVE_DAYS, CALENDAR, [weekend])
    assert deadline.due_at == after(monday, days=7)
    assert kinds(deadline) == [("counted", 120), ("weekend", 48)]


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        compute_deadline(MONDAY, HOUR, CALENDAR, [Pause(MONDAY, after(MONDAY, seconds=-1))])


def test_a_pause_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        compute_deadline(MONDAY, HOUR, CALENDAR, [Pause(MONDAY.replace(tzinfo=None), None)])


def test_counted_time_stops_where_it_is_asked_for() -> None:
    pause = Pause(after(MONDAY, minutes=10), after(MONDAY, minutes=20))
    assert counted_between(MONDAY, after(MONDAY, minutes=30), HOUR, CALENDAR, [pause]) == 1_200
    assert (
        counted_between(
            MONDAY, after(MONDAY, minutes=15), HOUR, CALENDAR, [Pause(pause.start, None)]
        )
        == 600
    )
    assert counted_between(FRIDAY, after(FRIDAY, days=3), DAY, CALENDAR) == 86_400


def test_time_is_counted_up_to_the_very_end_of_the_last_year() -> None:
    end = datetime(CALENDAR.last_year + 1, 1, 1, tzinfo=CALENDAR.zone)
    # Its last day is New Year's of the next year, as observed.
    assert counted_between(after(end, hours=-27), end, DAY, CALENDAR) == 10_800


def test_a_segment_counts_whole_or_not_at_all() -> None:
    segments = segments_between(
        after(SATURDAY_MIDNIGHT, hours=-1), after(SATURDAY_MIDNIGHT, hours=1), DAY, CALENDAR
    )
    assert [(one.kind, one.counted_s) for one in segments] == [("counted", 3_600), ("weekend", 0)]


def test_nothing_is_counted_backwards() -> None:
    assert counted_between(MONDAY, after(MONDAY, hours=-1), HOUR, CALENDAR) == 0
    assert segments_between(MONDAY, MONDAY, HOUR, CALENDAR) == ()


def test_an_open_pause_is_a_segment_up_to_where_it_is_asked_for() -> None:
    segments = segments_between(
        MONDAY, after(MONDAY, hours=3), HOUR, CALENDAR, [Pause(after(MONDAY, hours=1), None)]
    )
    assert [(segment.kind, segment.end) for segment in segments] == [
        ("counted", after(MONDAY, hours=1)),
        ("paused", after(MONDAY, hours=3)),
    ]


def test_a_warning_is_due_when_its_part_of_the_budget_is_used_up() -> None:
    assert compute_warning(FRIDAY, DAY, 0.75, CALENDAR) == after(FRIDAY, days=2, hours=18)
    assert compute_warning(MONDAY, FIVE_DAYS, 0.2, CALENDAR) == after(MONDAY, days=1)
    pause = Pause(after(MONDAY, minutes=30), after(MONDAY, minutes=90))
    assert compute_warning(MONDAY, HOUR, 0.75, CALENDAR, [pause]) == after(MONDAY, minutes=105)
    assert compute_warning(MONDAY, HOUR, 0.75, CALENDAR, [Pause(pause.start, None)]) is None


def test_by_the_first_reading_business_days_end_on_a_working_day_after_a_wait_too() -> None:
    saturday = after(SATURDAY_MIDNIGHT, hours=12)
    wait = Pause(after(MONDAY, days=1), after(MONDAY, days=2))
    first = compute_deadline(saturday, FIVE_DAYS, CALENDAR, [wait], FIRST_READING)
    now = compute_deadline(saturday, FIVE_DAYS, CALENDAR, [wait])
    assert first.due_at == after(SATURDAY_MIDNIGHT, days=10)
    assert now.due_at == after(SATURDAY_MIDNIGHT, days=10)


def test_a_pause_that_stays_open_ends_the_pieces_of_time() -> None:
    wait = Pause(after(MONDAY, hours=1), None)
    pieces = list(pieces_from(MONDAY, "working-time", CALENDAR, in_order([wait])))
    assert [(piece.kind, piece.end) for piece in pieces] == [
        ("counted", after(MONDAY, hours=1)),
        ("paused", FOREVER),
    ]
