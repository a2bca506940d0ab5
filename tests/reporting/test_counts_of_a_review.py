"""What a review counts of cases, from groups of cases that are alike: September 2026 in Detroit."""

from dataclasses import replace

from reporting.domain.period import read_period
from reporting.domain.review import StoodSummary
from reporting.domain.review_counts import (
    CaseCount,
    Counts,
    ageing,
    flow_of,
    open_at_start,
    priority_line,
    touched,
    unclocked,
)
from tests.reporting.conftest import ZONE
from tests.reporting.made_up_counts import CLOSED, OPEN

SEPTEMBER = read_period("2026-09", ZONE)
EXCLUDED = replace(CLOSED, excluded=True)
CLOSED_BEFORE = replace(CLOSED, opened="year", ended="year", over_at_start=True)


def counted(*cases: CaseCount) -> Counts:
    """A review's counts that have these cases and no target."""
    return Counts(cases=cases, targets=(), stood=StoodSummary(paused_s=0, excused_s=0, targets=0))


def test_the_flow_of_a_period_has_what_was_opened_in_it() -> None:
    counts = counted(
        replace(OPEN, count=3),
        replace(CLOSED, count=4),
        replace(OPEN, opened="year", count=10),
        replace(OPEN, opened="before", count=100),
    )
    assert flow_of(counts, SEPTEMBER, whole_year=False).opened == 3 + 4


def test_the_year_so_far_begins_on_new_years_day_and_ends_with_the_period() -> None:
    counts = counted(
        replace(OPEN, count=3),
        replace(CLOSED_BEFORE, count=10),
        replace(CLOSED_BEFORE, opened="before", ended="before", count=100),
    )
    year = flow_of(counts, SEPTEMBER, whole_year=True)
    assert (year.opened, year.closed) == (3 + 10, 10)


def test_a_case_is_counted_as_closed_when_it_ended_whenever_it_was_opened() -> None:
    counts = counted(
        replace(CLOSED, opened="before", count=2),
        replace(CLOSED, count=5),
        replace(CLOSED_BEFORE, count=10),
    )
    assert flow_of(counts, SEPTEMBER, whole_year=False).closed == 2 + 5


def test_a_case_that_left_the_entitlement_is_excluded_and_not_closed() -> None:
    flow = flow_of(
        counted(replace(EXCLUDED, count=3), replace(CLOSED, count=4)), SEPTEMBER, whole_year=False
    )
    assert (flow.excluded, flow.closed) == (3, 4)


def test_an_exclusion_of_the_year_is_in_the_year_so_far_only() -> None:
    counts = counted(replace(CLOSED_BEFORE, excluded=True, count=3))
    month, year = (flow_of(counts, SEPTEMBER, whole_year=whole) for whole in (False, True))
    assert (month.excluded, year.excluded) == (0, 3)


def test_open_at_the_end_are_cases_of_any_age_that_had_not_ended() -> None:
    counts = counted(
        replace(OPEN, count=1), replace(OPEN, opened="before", count=2), replace(CLOSED, count=4)
    )
    assert flow_of(counts, SEPTEMBER, whole_year=False).open_at_end == 1 + 2


def test_open_at_the_start_are_cases_of_before_that_ended_later_or_not_at_all() -> None:
    counts = counted(
        replace(OPEN, opened="before", count=1),
        replace(CLOSED, opened="year", count=2),
        replace(CLOSED_BEFORE, count=4),
        replace(OPEN, count=8),
    )
    assert open_at_start(counts) == 1 + 2


def test_what_was_open_and_came_less_what_went_is_open_at_the_end() -> None:
    counts = counted(
        replace(OPEN, opened="before", count=5),
        replace(CLOSED, opened="year", count=2),
        replace(EXCLUDED, opened="year", count=1),
        replace(OPEN, count=7),
        replace(CLOSED, count=3),
        replace(CLOSED_BEFORE, count=50),
    )
    flow = flow_of(counts, SEPTEMBER, whole_year=False)
    went = flow.closed + flow.excluded
    assert open_at_start(counts) + flow.opened - went == flow.open_at_end == 5 + 7


def test_the_list_of_cases_has_each_that_came_or_went_or_is_open_once() -> None:
    counts = counted(
        replace(CLOSED, count=1),
        replace(CLOSED, opened="year", count=2),
        replace(OPEN, opened="before", count=4),
        replace(CLOSED_BEFORE, count=8),
    )
    assert touched(counts) == 1 + 2 + 4


def test_the_list_has_a_case_of_the_period_that_was_recorded_and_closed_after_it() -> None:
    """It was opened in the period, though the log did not know it at the end."""
    assert touched(counted(replace(OPEN, open_at_end=False, age=None))) == 1


def test_only_a_case_of_the_period_can_be_one_that_the_clock_has_not_told_of() -> None:
    counts = counted(
        replace(OPEN, clocked=False, count=2),
        replace(OPEN, opened="year", clocked=False, count=4),
        replace(OPEN, count=8),
    )
    assert unclocked(counts) == 2


def test_a_case_counts_under_the_priority_that_it_had_at_each_event() -> None:
    moved = replace(
        OPEN, opened_priority="P4", priority="P2", ended="period", ended_priority="P1", count=1
    )
    lines = [
        priority_line(counted(moved), SEPTEMBER, each)
        for each in (moved.opened_priority, moved.priority, "P1")
    ]
    assert [(line.opened, line.open_at_end, line.closed) for line in lines] == [
        (1, 0, 0),
        (0, 1, 0),
        (0, 0, 1),
    ]


def test_a_priority_has_neither_what_was_opened_before_nor_what_was_excluded() -> None:
    counts = counted(replace(EXCLUDED, opened="year", count=4), replace(CLOSED_BEFORE, count=8))
    line = priority_line(counts, SEPTEMBER, "P3")
    assert (line.opened, line.closed, line.open_at_end) == (0, 0, 0)


def test_the_backlog_is_counted_by_age_and_by_the_priority_at_the_end() -> None:
    counts = counted(
        replace(OPEN, age=0, count=1),
        replace(OPEN, age=4, opened_priority="P4", priority="P1", count=2),
        replace(OPEN, age=4, count=4),
    )
    aged = {band.label: (band.total, band.counts) for band in ageing(counts) if band.total}
    assert aged == {
        "under 2 days": (1, {"P1": 0, "P2": 0, "P3": 1, "P4": 0}),
        "90 days and more": (2 + 4, {"P1": 2, "P2": 0, "P3": 4, "P4": 0}),
    }


def test_a_band_of_ages_that_has_no_case_is_shown_as_none() -> None:
    assert [(band.label, band.total) for band in ageing(counted())] == [
        ("under 2 days", 0),
        ("2 to 7 days", 0),
        ("7 to 30 days", 0),
        ("30 to 90 days", 0),
        ("90 days and more", 0),
    ]


def test_a_resolved_case_is_open_and_has_no_age() -> None:
    counts = counted(replace(OPEN, age=None))
    assert flow_of(counts, SEPTEMBER, whole_year=False).open_at_end == 1
    assert [band.total for band in ageing(counts)] == [0, 0, 0, 0, 0]
