"""A review's figures, against a small quarter that was worked out by hand."""

from datetime import timedelta

import pytest

from events.catalogue import case_events as case
from events.catalogue import deadline_events as deadline
from reporting.domain.review import Review
from reporting.domain.tally import Tally
from tests.reporting.conftest import Reports
from tests.reporting.event_log import HOUR, EventLog, utc


@pytest.fixture
async def quarter(reports: Reports, log: EventLog) -> Review:
    """Acme's third quarter of 2026: six cases, of which one is from June and one opens at the last
    minute.
    """
    june, july, august = utc("2026-06-20 12:00"), utc("2026-07-01 12:00"), utc("2026-08-12 12:00")
    log.opens("old", june, subject="Since June")
    log.meets("old", june + HOUR / 2, june + HOUR)
    log.opens("met", july, priority="P2", subject="Answered in time")
    log.meets("met", july + HOUR / 2, july + HOUR, paused_s=600, excused_s=120)
    log.resolves("met", july + 5 * HOUR)
    log.closes("met", july + 6 * HOUR)
    log.opens("late", august, priority="P1", subject="Nobody came")
    log.pages("page1", "late", august, acknowledged_after=timedelta(minutes=3))
    log.pages("drill", "late", august, drill=True)
    log.breaches("late", august + HOUR, priority="P1", detected_late=timedelta(minutes=2))
    log.answers_late("late", august + 3 * HOUR, august + HOUR, "on another call")
    log.opens("never", august, subject="Still nobody")
    log.breaches("never", august + HOUR)
    log.opens("out", august, priority="P4")
    log.excludes("out", august + HOUR / 2)
    last = utc("2026-10-01 03:59")
    log.opens("last", last, subject="The last minute of September in Detroit")
    log.meets("last", last + HOUR / 2, last + HOUR)
    log.closes("old", utc("2026-10-02 12:00"))
    await reports.take(log)
    return await reports.review("2026-Q3")


async def test_counts_what_came_and_went(quarter: Review) -> None:
    flow = quarter.summary
    assert (quarter.open_at_start, flow.opened, flow.closed, flow.excluded, flow.open_at_end) == (
        1,
        5,
        1,
        1,
        4,
    )


async def test_counts_verdicts_by_when_they_fell(quarter: Review) -> None:
    assert quarter.summary.targets == Tally(met=1, missed=2, excused=1, attainment=33.3)


async def test_counts_the_year_up_to_the_end_of_the_period(quarter: Review) -> None:
    year = quarter.year_so_far
    assert (year.opened, year.closed, year.targets) == (
        6,
        1,
        Tally(met=2, missed=2, excused=1, attainment=50.0),
    )


async def test_breaks_the_figures_down_by_priority(quarter: Review) -> None:
    shares = {
        line.priority: (
            line.opened,
            line.closed,
            line.open_at_end,
            line.targets.attainment,
            line.running,
        )
        for line in quarter.priorities
    }
    assert shares == {
        "P1": (1, 0, 1, 0.0, 0),
        "P2": (1, 1, 0, 100.0, 0),
        "P3": (2, 0, 3, 0.0, 1),
        "P4": (1, 0, 0, None, 0),
    }


async def test_names_each_missed_target_with_how_late_it_was_answered(quarter: Review) -> None:
    by_number = {line.number: line for line in quarter.breaches}
    assert set(by_number) == {"C-late", "C-never"}
    late, never = by_number["C-late"], by_number["C-never"]
    assert (late.late_by_s, late.late_reason, late.detected_late_s) == (
        7200.0,
        "on another call",
        120.0,
    )
    assert (never.late_by_s, never.answered_at, never.subject) == (None, None, "Still nobody")


async def test_shows_time_that_the_clock_stood_apart(quarter: Review) -> None:
    assert (quarter.stood.paused_s, quarter.stood.excused_s, quarter.stood.targets) == (600, 120, 2)
    assert [(line.number, line.verdict) for line in quarter.stood_cases] == [
        ("C-met", "met"),
        ("C-out", "cancelled"),
    ]


async def test_shows_pages_with_who_took_them_and_how_fast_but_no_rehearsal(
    quarter: Review,
) -> None:
    (page,) = quarter.pages
    assert (page.acknowledged_by, page.acknowledged_after_s, page.first_sent_after_s) == (
        "eva",
        180.0,
        0.04,
    )
    assert (quarter.pager.raised, quarter.pager.acknowledged, quarter.pager.median_after_s) == (
        1,
        1,
        180.0,
    )


async def test_lists_open_cases_with_the_status_they_had_at_the_end(quarter: Review) -> None:
    assert [(line.number, line.status) for line in quarter.open_cases] == [
        ("C-late", "open"),
        ("C-old", "open"),
        ("C-never", "open"),
        ("C-last", "open"),
    ]


async def test_counts_the_backlog_by_age(quarter: Review) -> None:
    assert [(band.label, band.total) for band in quarter.ageing if band.total] == [
        ("under 2 days", 1),
        ("30 to 90 days", 2),
        ("90 days and more", 1),
    ]


async def test_counts_delays_by_band(quarter: Review) -> None:
    assert [(band.label, band.count) for band in quarter.lateness if band.count] == [
        ("1 to 4 h", 1),
        ("not answered", 1),
    ]


async def test_the_trend_adds_up_to_the_verdicts(quarter: Review) -> None:
    assert sum(point.met for point in quarter.trend) == quarter.summary.targets.met
    assert sum(point.missed for point in quarter.trend) == quarter.summary.targets.missed
    assert {point.priority for point in quarter.trend} == {"P1", "P2", "P3", "P4"}


async def test_says_what_each_figure_means(quarter: Review) -> None:
    assert {"opened", "closed", "met", "missed", "excused", "attainment", "as_of"} <= set(
        quarter.definitions
    )


async def test_a_resolved_case_is_open_but_no_longer_backlog(
    reports: Reports, log: EventLog
) -> None:
    log.opens("c", utc("2026-07-02 12:00"))
    log.resolves("c", utc("2026-07-03 12:00"))
    await reports.take(log)
    review = await reports.review("2026-Q3")
    assert [line.status for line in review.open_cases] == ["resolved"]
    assert sum(band.total for band in review.ageing) == 0


async def test_a_case_keeps_the_priority_it_was_opened_with_where_openings_are_counted(
    reports: Reports, log: EventLog
) -> None:
    at = utc("2026-07-02 12:00")
    log.opens("c", at, priority="P4")
    changed = case.CasePriorityChanged(
        case_id="c", old="P4", new="P2", changed_at=at + HOUR, reason="worse"
    )
    log.about_case("c", changed, at + HOUR)
    await reports.take(log)
    lines = {line.priority: line for line in (await reports.review("2026-Q3")).priorities}
    assert (lines["P4"].opened, lines["P2"].opened, lines["P2"].open_at_end) == (1, 0, 1)


async def test_a_promise_that_moved_or_stood_is_followed(reports: Reports, log: EventLog) -> None:
    at = utc("2026-10-05 12:00")
    log.opens("c", at)
    paused = deadline.DeadlinePaused(
        case_id="c", goal="first_response", kind="paused", paused_at=at, reason="asked"
    )
    log.about_deadline("c", paused, at)
    await reports.take(log)
    (line,) = (await reports.review("2026-Q4")).open_cases
    assert line.first_response == "paused"


async def test_a_period_without_anything_is_drawn_empty(reports: Reports, log: EventLog) -> None:
    await reports.take(log)
    review = await reports.review("2026-02")
    assert review.summary.targets.attainment is None
    assert (review.cases, review.breaches, review.pages) == ((), (), ())
