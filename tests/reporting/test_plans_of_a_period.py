"""A review is drawn under the plan or plans that were in force in its period, not under today's
(CP-1, CP-29).
"""

from dataclasses import replace
from datetime import date

import pytest
from msgspec import structs

from careplans.review_cadence import ReviewCadences
from careplans.terms import TermsCatalogue, load_terms
from events.catalogue.terms import Plan
from reporting.domain.period import read_period
from reporting.domain.plan_terms import BoughtTerm, gives_review, plans_in, review_rule
from tests.reporting.conftest import ZONE, Reports
from tests.reporting.event_log import HOUR, EventLog, utc

BOUGHT = utc("2026-01-02 12:00")
CADENCES = ReviewCadences(load_terms())


def term(plan: Plan, starts_on: date, ends_on: date, seq: int = 1) -> BoughtTerm:
    """A term as it was bought."""
    return BoughtTerm(
        plan=plan, terms_version="2010.1", starts_on=starts_on, ends_on=ends_on, seq=seq
    )


def in_quarter(*terms: BoughtTerm, period: str = "2026-Q3") -> list[tuple[str, date, date]]:
    """The plans of a period."""
    stretches = plans_in(read_period(period, ZONE), terms)
    return [(each.plan, each.from_day, each.to_day) for each in stretches]


def test_a_plan_that_begins_later_is_not_of_the_period() -> None:
    gold = term("gold", date(2026, 1, 1), date(2026, 12, 31))
    platinum = term("platinum", date(2027, 1, 1), date(2027, 12, 31), 2)
    assert in_quarter(gold, platinum, period="2026-Q4") == [
        ("gold", date(2026, 10, 1), date(2026, 12, 31))
    ]


def test_a_change_in_the_middle_gives_two_stretches_and_the_term_bought_last_counts() -> None:
    gold = term("gold", date(2026, 1, 1), date(2026, 12, 31))
    silver = term("silver", date(2026, 9, 1), date(2026, 12, 31), 2)
    assert in_quarter(gold, silver) == [
        ("gold", date(2026, 7, 1), date(2026, 8, 31)),
        ("silver", date(2026, 9, 1), date(2026, 9, 30)),
    ]


def test_a_renewal_within_the_period_is_one_stretch() -> None:
    first = term("gold", date(2025, 8, 15), date(2026, 8, 14))
    second = term("gold", date(2026, 8, 15), date(2027, 8, 14), 2)
    assert in_quarter(first, second) == [("gold", date(2026, 7, 1), date(2026, 9, 30))]


def test_a_gap_without_a_plan_is_no_stretch() -> None:
    assert in_quarter(term("gold", date(2026, 1, 1), date(2026, 8, 31))) == [
        ("gold", date(2026, 7, 1), date(2026, 8, 31))
    ]


@pytest.mark.parametrize(
    ("plan", "given"),
    [
        ("silver", {"2026-Q3": False, "2026-09": False, "2026": False}),
        ("gold", {"2026-Q3": True, "2026-09": False, "2026": False}),
        ("platinum", {"2026-Q3": True, "2026-09": True, "2026": False}),
    ],
)
def test_each_plan_gives_its_reviews(plan: Plan, given: dict[str, bool]) -> None:
    bought = [term(plan, date(2020, 1, 1), date(2030, 12, 31))]
    periods = {name: read_period(name, ZONE) for name in given}
    assert {
        name: gives_review(each, plans_in(each, bought), CADENCES) for name, each in periods.items()
    } == given


def test_the_rule_is_said_in_words() -> None:
    quarter = read_period("2026-Q3", ZONE)
    silver = plans_in(quarter, [term("silver", date(2020, 1, 1), date(2030, 12, 31))])
    assert review_rule(silver, CADENCES) == "The Silver plan has no reviews."
    assert review_rule((), CADENCES) == "No plan was in force in that period."


def test_a_vendors_own_terms_say_how_often_a_plan_is_reviewed() -> None:
    quarter = read_period("2026-Q3", ZONE)
    printed = load_terms().versions[-1]
    often = structs.replace(printed.plan("silver"), reviews=("quarter", "month"))
    own = structs.replace(
        printed, version="own.1", plans=structs.replace(printed.plans, silver=often)
    )
    cadences = ReviewCadences(TermsCatalogue([printed, own]))
    bought = replace(term("silver", date(2020, 1, 1), date(2030, 12, 31)), terms_version="own.1")
    plans = plans_in(quarter, [bought])

    assert gives_review(quarter, plans, cadences)
    assert (
        review_rule(plans, cadences) == "The Silver plan has a review each month and each quarter."
    )
    as_printed = [replace(bought, terms_version=printed.version)]
    assert not gives_review(quarter, plans_in(quarter, as_printed), cadences)


async def test_a_past_quarter_is_shown_under_the_plans_it_had(
    reports: Reports, log: EventLog
) -> None:
    log.registers("mixed", BOUGHT, plan="gold", ends_on=date(2026, 12, 31))
    log.buys("mixed", utc("2026-08-20 12:00"), "silver", date(2026, 9, 1), date(2026, 12, 31))
    log.buys("mixed", utc("2026-09-20 12:00"), "platinum", date(2027, 1, 1), date(2027, 12, 31))
    log.opens("july", utc("2026-07-02 12:00"), customer_id="mixed", plan="gold")
    log.meets("july", utc("2026-07-02 12:30"), utc("2026-07-02 13:00"))
    await reports.take(log)
    second = (await reports.get("/v1/customers/mixed/reviews/2026-Q2")).json()["customer"]
    third = (await reports.get("/v1/customers/mixed/reviews/2026-Q3")).json()["customer"]
    fourth = (await reports.get("/v1/customers/mixed/reviews/2026-Q4")).json()["customer"]
    assert [each["plan"] for each in second["plans"]] == ["gold"]
    assert [each["plan"] for each in third["plans"]] == ["gold", "silver"]
    assert (fourth["plan"], [each["plan"] for each in fourth["plans"]]) == ("silver", ["silver"])
    page = (await reports.get("/v1/customers/mixed/reviews/2026-Q3.html")).text
    assert "Gold plan to 31 Aug 2026, Silver plan from 1 Sep 2026" in page


async def test_a_plan_goes_on_after_its_term_where_no_notice_was_given(
    reports: Reports, log: EventLog
) -> None:
    log.registers("renews", BOUGHT, plan="gold", ends_on=date(2026, 6, 30))
    await reports.take(log)
    customer = (await reports.get("/v1/customers/renews/reviews/2026-Q3")).json()["customer"]
    assert (customer["plan"], customer["review_is_due"]) == ("gold", True)


async def test_cases_count_under_the_plan_they_were_opened_under(
    reports: Reports, log: EventLog
) -> None:
    at = utc("2026-07-02 12:00")
    log.opens("gold", at, plan="gold")
    log.meets("gold", at + HOUR / 2, at + HOUR)
    log.opens("silver", at, plan="silver")
    log.breaches("silver", at + HOUR, plan="silver")
    await reports.take(log)
    items = (await reports.get("/v1/attainment", group_by="plan")).json()["items"]
    assert [(item["group"]["plan"], item["targets"]["attainment"]) for item in items] == [
        ("gold", 100.0),
        ("silver", 0.0),
    ]
