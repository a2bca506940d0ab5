"""Which targets count in a period, and how late the missed ones were answered.

September 2026 in Detroit has five weeks (from the 1st, 7th, 14th, 21st and 28th): slots 2 to 6.
"""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from reporting.domain.period import read_period
from reporting.domain.review import StoodSummary
from reporting.domain.review_counts import (
    Counts,
    TargetCount,
    cuts_of,
    flow_of,
    lateness,
    priority_line,
    trend,
)
from reporting.domain.tally import Tally
from tests.reporting.conftest import ZONE

SEPTEMBER = read_period("2026-09", ZONE)
BEFORE_THE_YEAR, EARLIER_IN_THE_YEAR, FIRST_WEEK, LAST_WEEK, AFTERWARDS = 0, 1, 2, 6, 7
MET = TargetCount(
    priority="P2",
    verdict="met",
    slot=FIRST_WEEK,
    unjudged=False,
    late=None,
    longest_late_s=None,
    count=1,
)
MISSED = replace(MET, verdict="missed", late="unanswered")
EXCUSED = replace(MET, verdict="excused")
WITHDRAWN = replace(MET, verdict="withdrawn")
DUE_NOT_JUDGED = replace(MET, verdict=None, unjudged=True)
RUNNING = replace(MET, verdict=None, slot=None)


def counted(*targets: TargetCount) -> Counts:
    """A review's counts that have these targets and no case."""
    return Counts(cases=(), targets=targets, stood=StoodSummary(paused_s=0, excused_s=0, targets=0))


def tally(*targets: TargetCount, whole_year: bool = False) -> Tally:
    """The verdicts of September, or of the year up to its end."""
    return flow_of(counted(*targets), SEPTEMBER, whole_year=whole_year).targets


def test_only_met_and_missed_targets_decide_the_attainment() -> None:
    given = (
        replace(MET, count=3),
        replace(MISSED, count=1),
        replace(EXCUSED, count=5),
        replace(WITHDRAWN, count=6),
        replace(DUE_NOT_JUDGED, count=7),
    )
    assert tally(*given) == Tally(
        met=3, missed=1, excused=5, withdrawn=6, due_not_judged=7, attainment=75.0
    )


@pytest.mark.parametrize(
    ("slot", "in_month", "in_year"),
    [
        (BEFORE_THE_YEAR, 0, 0),
        (EARLIER_IN_THE_YEAR, 0, 1),
        (FIRST_WEEK, 1, 1),
        (LAST_WEEK, 1, 1),
        (AFTERWARDS, 0, 0),
    ],
)
@pytest.mark.parametrize("target", [MET, MISSED, EXCUSED, WITHDRAWN, DUE_NOT_JUDGED])
def test_a_target_counts_where_its_verdict_fell_or_where_it_fell_due(
    target: TargetCount, slot: int, in_month: int, in_year: int
) -> None:
    month, year = (tally(replace(target, slot=slot), whole_year=whole) for whole in (False, True))
    assert [
        each.met + each.missed + each.excused + each.withdrawn + each.due_not_judged
        for each in (month, year)
    ] == [in_month, in_year]


def test_a_target_that_was_not_due_by_the_end_is_in_no_tally() -> None:
    due_later = replace(RUNNING, slot=LAST_WEEK)
    assert tally(RUNNING, due_later) == Tally(met=0, missed=0, excused=0, attainment=None)


def test_a_target_runs_at_the_end_where_its_verdict_had_not_fallen_by_then() -> None:
    counts = counted(
        replace(RUNNING, count=1),
        replace(MET, slot=AFTERWARDS, count=2),
        replace(MISSED, slot=AFTERWARDS, count=4),
        replace(MET, slot=LAST_WEEK, count=8),
        replace(DUE_NOT_JUDGED, count=16),
    )
    assert priority_line(counts, SEPTEMBER, "P2").running == 1 + 2 + 4


