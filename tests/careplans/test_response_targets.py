"""When first responses are due: the worked examples of CP-22 to CP-25."""

from datetime import UTC, date, datetime, timedelta

import pytest

from careplans.calendars import load_calendar
from careplans.compute_deadline import FIRST_READING, READING, Reading, compute_deadline
from careplans.errors import BeyondCalendar
from careplans.target import budget_s, read_target, write_target
from careplans.terms import load_terms
from events.catalogue.terms import Plan, Priority, Target

TERMS = load_terms().in_force(date(2026, 1, 1))
CALENDAR = load_calendar(TERMS.calendar_id, TERMS.calendar_version)
NOON = datetime(2026, 3, 10, 16, tzinfo=UTC)


def due(plan: Plan, priority: Priority, start: str, reading: Reading = READING) -> str:
    """When it is due, as the vendor's wall clock shows it; `start` is in the same zone."""
    begin = datetime.fromisoformat(start).replace(tzinfo=CALENDAR.zone)
    deadline = compute_deadline(begin, TERMS.target(plan, priority), CALENDAR, (), reading)
    assert deadline.due_at is not None
    return f"{deadline.due_at.astimezone(CALENDAR.zone):%a %Y-%m-%d %H:%M}"


PRINTED: tuple[tuple[Plan, tuple[str, str, str, str]], ...] = (
    ("silver", ("1 hour", "24 working hours", "48 working hours", "5 business days")),
    ("gold", ("1 hour", "12 working hours", "24 working hours", "48 working hours")),
    ("platinum", ("1 hour", "24 working hours", "48 working hours", "5 business days")),
)


@pytest.mark.parametrize(("plan", "row"), PRINTED)
def test_targets_are_as_printed(plan: Plan, row: tuple[str, ...]) -> None:
    assert tuple(write_target(target) for target in TERMS.targets(plan).values()) == row


def test_a_p1_is_due_in_an_hour_also_on_christmas_night() -> None:
    assert due("silver", "P1", "2026-12-25T23:30") == "Sat 2026-12-26 00:30"


def test_a_p2_logged_on_the_eve_of_thanksgiving_skips_the_holiday() -> None:
    assert due("silver", "P2", "2026-11-25T17:00") == "Fri 2026-11-27 17:00"


def test_a_p3_logged_on_the_eve_of_thanksgiving_is_due_on_monday() -> None:
    assert due("platinum", "P3", "2026-11-25T17:00") == "Mon 2026-11-30 17:00"


def test_a_p2_of_the_eve_of_thanksgiving_is_due_on_monday_where_friday_is_a_bridge_day() -> None:
    calendar = load_calendar("us-federal-and-bridge", 1)
    deadline = compute_deadline(
        datetime(2026, 11, 25, 22, tzinfo=UTC), TERMS.target("silver", "P2"), calendar
    )
    assert deadline.due_at == datetime(2026, 11, 30, 22, tzinfo=UTC)


def test_a_p2_of_friday_afternoon_is_due_on_monday_afternoon() -> None:
    assert due("silver", "P2", "2026-03-13T15:00") == "Mon 2026-03-16 15:00"


def test_twelve_hours_from_friday_noon_end_with_friday_not_on_monday() -> None:
    assert due("gold", "P2", "2026-03-13T12:00") == "Sat 2026-03-14 00:00"


def test_time_that_begins_on_a_weekend_counts_from_mondays_midnight() -> None:
    assert due("gold", "P2", "2026-03-14T09:00") == "Mon 2026-03-16 12:00"


def test_five_business_days_are_the_same_time_of_day_a_week_on() -> None:
    assert due("silver", "P4", "2026-03-10T10:15") == "Tue 2026-03-17 10:15"


def test_five_business_days_keep_the_time_of_day_when_clocks_change_on_the_weekend_between() -> (
    None
):
    assert due("silver", "P4", "2026-03-05T10:15") == "Thu 2026-03-12 10:15"


@pytest.mark.parametrize(
    "start",
    ["2026-03-14T09:00", "2026-03-15T23:59", "2026-03-16T00:00"],
)
def test_five_business_days_from_a_weekend_end_with_friday(start: str) -> None:
    """CP-24: Friday's 24:00, not Monday's 00:00; of Monday's very beginning, too."""
    assert due("silver", "P4", start) == "Sat 2026-03-21 00:00"


def test_five_business_days_from_a_holiday_end_with_the_fifth_working_day() -> None:
    assert due("silver", "P4", "2026-07-03T10:00") == "Sat 2026-07-11 00:00"
    assert due("platinum", "P4", "2026-11-26T12:00") == "Fri 2026-12-04 00:00"


def test_in_the_first_reading_they_end_at_the_midnight_that_begins_monday_week() -> None:
    assert due("silver", "P4", "2026-03-14T09:00", FIRST_READING) == "Mon 2026-03-23 00:00"
    assert due("silver", "P4", "2026-07-03T10:00", FIRST_READING) == "Mon 2026-07-13 00:00"


