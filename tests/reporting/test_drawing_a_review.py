"""A review is drawn from what was counted and listed, as known when it was drawn (CP-29, CP-30)."""

from dataclasses import fields, replace
from datetime import date, datetime, timedelta

import pytest

from reporting.domain.draw_review import draw_review
from reporting.domain.knowledge import ClockSight
from reporting.domain.period import read_period
from reporting.domain.plan_terms import PlanStretch
from reporting.domain.review import Flow, StoodSummary
from reporting.domain.review_counts import TargetCount
from reporting.domain.review_lines import breach_line, case_line
from reporting.domain.tally import Tally
from tests.reporting.conftest import ZONE
from tests.reporting.event_log import utc
from tests.reporting.made_up_counts import CLOSED, OPEN
from tests.reporting.made_up_material import (
    GOLD,
    KNOWN,
    MATERIAL,
    NO_COUNTS,
    NO_LINES,
    NOW,
    QUARTER,
)
from tests.reporting.made_up_rows import CASE, DUE, PROMISE

END = utc("2026-10-01 04:00")
MISSED = TargetCount(
    priority="P3",
    verdict="missed",
    slot=2,
    unjudged=False,
    late="unanswered",
    longest_late_s=None,
    count=1,
)
A_MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("as_of", "over"), [(None, True), (END, True), (END - A_MOMENT, False)], ids=str
)
def test_a_period_is_over_from_its_end_on_as_seen_from_the_instant_asked_for(
    as_of: datetime | None, over: bool
) -> None:
    assert draw_review(MATERIAL, QUARTER, as_of=as_of, known=KNOWN).period.over is over


def test_a_period_that_goes_on_is_drawn_up_to_now() -> None:
    known = replace(KNOWN, drawn_at=END - A_MOMENT)
    assert not draw_review(MATERIAL, QUARTER, as_of=None, known=known).period.over


def test_a_period_says_its_bounds_and_the_vendors_zone() -> None:
    period = draw_review(MATERIAL, QUARTER, as_of=None, known=KNOWN).period
    assert (period.starts_at, period.ends_at, period.zone) == (
        utc("2026-07-01 04:00"),
        END,
        "America/Detroit",
    )


def test_a_review_as_of_an_instant_knows_up_to_it_and_no_further() -> None:
    review = draw_review(MATERIAL, QUARTER, as_of=END, known=KNOWN)
    assert (review.as_of, review.known_until, review.drawn_at) == (END, END, NOW)


def test_a_review_of_now_knows_as_far_as_the_log_was_read() -> None:
    read = NOW - timedelta(seconds=3)
    review = draw_review(MATERIAL, QUARTER, as_of=None, known=replace(KNOWN, known_until=read))
    assert (review.as_of, review.known_until, review.drawn_at) == (None, read, NOW)


def test_a_review_says_where_the_clock_was_blind() -> None:
    blind = ClockSight(sees=False, blind_since=END)
    assert draw_review(MATERIAL, QUARTER, as_of=None, known=replace(KNOWN, clock=blind)).clock == (
        blind
    )


def test_what_is_drawn_is_a_draft() -> None:
    assert draw_review(MATERIAL, QUARTER, as_of=None, known=KNOWN).draft


def test_a_review_is_under_the_plan_in_force_last_in_its_period_and_not_under_todays() -> None:
    silver = PlanStretch(
        plan="silver",
        terms_version="2010.1",
        from_day=date(2026, 7, 1),
        to_day=date(2026, 7, 31),
    )
    gold = replace(GOLD, from_day=date(2026, 8, 1))
    material = replace(MATERIAL, plans=(silver, gold))
    drawn_for = draw_review(material, QUARTER, as_of=None, known=KNOWN).customer
    assert (drawn_for.plan, drawn_for.terms_version) == ("gold", "2010.2")
    assert (drawn_for.term_starts_on, drawn_for.term_ends_on) == (
        date(2026, 8, 1),
        date(2026, 9, 30),
    )


def test_a_customer_without_a_plan_in_the_period_has_no_review_due() -> None:
    drawn_for = draw_review(replace(MATERIAL, plans=()), QUARTER, as_of=None, known=KNOWN).customer
    assert (drawn_for.plan, drawn_for.terms_version, drawn_for.review_is_due) == (None, None, False)
    assert (drawn_for.term_starts_on, drawn_for.term_ends_on) == (None, None)