def test_a_priority_has_its_own_targets_only() -> None:
    counts = counted(replace(MET, count=2), replace(MISSED, priority="P1"), RUNNING)
    line = priority_line(counts, SEPTEMBER, "P1")
    assert (line.targets.met, line.targets.missed, line.running) == (0, 1, 0)


def test_the_longest_delay_is_that_of_the_priority_and_the_period() -> None:
    counts = counted(
        replace(MISSED, late="under 1 h", longest_late_s=1_200.0),
        replace(MISSED, late="under 1 h", longest_late_s=1_800.0, slot=LAST_WEEK),
        replace(MISSED, late="1 to 4 h", longest_late_s=7_200.0, slot=EARLIER_IN_THE_YEAR),
        replace(MISSED, late="1 to 4 h", longest_late_s=9_000.0, priority="P1"),
    )
    assert priority_line(counts, SEPTEMBER, "P2").longest_late_s == 1_800.0


def test_what_nobody_has_answered_has_no_delay_yet() -> None:
    assert priority_line(counted(MISSED), SEPTEMBER, "P2").longest_late_s is None


def test_each_missed_target_of_the_period_is_in_one_band_of_delays() -> None:
    counts = counted(
        replace(MISSED, late="under 1 h", count=1),
        replace(MISSED, late="1 to 4 h", priority="P1", count=2),
        replace(MISSED, late="3 days and more", count=4),
        replace(MISSED, late="unanswered", count=8),
        replace(MISSED, late="under 1 h", slot=EARLIER_IN_THE_YEAR, count=16),
        replace(WITHDRAWN, late="told-in-time", count=32),
    )
    assert [(band.label, band.count) for band in lateness(counts, SEPTEMBER)] == [
        ("under 1 h", 1),
        ("1 to 4 h", 2),
        ("4 to 24 h", 0),
        ("1 to 3 days", 0),
        ("3 days and more", 4),
        ("not answered", 8),
    ]


def test_an_answer_said_to_be_in_time_is_no_delay_and_stands_apart() -> None:
    bands = lateness(counted(replace(MISSED, late="told-in-time", count=2)), SEPTEMBER)
    assert {band.label: band.count for band in bands if band.count} == {"said to be in time": 2}


def test_the_trend_has_each_week_for_each_priority_that_had_a_verdict() -> None:
    counts = counted(MET, replace(MET, priority="P4"), replace(MET, priority="P1", slot=AFTERWARDS))
    assert [(each.label, each.priority) for each in trend(counts, SEPTEMBER)] == [
        (week, priority)
        for week in ("Sep 1", "Sep 7", "Sep 14", "Sep 21", "Sep 28")
        for priority in ("P2", "P4")
    ]


def test_the_trend_shows_a_verdict_in_the_week_in_which_it_fell() -> None:
    second_week = FIRST_WEEK + 1
    counts = counted(
        replace(MET, slot=second_week, count=3),
        replace(MISSED, slot=second_week, count=2),
        replace(EXCUSED, slot=LAST_WEEK, count=1),
    )
    points = [
        (each.starts_on, each.met, each.missed, each.excused)
        for each in trend(counts, SEPTEMBER)
        if each.met or each.missed or each.excused
    ]
    assert points == [(date(2026, 9, 7), 3, 2, 0), (date(2026, 9, 28), 0, 0, 1)]


def test_the_trend_has_no_target_that_is_not_judged() -> None:
    assert trend(counted(DUE_NOT_JUDGED), SEPTEMBER) == ()


def test_slots_are_cut_at_new_year_at_each_week_and_at_the_end_by_the_vendors_midnight() -> None:
    winter, summer = 5, 4  # hours that Detroit's midnight is behind that of UTC
    weeks = [datetime(2026, 9, day, summer, tzinfo=UTC) for day in (1, 7, 14, 21, 28)]
    assert cuts_of(SEPTEMBER) == [
        datetime(2026, 1, 1, winter, tzinfo=UTC),
        *weeks,
        datetime(2026, 10, 1, summer, tzinfo=UTC),
    ]
