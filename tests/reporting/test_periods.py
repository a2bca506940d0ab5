"""Periods begin and end at midnight in the vendor's zone, whatever the clocks did."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.domain.errors import PeriodUnreadable
from reporting.domain.period import neighbours, quarter_of, read_period
from tests.reporting.conftest import ZONE
from tests.reporting.event_log import utc


def test_a_quarter_runs_from_midnight_to_midnight_across_the_change_of_clocks() -> None:
    quarter = read_period("2026-Q4", ZONE)
    assert (quarter.start, quarter.end) == (utc("2026-10-01 04:00"), utc("2027-01-01 05:00"))


def test_months_and_years_are_periods_too() -> None:
    assert read_period("2016-02", ZONE).end - read_period("2016-02", ZONE).start == timedelta(
        days=29
    )
    assert read_period("2026", ZONE).year_start == read_period("2026", ZONE).start


@pytest.mark.parametrize(
    "name",
    ["", "2026-Q5", "2026-13", "26-Q1", "2026-q3", "2026-Q3x", "0000", "9999", "2026-00", "२०२६"],
)
def test_what_is_no_period_is_refused(name: str) -> None:
    with pytest.raises(PeriodUnreadable):
        read_period(name, ZONE)


@pytest.mark.parametrize(
    ("name", "around"),
    [
        ("2026-Q1", ("2025-Q4", "2026-Q2")),
        ("2026-12", ("2026-11", "2027-01")),
        ("2026", ("2025", "2027")),
    ],
)
def test_a_period_knows_its_neighbours(name: str, around: tuple[str, str]) -> None:
    assert neighbours(read_period(name, ZONE)) == around


@given(
    year=st.integers(1971, 9000),
    part=st.sampled_from(["", "-Q1", "-Q2", "-Q3", "-Q4", "-01", "-02", "-07", "-12"]),
)
def test_slices_cover_the_period_without_gap_or_overlap(year: int, part: str) -> None:
    period = read_period(f"{year}{part}", ZONE)
    slices = period.slices()
    assert (slices[0].start, slices[-1].end) == (period.start, period.end)
    assert all(before.end == after.start for before, after in pairwise(slices))
    assert len(slices) == 12 if period.unit == "month" else 4 <= len(slices) <= 15


def test_the_quarter_of_an_instant_is_the_vendors() -> None:
    assert quarter_of(utc("2026-10-01 03:59"), ZONE) == "2026-Q3"


def test_an_instant_is_in_a_period_from_its_first_midnight_until_before_its_last() -> None:
    quarter, a_moment = read_period("2026-Q3", ZONE), timedelta(microseconds=1)
    first, after = utc("2026-07-01 04:00"), utc("2026-10-01 04:00")
    instants = (first - a_moment, first, after - a_moment, after)
    assert [quarter.holds(at) for at in instants] == [False, True, True, False]


def test_what_never_happened_is_in_no_period() -> None:
    assert not read_period("2026-Q3", ZONE).holds(None)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("2026-Q1", "First quarter 2026"),
        ("2026-Q4", "Fourth quarter 2026"),
        ("2026-09", "September 2026"),
        ("2026", "Year 2026"),
    ],
)
def test_a_period_has_a_label_for_people(name: str, label: str) -> None:
    assert read_period(name, ZONE).label == label


def test_a_year_is_divided_into_its_months() -> None:
    labels = [each.label for each in read_period("2026", ZONE).slices()]
    assert " ".join(labels) == "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"


@pytest.mark.parametrize(("year", "before"), [("1970", "1969"), ("9998", "9997")])
def test_periods_reach_from_1970_to_9998(year: str, before: str) -> None:
    assert neighbours(read_period(year, ZONE))[0] == before