@pytest.mark.parametrize(("name", "due"), [("2026-Q3", True), ("2026-09", False), ("2026", False)])
def test_gold_has_a_review_due_each_quarter_only(name: str, due: bool) -> None:
    period = read_period(name, ZONE)
    drawn_for = draw_review(MATERIAL, period, as_of=None, known=KNOWN).customer
    assert drawn_for.review_is_due is due
    assert drawn_for.review_rule == "The Gold plan has a review each quarter."


def test_the_totals_count_all_and_not_the_stretch_that_is_shown() -> None:
    counts = replace(
        NO_COUNTS,
        cases=(replace(OPEN, count=300), replace(CLOSED, count=200)),
        targets=(replace(MISSED, count=40), replace(MISSED, verdict="withdrawn", count=3)),
        stood=StoodSummary(paused_s=600, excused_s=0, targets=70),
    )
    shown = replace(NO_LINES, open_cases=(case_line(CASE, CASE, PROMISE, "Presses stand", END),))
    material = replace(
        MATERIAL, counts=counts, lists=shown, pager=replace(MATERIAL.pager, raised=9)
    )
    review = draw_review(material, QUARTER, as_of=None, known=KNOWN)
    totals = review.totals
    assert totals is not None
    assert (len(review.open_cases), totals.open_cases, totals.cases) == (1, 300, 500)
    assert (totals.breaches, totals.withdrawn) == (40, 3)
    assert (totals.stood_cases, totals.pages) == (70, 9)


def test_each_list_of_a_review_has_its_own_lines() -> None:
    case = case_line(CASE, CASE, PROMISE, "Presses stand", END)
    breach = breach_line(PROMISE, CASE, "Presses stand", NOW)
    withdrawn = replace(breach, withdrawn_at=DUE, withdrawn_by="tam-1")
    lists = replace(NO_LINES, cases=(case,), breaches=(breach,), withdrawn=(withdrawn,))
    review = draw_review(replace(MATERIAL, lists=lists), QUARTER, as_of=None, known=KNOWN)
    assert (review.cases, review.breaches, review.withdrawn) == ((case,), (breach,), (withdrawn,))
    assert (review.open_cases, review.stood_cases, review.pages) == ((), (), ())


def test_what_the_clock_has_not_told_stands_on_top_of_the_review() -> None:
    unjudged = replace(MISSED, verdict=None, unjudged=True, late=None, count=2)
    counts = replace(NO_COUNTS, cases=(replace(OPEN, clocked=False, count=3),), targets=(unjudged,))
    review = draw_review(replace(MATERIAL, counts=counts), QUARTER, as_of=None, known=KNOWN)
    assert (review.due_not_judged, review.unclocked) == (2, 3)


def test_the_period_stands_beside_the_year_so_far() -> None:
    counts = replace(
        NO_COUNTS, cases=(replace(OPEN, count=3), replace(OPEN, opened="year", count=4))
    )
    review = draw_review(replace(MATERIAL, counts=counts), QUARTER, as_of=None, known=KNOWN)
    assert (review.summary.opened, review.year_so_far.opened, review.open_at_start) == (3, 7, 4)


def test_every_priority_has_a_line_worst_first() -> None:
    review = draw_review(MATERIAL, QUARTER, as_of=None, known=KNOWN)
    assert [line.priority for line in review.priorities] == ["P1", "P2", "P3", "P4"]


@pytest.mark.parametrize(("name", "unit"), [("2026-Q3", "week"), ("2026", "month")])
def test_the_trend_is_by_weeks_and_that_of_a_year_by_months(name: str, unit: str) -> None:
    period = read_period(name, ZONE)
    assert draw_review(MATERIAL, period, as_of=None, known=KNOWN).trend_unit == unit


def test_the_totals_are_those_of_the_period_and_not_of_the_year() -> None:
    of_june = replace(MISSED, slot=1, count=5)
    counts = replace(NO_COUNTS, targets=(MISSED, of_june, replace(of_june, verdict="withdrawn")))
    totals = draw_review(replace(MATERIAL, counts=counts), QUARTER, as_of=None, known=KNOWN).totals
    assert totals is not None
    assert (totals.breaches, totals.withdrawn) == (1, 0)


def test_each_figure_of_a_flow_and_of_its_tally_is_explained_beside_it() -> None:
    review = draw_review(MATERIAL, QUARTER, as_of=None, known=KNOWN)
    flow = {each.name for each in fields(Flow)} - {"targets"}
    assert flow | {each.name for each in fields(Tally)} <= set(review.definitions)
