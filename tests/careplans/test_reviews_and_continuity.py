"""Reviews by plan (CP-29), the queue's order (CP-21), telephone hours (CP-15) and maintenance
allowances (CP-33).
"""

from datetime import UTC, date, datetime

import msgspec
import pytest

from careplans.calendars import load_calendar
from careplans.continuity import judge_year
from careplans.errors import UnknownTerms
from careplans.promise_from_terms import promise_from
from careplans.queue_rank import queue_rank
from careplans.review_cadence import reviews_ended
from careplans.telephone_hours import is_staffed
from careplans.terms import load_terms
from careplans.vocabulary import PLANS

TERMS = load_terms().in_force(date(2026, 1, 1))
CALENDAR = load_calendar("us-federal", 1)
NOON = datetime(2026, 6, 10, 16, tzinfo=UTC)


def test_silver_has_no_reviews() -> None:
    assert reviews_ended("silver", 2026, date(2027, 1, 1), TERMS) == ()


def test_gold_has_a_review_each_quarter() -> None:
    periods = reviews_ended("gold", 2026, date(2026, 12, 31), TERMS)
    assert [period.name for period in periods] == ["2026-Q1", "2026-Q2", "2026-Q3"]
    assert (periods[2].first_day, periods[2].last_day) == (date(2026, 7, 1), date(2026, 9, 30))


def test_platinum_has_a_review_each_month_and_each_quarter() -> None:
    periods = reviews_ended("platinum", 2026, date(2027, 1, 1), TERMS)
    assert len(periods) == 16
    assert [period.name for period in periods][:4] == ["2026-01", "2026-02", "2026-03", "2026-Q1"]
    assert periods[1].last_day == date(2026, 2, 28)
    assert periods[-1].last_day == date(2026, 12, 31)


def test_platinum_is_served_before_gold_before_silver() -> None:
    ranks = [queue_rank(promise_from(TERMS, plan), load_terms()) for plan in PLANS]
    assert dict(zip(PLANS, ranks, strict=True)) == {"silver": 3, "gold": 2, "platinum": 1}


def test_the_order_of_plans_is_that_of_the_promises_own_terms() -> None:
    promise = msgspec.structs.replace(promise_from(TERMS, "gold"), terms_version="2031.1")
    with pytest.raises(UnknownTerms):
        queue_rank(promise, load_terms())


@pytest.mark.parametrize(
    ("instant", "staffed"),
    [
        (NOON, True),
        (datetime(2026, 6, 10, 12, tzinfo=UTC), True),  # 08:00
        (datetime(2026, 6, 10, 21, tzinfo=UTC), False),  # 17:00
        (datetime(2026, 6, 13, 16, tzinfo=UTC), False),  # Saturday
        (datetime(2026, 7, 3, 16, tzinfo=UTC), False),  # Independence Day, observed
    ],
)
def test_the_telephone_is_staffed_in_business_hours_and_always_for_p1(
    instant: datetime, staffed: bool
) -> None:
    assert is_staffed(instant, "P3", TERMS, CALENDAR) is staffed
    assert is_staffed(instant, "P1", TERMS, CALENDAR)


def test_two_months_of_a_year_may_take_the_long_allowance() -> None:
    year = judge_year({1: 30, 2: 240, 3: 60, 4: 61, 5: 0}, TERMS.continuity)
    assert [month.allowance for month in year.months] == [60, 240, 60, 240, 60]
    assert year.left == {60: 7, 240: 0}


def test_a_third_long_month_breaks_the_promise() -> None:
    year = judge_year({1: 100, 2: 100, 3: 100, 4: 60}, TERMS.continuity)
    assert [month.month for month in year.months if month.broke_promise] == [3]


def test_the_two_longest_months_take_the_long_allowances_whichever_came_first() -> None:
    year = judge_year({1: 61, 2: 100, 3: 240, 4: 60}, TERMS.continuity)
    assert [month.allowance for month in year.months] == [60, 240, 240, 60]
    assert [month.month for month in year.months if month.broke_promise] == [1]


def test_a_month_that_is_too_long_for_any_allowance_takes_a_long_one() -> None:
    year = judge_year({1: 241, 2: 240, 3: 240, 4: 10}, TERMS.continuity)
    assert [month.allowance for month in year.months] == [240, 240, 60, 60]
    assert [month.month for month in year.months if month.broke_promise] == [1, 3]


def test_twelve_short_months_keep_the_promise() -> None:
    year = judge_year(dict.fromkeys(range(1, 13), 60), TERMS.continuity)
    assert not any(month.broke_promise for month in year.months)
    assert year.left == {60: 0, 240: 0}


@pytest.mark.parametrize("minutes", [{0: 1}, {13: 1}, {1: -1}])
def test_other_months_and_negative_minutes_are_refused(minutes: dict[int, float]) -> None:
    with pytest.raises(ValueError, match="months are 1 to 12"):
        judge_year(minutes, TERMS.continuity)
