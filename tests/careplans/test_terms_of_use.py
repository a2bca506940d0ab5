"""Renewal, notice, coming back and taking up newer terms (CP-2, CP-3, CP-5)."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from careplans.terms import load_terms
from careplans.terms_of_use import (
    TooLate,
    give_notice,
    last_day_of_notice,
    renewals,
    renewed_term,
)

TERMS = load_terms().in_force(date(2026, 1, 1))
END = date(2026, 12, 31)


def test_a_notice_ninety_days_before_the_end_counts() -> None:
    assert last_day_of_notice(END, TERMS) == date(2026, 10, 2)
    assert give_notice(date(2026, 10, 2), END, TERMS) is None


def test_a_later_notice_is_refused_with_the_last_day_that_would_have_counted() -> None:
    assert give_notice(date(2026, 10, 3), END, TERMS) == TooLate(date(2026, 10, 2))


def test_a_plan_renews_for_a_further_term_of_the_same_years() -> None:
    assert renewed_term(date(2026, 1, 1), END) == (date(2027, 1, 1), date(2027, 12, 31))
    assert renewed_term(date(2023, 3, 1), date(2026, 2, 28)) == (
        date(2026, 3, 1),
        date(2029, 2, 28),
    )


def test_a_term_that_began_on_a_leap_day_renews_for_as_many_years() -> None:
    assert renewed_term(date(2024, 2, 29), date(2028, 2, 28)) == (
        date(2028, 2, 29),
        date(2032, 2, 28),
    )
    assert renewed_term(date(2092, 2, 29), date(2096, 2, 28)) == (
        date(2096, 2, 29),
        date(2100, 2, 28),
    )


def test_a_term_from_a_leap_day_to_the_day_before_it_is_whole_years_in_any_year() -> None:
    assert renewed_term(date(2024, 2, 29), date(2025, 2, 28)) == (
        date(2025, 3, 1),
        date(2026, 2, 28),
    )
    assert renewed_term(date(2023, 3, 1), date(2024, 2, 29)) == (
        date(2024, 3, 1),
        date(2025, 2, 28),
    )
    assert renewed_term(date(2024, 2, 29), date(2026, 2, 28)) == (
        date(2026, 3, 1),
        date(2028, 2, 29),
    )


def test_a_term_of_whole_months_renews_for_as_many_months() -> None:
    assert renewed_term(date(2026, 1, 1), date(2026, 6, 30)) == (
        date(2026, 7, 1),
        date(2026, 12, 31),
    )
    assert renewed_term(date(2026, 1, 31), date(2026, 2, 28)) == (
        date(2026, 3, 1),
        date(2026, 3, 31),
    )


def test_a_year_from_the_last_day_of_a_month_is_a_year_though_a_leap_day_comes() -> None:
    assert renewed_term(date(2027, 1, 31), date(2028, 1, 30)) == (
        date(2028, 1, 31),
        date(2029, 1, 30),
    )


def test_a_term_renews_when_it_has_ended_and_as_often_as_it_would_have_since() -> None:
    start = date(2026, 1, 1)
    assert renewals(start, END, END) == []
    assert renewals(start, END, date(2027, 1, 1)) == [(date(2027, 1, 1), date(2027, 12, 31))]
    assert [ends_on.year for _, ends_on in renewals(start, END, date(2029, 6, 1))] == [
        2027,
        2028,
        2029,
    ]


@settings(deadline=None)  # a busy machine is no mistake
@given(
    starts_on=st.dates(date(1990, 1, 1), date(2040, 12, 31)),
    days=st.integers(0, 1500),
    later=st.integers(0, 4000),
)
def test_renewals_leave_no_gap_and_hold_the_day_asked_for(
    starts_on: date, days: int, later: int
) -> None:
    ends_on = starts_on + timedelta(days=days)
    until = ends_on + timedelta(days=later)
    terms = [(starts_on, ends_on), *renewals(starts_on, ends_on, until)]
    assert all(after[0] == before[1] + timedelta(days=1) for before, after in pairwise(terms))
    assert all(first <= last for first, last in terms)
    assert terms[-1][0] <= until <= terms[-1][1]


@settings(deadline=None)  # a busy machine is no mistake
@given(
    starts_on=st.dates(date(1990, 1, 1), date(2040, 12, 31)),
    years=st.integers(1, 5),
    times=st.integers(1, 12),
)
def test_a_term_of_years_ends_on_the_same_day_of_the_year_for_ever(
    starts_on: date, years: int, times: int
) -> None:
    first_day = date(2001, 3, 1) if (starts_on.month, starts_on.day) == (2, 29) else starts_on
    first_day = first_day.replace(year=starts_on.year)
    ends_on = first_day.replace(year=first_day.year + years) - timedelta(days=1)
    term = (first_day, ends_on)
    for _ in range(times):
        term = renewed_term(*term)
    assert term[0] == first_day.replace(year=first_day.year + years * times)


def test_an_odd_term_renews_for_as_many_days() -> None:
    assert renewed_term(date(2026, 1, 1), date(2026, 1, 30)) == (
        date(2026, 1, 31),
        date(2026, 3, 1),
    )
