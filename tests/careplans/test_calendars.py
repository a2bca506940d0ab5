"""Which days count, by versioned data (CP-25)."""

from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest

from careplans.calendar_files import AddedHoliday, CalendarFile
from careplans.calendars import (
    Calendar,
    last_promised_year,
    latest_calendar,
    load_calendar,
    load_calendars,
)
from careplans.errors import BeyondCalendar, UnknownCalendar
from tests.careplans.slow_oracle import observed_federal

FROZEN = Path(__file__).parent / "observed_us_federal_v1.json"
VENDOR = load_calendar("us-federal", 1)
BRIDGE = ("us-federal-and-bridge", 1)


def calendar(**fields: object) -> Calendar:
    """A calendar made of a file's fields, as TOML would give them."""
    given = {"id": "x", "version": 1, "zone": "America/Detroit", "holidays_of": "US", **fields}
    return Calendar(msgspec.convert(given, CalendarFile))


@pytest.mark.parametrize("year", range(2010, VENDOR.last_year + 1))
def test_the_federal_holidays_are_observed_on_weekdays(year: int) -> None:
    assert set(VENDOR.holidays(year)) == observed_federal(year)


def test_a_published_version_of_the_calendar_never_changes() -> None:
    """A newer library `holidays` that says otherwise about these years must not reach version 1.

    Add a version, or pin the days.
    """
    frozen = msgspec.json.decode(FROZEN.read_bytes(), type=dict[str, str])
    now = {str(off.day): off.name for year in range(2010, 2041) for off in VENDOR.preview(year)}
    assert now == frozen


def test_a_holiday_on_a_weekend_is_observed_beside_it_and_has_no_name_on_the_day_itself() -> None:
    assert VENDOR.holiday_on(date(2026, 7, 3)) == "Independence Day (observed)"
    assert VENDOR.holiday_on(date(2026, 7, 4)) is None
    assert not VENDOR.is_working_day(date(2026, 7, 4))


def test_new_years_day_on_a_saturday_belongs_to_the_old_years_last_day() -> None:
    assert VENDOR.holiday_on(date(2021, 12, 31)) == "New Year's Day (observed)"
    assert date(2022, 1, 1) not in VENDOR.holidays(2022)


def test_juneteenth_is_a_holiday_from_2021_on() -> None:
    assert VENDOR.is_working_day(date(2020, 6, 19))
    assert not VENDOR.is_working_day(date(2021, 6, 18))


def test_a_removed_holiday_is_a_working_day_also_where_it_is_observed_elsewhere() -> None:
    working = calendar(removed=["Columbus Day", "Independence Day"])
    assert working.is_working_day(date(2026, 10, 12))
    assert working.is_working_day(date(2026, 7, 3))


def test_added_holidays_stand_on_a_date_each_year_or_after_another() -> None:
    closed = calendar(
        added=[
            {"name": "Move", "on": date(2026, 5, 4)},
            {"name": "Christmas Eve", "every": "12-24"},
            {"name": "Bridge", "after": "Thanksgiving Day"},
        ]
    )
    assert closed.holiday_on(date(2026, 5, 4)) == "Move"
    assert closed.holiday_on(date(2027, 5, 4)) is None
    assert closed.holiday_on(date(2030, 12, 24)) == "Christmas Eve"
    assert closed.holiday_on(date(2026, 11, 27)) == "Bridge"


def test_a_holiday_on_29_february_comes_in_leap_years() -> None:
    leap = calendar(added=[{"name": "Leap", "every": "02-29"}])
    assert leap.holiday_on(date(2024, 2, 29)) == "Leap"
    assert "Leap" not in leap.holidays(2023).values()


def test_a_day_after_a_holiday_that_is_not_there_is_none() -> None:
    assert AddedHoliday(name="Bridge", after="Nothing").dates(range(2026, 2027), {}) == []


def test_a_day_after_a_holiday_follows_the_day_on_which_that_is_observed() -> None:
    """Christmas of 2022 is a Sunday and observed on Monday the 26th; of 2021, on Friday."""
    closed = calendar(
        weekdays=[1, 2, 3, 4, 5, 6], added=[{"name": "Second day", "after": "Christmas Day"}]
    )
    assert closed.holiday_on(date(2022, 12, 27)) == "Second day"
    assert closed.holiday_on(date(2021, 12, 25)) == "Second day"


def test_a_day_after_the_last_of_december_is_a_holiday_of_the_next_year() -> None:
    closed = calendar(
        holidays_of=None,
        added=[{"name": "Eve", "every": "12-31"}, {"name": "Day after", "after": "Eve"}],
    )
    assert closed.holiday_on(date(2027, 1, 1)) == "Day after"
    assert date(2027, 1, 1) not in closed.holidays(2026)


