"""The running total of working time answers the same, whatever was asked of it before."""

from datetime import UTC, datetime

import pytest

from careplans.counted_time import AllTime, WorkingTime
from careplans.zone_offsets import EPOCH, microseconds

HOUR = 3_600_000_000
DAY = 24 * HOUR


def of_year(year: int) -> list[tuple[int, int]]:
    """The first and the last day of each year; none in 2001. Years touch at midnight."""
    if year == 2001:
        return []
    begin, end = (microseconds(EPOCH.replace(year=one)) for one in (year, year + 1))
    return [(begin, begin + DAY), (end - DAY, end)]


def at(*wall: int) -> int:
    year, month, day, hour = (*wall, 0)[:4]
    return microseconds(datetime(year, month, day, hour, tzinfo=UTC))


YEARS = (1999, 2000, 2001, 2002, 2004)


@pytest.mark.parametrize("first", YEARS)
@pytest.mark.parametrize("then", YEARS)
def test_an_earlier_or_a_later_year_may_be_asked_for_after_another(first: int, then: int) -> None:
    working = WorkingTime(of_year)
    begin = working.total_at(at(first, 6, 1))
    working.total_at(at(then, 6, 1))
    assert working.total_at(at(first, 6, 1)) == begin
    passed = working.total_at(at(2004, 6, 1)) - working.total_at(at(1999, 6, 1))
    # The last day of 1999, two days each of 2000, 2002 and 2003, the first day of 2004.
    assert passed == 8 * DAY


def test_time_counts_within_a_stretch_and_stands_between() -> None:
    working = WorkingTime(of_year)
    begin = working.total_at(at(2003, 12, 31))
    totals = [working.total_at(when) - begin for when in (at(2003, 12, 31, 6), at(2004, 3, 1))]
    assert totals == [6 * HOUR, 2 * DAY]


def test_the_earliest_instant_of_a_total_is_the_end_of_a_stretch_and_not_the_next_beginning() -> (
    None
):
    working = WorkingTime(of_year)
    begin = working.total_at(at(2004, 6, 1))
    assert working.first_at(begin) == at(2004, 1, 2)
    assert working.first_at(begin + DAY) == at(2005, 1, 1)
    assert working.first_at(begin + 2 * DAY) == at(2005, 1, 2)
    assert working.first_at(begin + 2 * DAY + 1) == at(2005, 12, 31) + 1


def test_the_first_instant_that_counts_is_looked_for_over_years_without_any() -> None:
    working = WorkingTime(of_year)
    assert working.first_counted(at(2000, 12, 31, 6)) == at(2000, 12, 31, 6)
    assert working.first_counted(at(2001, 1, 1)) == at(2002, 1, 1)
    assert working.first_counted(at(2001, 7, 1)) == at(2002, 1, 1)


def test_working_time_ends_where_the_next_year_does_not_go_on_with_it() -> None:
    # Asked first, so that no other question has made the year before known.
    assert WorkingTime(of_year).is_end(at(2001, 1, 1))
    assert not WorkingTime(of_year).is_end(at(2003, 1, 1))
    working = WorkingTime(of_year)
    assert working.is_end(at(2003, 1, 2))
    assert working.is_end(at(2001, 1, 1))
    assert not working.is_end(at(2003, 12, 31))


def test_around_the_clock_all_time_has_passed() -> None:
    always = AllTime()
    assert (always.total_at(7), always.first_at(7), always.first_counted(7)) == (7, 7, 7)
    assert always.is_end(7) is False


def test_the_running_totals_are_those_of_all_years_that_were_asked_for() -> None:
    working = WorkingTime(of_year)
    assert working.running_totals() == ([], [], [], [])
    before = working.total_at(at(2003, 12, 31))
    working.total_at(at(2004, 6, 1))

    totals = working.running_totals()

    # The last day of 2003 and the first of 2004 are one stretch.
    assert totals.starts == [at(2003, 1, 1), at(2003, 12, 31), at(2004, 12, 31)]
    assert totals.ends == [at(2003, 1, 2), at(2004, 1, 2), at(2005, 1, 1)]
    assert totals.before == [before - DAY, before, before + 2 * DAY]
    assert totals.after == [before, before + 2 * DAY, before + 3 * DAY]
