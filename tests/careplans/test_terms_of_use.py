"""Renewal, notice, coming back and taking up newer terms (CP-2, CP-3, CP-5)."""

from datetime import date

import msgspec

from careplans.terms import load_terms
from careplans.terms_of_use import TooLate, give_notice, last_day_of_notice, may_take_up, renewed_term, start_of_return

TERMS = load_terms().in_force(date(2026, 1, 1))
END = date(2026, 12, 31)


def test_a_notice_ninety_days_before_the_end_counts() -> None:
    assert last_day_of_notice(END, TERMS) == date(2026, 10, 2)
    assert give_notice(date(2026, 10, 2), END, TERMS) is None


def test_a_later_notice_is_refused_with_the_last_day_that_would_have_counted() -> None:
    assert give_notice(date(2026, 10, 3), END, TERMS) == TooLate(date(2026, 10, 2))


def test_a_plan_renews_for_a_further_term_of_the_same_years() -> None:
    assert renewed_term(date(2026, 1, 1), END) == (date(2027, 1, 1), date(2027, 12, 31))
    assert renewed_term(date(2023, 3, 1), date(2026, 2, 28)) == (date(2026, 3, 1), date(2029, 2, 28))


def test_a_term_that_began_on_a_leap_day_renews_for_as_many_years() -> None:
    assert renewed_term(date(2024, 2, 29), date(2028, 2, 28)) == (date(2028, 2, 29), date(2032, 2, 28))
    assert renewed_term(date(2092, 2, 29), date(2096, 2, 28)) == (date(2096, 2, 29), date(2100, 2, 28))


def test_an_odd_term_renews_for_as_many_days() -> None:
    assert renewed_term(date(2026, 1, 1), date(2026, 1, 30)) == (date(2026, 1, 31), date(2026, 3, 1))


def test_a_customer_that_comes_back_pays_for_the_gap() -> None:
    assert start_of_return(END) == END


def test_worse_terms_are_refused_in_mid_term_and_taken_up_with_the_next() -> None:
    worse = msgspec.structs.replace(
        TERMS, version="2027.1", renewal=msgspec.structs.replace(TERMS.renewal, notice_days=120)
    )
    assert may_take_up("gold", TERMS, worse, new_term=False) == (
        "a notice is due 120 days before the term's end, not 90",
    )
    assert may_take_up("gold", TERMS, worse, new_term=True) == ()