def test_the_day_after_a_holiday_of_several_days_follows_the_last_of_them() -> None:
    feast = [{"name": "Feast", "every": f"03-{day:02}"} for day in (10, 11, 12)]
    closed = calendar(holidays_of=None, added=[*feast, {"name": "Rest", "after": "Feast"}])
    assert [str(day.day) for day in closed.preview(2026)] == [
        "2026-03-10",
        "2026-03-11",
        "2026-03-12",
        "2026-03-13",
    ]
    assert closed.holiday_on(date(2026, 3, 13)) == "Rest"


def test_a_calendar_without_a_country_has_only_what_is_added() -> None:
    plain = calendar(holidays_of=None)
    assert plain.preview(2026) == ()
    assert len(plain.working_days(2026)) == 261


def test_a_working_week_may_begin_on_sunday() -> None:
    sunday_to_thursday = calendar(weekdays=[7, 1, 2, 3, 4])
    assert sunday_to_thursday.is_working_day(date(2026, 3, 15))
    assert not sunday_to_thursday.is_working_day(date(2026, 3, 13))


def test_working_days_are_counted_over_years() -> None:
    assert VENDOR.working_day_after(date(2026, 12, 31), 1) == date(2027, 1, 4)
    steps = len(VENDOR.working_days(2026)) + len(VENDOR.working_days(2027))
    assert VENDOR.working_day_after(date(2026, 1, 1), steps) == VENDOR.working_days(2027)[-1]


@pytest.mark.parametrize(
    ("version", "last"),
    [(VENDOR, VENDOR.last_year), (calendar(holidays_of=None), 2200)],
    ids=["as far as its holidays are known", "the file's own holidays"],
)
def test_a_calendar_reaches_to_the_last_day_that_it_knows(version: Calendar, last: int) -> None:
    assert version.last_year == last
    assert version.working_day_after(date(last - 1, 12, 31), 1).year == last
    for beyond in (last + 1, 2201, 9000):
        with pytest.raises(BeyondCalendar, match=f"does not reach beyond the year {last}: its"):
            version.holiday_on(date(beyond, 6, 1))
        with pytest.raises(BeyondCalendar):
            version.preview(beyond)
    with pytest.raises(BeyondCalendar):
        version.working_day_after(date(last, 12, 31), 1)


def test_no_year_that_is_known_is_without_its_holidays() -> None:
    # The library has no holidays at all in years that it does not know.
    for version in load_calendars().values():
        assert version.last_year < 2200
        for year in range(1971, version.last_year + 1):
            assert len(version.holidays(year)) >= 8
    assert last_promised_year() == VENDOR.last_year - 1


def test_a_holiday_that_is_observed_beside_a_saturday_is_none_on_the_saturday_itself() -> None:
    """The vendor's own week has no Saturday, so this one has."""
    with_saturday = calendar(weekdays=[1, 2, 3, 4, 5, 6])
    assert not with_saturday.is_working_day(date(2026, 7, 3))
    assert with_saturday.is_working_day(date(2026, 7, 4))


def test_spans_go_on_from_the_instant_that_is_asked_for() -> None:
    spans = VENDOR.spans_from(datetime(2026, 12, 31, 12, tzinfo=UTC))
    kinds = [(span.kind, span.name) for span, _ in zip(spans, range(4), strict=False)]
    assert kinds == [
        ("working", None),
        ("holiday", "New Year's Day"),
        ("weekend", None),
        ("working", None),
    ]


def test_all_calendars_of_the_package_cover_2010_to_2040() -> None:
    # Past the cache: a test that came before has filled it.
    calendars = load_calendars.__wrapped__()
    assert calendars.keys() == load_calendars().keys() == {("us-federal", 1), BRIDGE}
    for one in calendars.values():
        assert all(len(one.working_days(year)) > 240 for year in range(2010, 2041))


def test_the_latest_version_is_the_highest() -> None:
    assert latest_calendar("us-federal").version == max(
        version for name, version in load_calendars() if name == "us-federal"
    )


def test_an_unknown_calendar_is_said() -> None:
    with pytest.raises(UnknownCalendar, match="no calendar 'us-federal' in version 99"):
        load_calendar("us-federal", 99)
    with pytest.raises(UnknownCalendar, match="no calendar 'moon'"):
        latest_calendar("moon")


def test_a_calendar_shows_which_one_it_is() -> None:
    assert repr(VENDOR) == "Calendar('us-federal', version 1, America/Detroit)"
