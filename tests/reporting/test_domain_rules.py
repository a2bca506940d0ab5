"""The rules of reporting's domain by themselves: no database, no clock, no broker."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reporting.domain.case_row import CaseStatus
from reporting.domain.deadline_row import Verdict
from reporting.domain.knowledge import Unjudged, earliest, judge_sight
from reporting.domain.period import read_period
from reporting.domain.plan_terms import BoughtTerm, gives_review, plans_in, review_rule
from reporting.domain.tally import tally_of
from reporting.domain.words_kept_back import code_only, without_words
from tests.reporting.made_up_material import MATERIAL
from tests.reporting.made_up_rows import CASE, DUE, PAGE, PROMISE

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
QUARTER = read_period("2026-Q3", ZoneInfo("America/Detroit"))
NOTHING_LEFT = Unjudged(count=0, first=None, unclocked=0, first_unclocked=None)


def seconds_ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("age", "sight"), [(0, "sees"), (5, "sees"), (6, "lags"), (15, "lags"), (16, "blind")]
)
def test_the_older_the_verdicts_the_less_the_clock_sees(age: float, sight: str) -> None:
    known = {"intake": seconds_ago(0), "sla-clock": seconds_ago(age)}
    judged = judge_sight(known, NOTHING_LEFT, NOW)  # type: ignore[arg-type]  # owners as plain text
    assert (judged.sight, judged.lag_s) == (sight, age)
    assert judged.clock.blind_since == (seconds_ago(age) if sight == "blind" else None)
    assert judged.clock.sees is (sight != "blind")


def test_the_clock_is_blind_to_cases_that_are_not_read() -> None:
    known = {"intake": seconds_ago(20), "sla-clock": NOW}
    judged = judge_sight(known, NOTHING_LEFT, NOW)  # type: ignore[arg-type]  # owners as plain text
    assert (judged.sight, judged.lag_s) == ("blind", 20.0)


def test_a_target_or_case_that_waits_for_the_clock_blinds_it_though_it_is_read() -> None:
    known = {"intake": NOW, "sla-clock": NOW}
    for left in (
        replace(NOTHING_LEFT, count=1, first=seconds_ago(20)),
        replace(NOTHING_LEFT, unclocked=1, first_unclocked=seconds_ago(20)),
    ):
        judged = judge_sight(known, left, NOW)  # type: ignore[arg-type]  # owners as plain text
        assert (judged.sight, judged.due_not_judged) == ("blind", left.count)


def test_nothing_is_known_until_all_owners_are() -> None:
    judged = judge_sight({"intake": NOW, "sla-clock": None}, NOTHING_LEFT, NOW)
    assert (judged.known_until, judged.sight, judged.lag_s) == (None, "blind", None)
    assert earliest({"intake": NOW, "notifier": seconds_ago(3)}) == seconds_ago(3)
    assert earliest({}) is None


def test_a_running_deadline_is_unjudged_from_its_due_instant_on() -> None:
    assert PROMISE.due_unjudged(DUE)
    assert not PROMISE.due_unjudged(DUE - timedelta(microseconds=1))
    assert not replace(PROMISE, due_at=None).due_unjudged(DUE)
    assert not replace(PROMISE, paused=True).due_unjudged(DUE)
    assert not replace(PROMISE, verdict="met").due_unjudged(DUE)


def test_a_deadline_is_excused_before_paused_and_its_verdict_before_both() -> None:
    both = replace(PROMISE, paused=True, excused=True)
    assert [row.state for row in (PROMISE, replace(PROMISE, paused=True), both)] == [
        "running",
        "paused",
        "excused",
    ]
    assert both.stands
    assert not replace(both, verdict="met").stands
    assert replace(both, verdict="met").state == "met"


@pytest.mark.parametrize(
    ("verdict", "state"),
    [("met", "met"), ("missed", "breached"), ("excused", "cancelled"), ("withdrawn", "met")],
)
def test_a_verdict_is_a_state_in_the_words_of_the_clock(verdict: Verdict, state: str) -> None:
    assert replace(PROMISE, verdict=verdict).state == state


@pytest.mark.parametrize(("after_due_s", "in_time"), [(-1, True), (0, True), (1, False)])
def test_a_late_recorded_answer_is_claimed_in_time_up_to_the_due_instant(
    after_due_s: int, in_time: bool
) -> None:
    answered_at = DUE + timedelta(seconds=after_due_s)
    late = replace(PROMISE, answered_at=answered_at, answer_recorded_at=DUE + timedelta(hours=3))
    assert late.claimed_in_time is in_time
    assert replace(late, answer_recorded_at=None).claimed_in_time is False


def test_a_page_says_how_long_it_took_until_somebody_had_it() -> None:
    acknowledged = replace(PAGE, acknowledged_at=PAGE.raised_at + timedelta(minutes=2))
    assert (PAGE.acknowledged_after_s, acknowledged.acknowledged_after_s) == (None, 120.0)


@pytest.mark.parametrize(
    ("status", "over", "unresolved"),
    [
        ("open", False, True),
        ("waiting-on-customer", False, True),
        ("worked-around", False, True),
        ("resolved", False, False),
        ("closed", True, False),
        ("excluded", True, False),
    ],
)
def test_a_case_is_in_the_backlog_until_it_is_resolved_or_over(
    status: CaseStatus, over: bool, unresolved: bool
) -> None:
    case = replace(CASE, status=status)
    assert (case.over, case.unresolved) == (over, unresolved)


def test_100_percent_means_all_and_nothing_means_none() -> None:
    assert tally_of(met=1999, missed=1, excused=5).attainment == 99.9
    assert tally_of(met=3, missed=0, excused=0).attainment == 100.0
    assert tally_of(met=0, missed=0, excused=4).attainment is None


def test_as_many_met_as_missed_is_half() -> None:
    assert tally_of(met=2, missed=2, excused=0).attainment == 50.0


def bought(seq: int, starts_on: date, ends_on: date, plan: str = "gold") -> BoughtTerm:
    return BoughtTerm(
        seq=seq,
        plan=plan,  # type: ignore[arg-type]  # a plan as plain text
        terms_version="2010.2",
        starts_on=starts_on,
        ends_on=ends_on,
    )


def test_a_renewal_is_no_new_stretch_and_a_change_of_plan_is() -> None:
    terms = [
        bought(1, date(2026, 1, 1), date(2026, 7, 31)),
        bought(2, date(2026, 8, 1), date(2026, 12, 31)),
        bought(3, date(2026, 9, 1), date(2026, 12, 31), "platinum"),
    ]
    plans = plans_in(QUARTER, terms)
    assert [(each.plan, each.from_day, each.to_day) for each in plans] == [
        ("gold", date(2026, 7, 1), date(2026, 8, 31)),
        ("platinum", date(2026, 9, 1), date(2026, 9, 30)),
    ]


def test_a_gap_between_terms_is_in_no_stretch() -> None:
    terms = [
        bought(1, date(2026, 6, 1), date(2026, 7, 9)),
        bought(2, date(2026, 8, 1), date(2026, 9, 30)),
    ]
    plans = plans_in(QUARTER, terms)
    assert [(each.from_day.day, each.to_day.day) for each in plans] == [(1, 9), (1, 30)]


def test_the_last_day_of_a_term_is_in_it() -> None:
    first = date(2026, 7, 1)
    (plan,) = plans_in(QUARTER, [bought(1, date(2026, 1, 1), first)])
    assert (plan.from_day, plan.to_day) == (first, first)


def test_without_a_plan_no_review_is_given() -> None:
    assert plans_in(QUARTER, []) == ()
    assert not gives_review(QUARTER, (), MATERIAL.cadences)
    assert review_rule((), MATERIAL.cadences) == "No plan was in force in that period."


def test_gold_gives_a_review_of_a_quarter() -> None:
    plans = plans_in(QUARTER, [bought(1, date(2026, 1, 1), date(2026, 12, 31))])
    assert gives_review(QUARTER, plans, MATERIAL.cadences)
    assert review_rule(plans, MATERIAL.cadences).startswith("The Gold plan ")


def test_an_export_has_codes_and_no_words() -> None:
    assert code_only(CASE) is CASE
    written = replace(CASE, excluded_reason="they never pay")
    assert without_words(written).excluded_reason != "they never pay"
    assert without_words(replace(PROMISE, late_reason="was ill")).late_reason is None
    assert without_words(PAGE) is PAGE
