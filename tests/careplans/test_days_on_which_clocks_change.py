"""What a working day of 23 or 25 hours counts, and local times that do not exist or exist twice."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from careplans.calendar_files import AddedHoliday, CalendarFile
from careplans.calendars import Calendar
from careplans.compute_deadline import compute_deadline, counted_between, segments_between
from careplans.local_days import at_local_time, start_of_day
from events.catalogue.terms import Target
from tests.careplans.clock_changes import calendar_in, clock_changes
from tests.careplans.slow_oracle import MINUTE, SlowCalendar

DAY = Target(amount=24 * 3600, unit="seconds", counts="working-time")
NEXT_DAY = Target(amount=1, unit="business-days", counts="working-time")


def due(zone: str, target: Target, start: datetime) -> datetime:
    """When it is due, in UTC, counting Monday to Friday without holidays."""
    due_at = compute_deadline(start, target, calendar_in(zone, federal=False)).due_at
    assert due_at is not None
    return due_at


def local(zone: str, *wall: int, fold: int = 0) -> datetime:
    """A local time as an instant in UTC: Python finds no time that exists twice equal to another
    zone's.
    """
    year, month, day, hour, minute = (*wall, 0, 0)[:5]
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone), fold=fold).astimezone(
        UTC
    )


def test_a_working_friday_of_23_hours_counts_23() -> None:
    # Cairo: on Friday 26 April 2024 the clocks went from 00:00 to 01:00.
    assert due("Africa/Cairo", DAY, local("Africa/Cairo", 2024, 4, 26, 1)) == local(
        "Africa/Cairo", 2024, 4, 29, 1
    )


def test_a_working_thursday_of_25_hours_counts_25() -> None:
    # Cairo: on Thursday 31 October 2024 the clocks went from 24:00 back to 23:00.
    zone = "Africa/Cairo"
    day = segments_between(
        local(zone, 2024, 10, 31), local(zone, 2024, 11, 1), DAY, calendar_in(zone, federal=False)
    )
    assert [segment.counted_s for segment in day] == [25 * 3600]
    assert due(zone, DAY, local(zone, 2024, 10, 31)) == local(zone, 2024, 10, 31, 23, fold=1)


def test_clock_changes_on_a_sunday_count_for_nothing() -> None:
    zone = "America/Detroit"
    assert due(zone, DAY, local(zone, 2026, 3, 6, 12)) == local(zone, 2026, 3, 9, 12)
    assert due(zone, DAY, local(zone, 2026, 10, 30, 12)) == local(zone, 2026, 11, 2, 12)


def test_a_local_time_that_is_skipped_moves_later_by_the_gap() -> None:
    # Tehran: on Tuesday 22 March 2022 there was no 00:00 to 01:00.
    zone = "Asia/Tehran"
    assert due(zone, NEXT_DAY, local(zone, 2022, 3, 21, 0, 30)) == local(zone, 2022, 3, 22, 1, 30)


def test_of_a_local_time_that_comes_twice_the_first_is_meant() -> None:
    # Amman: on Friday 29 October 2021 the clocks went from 01:00 back to 00:00.
    zone = "Asia/Amman"
    assert due(zone, NEXT_DAY, local(zone, 2021, 10, 28, 0, 30)) == local(zone, 2021, 10, 29, 0, 30)


def test_a_day_without_a_midnight_begins_with_the_change() -> None:
    zone = ZoneInfo("Asia/Tehran")
    assert start_of_day(date(2022, 3, 22), zone).astimezone(zone) == datetime(
        2022, 3, 22, 1, tzinfo=zone
    )


def test_a_day_whose_clock_jumps_over_midnight_from_before_it_begins_with_the_change() -> None:
    # Toronto in 1919: on 30 March 23:30 the clocks went to 00:30.
    zone = ZoneInfo("America/Toronto")
    begin = start_of_day(date(1919, 3, 31), zone)
    assert begin == datetime(1919, 3, 31, 4, 30, tzinfo=UTC)
    assert begin.astimezone(zone).time().isoformat() == "00:30:00"


def test_a_time_of_day_that_is_skipped_is_later_by_the_gap_though_the_day_begins_before_it() -> (
    None
):
    zone, day = ZoneInfo("America/Toronto"), date(1919, 3, 31)
    assert at_local_time(day, time(), zone) == start_of_day(day, zone) + timedelta(minutes=30)
    assert at_local_time(day, time(9), zone).astimezone(zone) == datetime(
        1919, 3, 31, 9, tzinfo=zone
    )


def test_a_day_with_two_midnights_begins_with_the_first() -> None:
    zone = ZoneInfo("America/Havana")
    begin = start_of_day(date(2024, 11, 3), zone)
    assert begin.astimezone(zone).fold == 0
    assert start_of_day(date(2024, 11, 4), zone) - begin == timedelta(hours=25)


def test_a_day_that_a_zone_skipped_lasts_no_time() -> None:
    zone = ZoneInfo("Pacific/Apia")
    assert start_of_day(date(2011, 12, 30), zone) == start_of_day(date(2011, 12, 31), zone)


def test_no_zone_shows_another_date_around_a_clock_change_than_the_day_that_was_begun() -> None:
    strays = {name for name in available_timezones() for _ in _stray_minutes(name)}
    assert strays == set()


def _stray_minutes(name: str) -> Iterator[datetime]:
    """Minutes around the changes of 2015 to 2026 whose local date is not the date whose day holds
    them.
    """
    zone = ZoneInfo(name)
    for change in clock_changes(name, 2015, 2026):
        first = change.astimezone(zone).date() - timedelta(days=1)
        days = [first + timedelta(days=step) for step in range(4)]
        edges = {
            day: (start_of_day(day, zone), start_of_day(day + timedelta(days=1), zone))
            for day in days
        }
        for step in range(0, 13 * 60, 30):
            at = change + timedelta(minutes=step)
            begin, end = edges[at.astimezone(zone).date()]
            if not begin <= at < end:
                yield at


@pytest.mark.parametrize("zone", ["Africa/Cairo", "Asia/Tehran", "Asia/Amman"])
def test_counting_on_a_day_of_change_is_real_elapsed_time(zone: str) -> None:
    calendar = calendar_in(zone, (1, 2, 3, 4, 5, 6, 7), federal=False)
    for change in clock_changes(zone):
        assert compute_deadline(change, DAY, calendar).due_at == change + timedelta(hours=24)


def test_a_holiday_on_a_day_that_a_zone_skipped_is_no_time() -> None:
    # Apia crossed the date line: after Thursday 29 December 2011 came Saturday the 31st.
    zone = "Pacific/Apia"
    skipped = AddedHoliday(name="A day that never was", on=date(2011, 12, 30))
    calendar = Calendar(CalendarFile(id="apia", version=1, zone=zone, added=(skipped,)))
    thursday = local(zone, 2011, 12, 29, 12)
    deadline = compute_deadline(thursday, DAY, calendar)
    assert deadline.due_at == local(zone, 2012, 1, 2, 12)
    assert [segment.kind for segment in deadline.segments] == ["counted", "weekend", "counted"]


def test_a_date_that_nobody_lived_is_no_working_day() -> None:
    # Apia, as above: Friday 30 December 2011 is no business day that could pass.
    apia = calendar_in("Pacific/Apia", federal=False)
    assert not apia.is_working_day(date(2011, 12, 30))
    assert due("Pacific/Apia", NEXT_DAY, local("Pacific/Apia", 2011, 12, 29, 10)) == local(
        "Pacific/Apia", 2012, 1, 2, 10
    )


def test_an_instant_counts_by_its_own_local_date_where_a_date_comes_back() -> None:
    # Goose Bay: on Sunday 25 October 1998, at 00:01, the clocks went back to Saturday 23:01.
    zone = "America/Goose_Bay"
    calendar = calendar_in(zone, (7, 1, 2, 3, 4), federal=False)
    start = local(zone, 1998, 10, 25, 0, 0) + timedelta(seconds=59.999999)
    half_an_hour = Target(amount=1_800, unit="seconds", counts="working-time")
    due_at = compute_deadline(start, half_an_hour, calendar).due_at
    assert due_at is not None
    assert due_at.astimezone(ZoneInfo(zone)) == datetime(
        1998, 10, 25, 0, 29, 59, 999_999, tzinfo=ZoneInfo(zone)
    )


@pytest.mark.parametrize(
    ("zone", "around"),
    [
        ("Pacific/Apia", datetime(2011, 12, 28, tzinfo=UTC)),
        ("Pacific/Kwajalein", datetime(1993, 8, 19, tzinfo=UTC)),
        ("America/Goose_Bay", datetime(1998, 10, 23, 12, tzinfo=UTC)),
        ("America/St_Johns", datetime(2006, 10, 27, 12, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(1994, 12, 30, tzinfo=UTC)),
    ],
)
def test_dates_that_come_twice_or_never_are_counted_as_a_slow_walk_counts_them(
    zone: str, around: datetime
) -> None:
    """Minute by minute, over three days and for a week with a Sunday and one without."""
    for week in ((1, 2, 3, 4, 5), (7, 1, 2, 3, 4)):
        calendar = calendar_in(zone, week, federal=False)
        slow = SlowCalendar(ZoneInfo(zone), frozenset(week), federal=False)
        counted = 0
        for minute in range(3 * 1_440):
            counted += slow.kind_at(around + minute * MINUTE) == "counted"
        assert counted_between(around, around + timedelta(days=3), DAY, calendar) == counted * 60