def test_five_business_days_over_christmas_and_new_year_skip_both_holidays() -> None:
    assert due("silver", "P4", "2026-12-24T16:00") == "Mon 2027-01-04 16:00"


def test_a_holiday_on_a_sunday_is_observed_on_monday() -> None:
    assert due("silver", "P2", "2027-07-02T12:00") == "Tue 2027-07-06 12:00"


def test_new_years_day_on_a_saturday_is_observed_on_the_last_day_of_the_old_year() -> None:
    assert due("silver", "P2", "2021-12-30T12:00") == "Mon 2022-01-03 12:00"


def test_a_leap_day_is_a_working_day_like_any() -> None:
    assert due("silver", "P2", "2024-02-28T12:00") == "Thu 2024-02-29 12:00"


def test_a_start_in_another_zone_is_the_same_instant() -> None:
    here = compute_deadline(
        datetime(2026, 3, 10, 14, tzinfo=UTC), TERMS.target("silver", "P4"), CALENDAR
    )
    there = compute_deadline(
        datetime(2026, 3, 10, 14, tzinfo=UTC).astimezone(load_calendar("us-federal", 1).zone),
        TERMS.target("silver", "P4"),
        CALENDAR,
    )
    assert here == there


def test_microseconds_are_kept() -> None:
    start = datetime(2026, 3, 10, 14, 0, 0, 123_457, tzinfo=UTC)
    assert compute_deadline(
        start, TERMS.target("silver", "P2"), CALENDAR
    ).due_at == start + timedelta(days=1)


def test_a_start_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        compute_deadline(NOON.replace(tzinfo=None), TERMS.target("silver", "P2"), CALENDAR)


def test_a_deadline_beyond_the_calendar_is_refused() -> None:
    target = Target(amount=99_999, unit="business-days", counts="working-time")
    with pytest.raises(BeyondCalendar, match="does not reach beyond the year"):
        compute_deadline(datetime(2026, 3, 10, tzinfo=UTC), target, CALENDAR)


@pytest.mark.parametrize("year", [CALENDAR.last_year, CALENDAR.last_year + 1, 2199, 2200, 2201])
@pytest.mark.parametrize("priority", ["P2", "P3", "P4"])
def test_at_the_end_of_the_years_that_are_known_there_is_a_refusal_and_no_guess(
    year: int, priority: Priority
) -> None:
    target = TERMS.target("silver", priority)
    with pytest.raises(BeyondCalendar, match="its holidays are not known"):
        compute_deadline(datetime(year, 12, 31, 22, 0, tzinfo=UTC), target, CALENDAR)


def test_in_the_year_2100_holidays_do_not_count() -> None:
    # Thanksgiving; on its eve half of the target is used up.
    eve = datetime(2100, 11, 24, 17, 0, tzinfo=UTC)
    day = TERMS.target("silver", "P2")
    assert compute_deadline(eve, day, CALENDAR).due_at == eve + timedelta(days=2)


def test_a_weekend_over_new_year_is_one_weekend() -> None:
    deadline = compute_deadline(
        datetime(2022, 12, 30, 17, tzinfo=UTC), TERMS.target("silver", "P2"), CALENDAR
    )
    assert [segment.kind for segment in deadline.segments] == [
        "counted",
        "weekend",
        "holiday",
        "counted",
    ]


@pytest.mark.parametrize(
    "text", ["", "24", "hours 24", "0 hours", "1.5 hours", "-1 hour", "5 days", "24 hours!"]
)
def test_a_target_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a length such as '24 hours'"):
        read_target(text, "working-time")


@pytest.mark.parametrize(("text", "seconds"), [("30 minutes", 1_800), ("1 minute", 60)])
def test_a_target_may_be_in_minutes(text: str, seconds: int) -> None:
    assert read_target(text, "always") == Target(amount=seconds, unit="seconds", counts="always")


def test_business_days_cannot_count_always() -> None:
    with pytest.raises(ValueError, match="business days count in working time only"):
        read_target("5 business days", "always")


def test_a_target_is_at_least_one() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        compute_deadline(NOON, Target(amount=0, unit="seconds", counts="always"), CALENDAR)


@pytest.mark.parametrize(
    ("target", "text"),
    [
        (Target(amount=1_800, unit="seconds", counts="always"), "30 minutes"),
        (Target(amount=90, unit="seconds", counts="working-time"), "90 working seconds"),
        (Target(amount=1, unit="business-days", counts="working-time"), "1 business day"),
    ],
)
def test_targets_are_written_in_plain_words(target: Target, text: str) -> None:
    assert write_target(target) == text


def test_a_business_day_is_a_budget_of_24_hours() -> None:
    assert budget_s(TERMS.target("silver", "P4")) == 5 * 86_400
