"""What the review of a period says, as its account manager reads it over REST (CP-30)."""

from typing import Any

import pytest

from tests.reporting.conftest import Reports
from tests.reporting.event_log import HOUR, EventLog, utc

JUNE, JULY, AUGUST = (utc(f"2026-0{month}-10 12:00") for month in (6, 7, 8))
REVIEW = "/v1/customers/acme/reviews/2026-Q3"


@pytest.fixture
async def quarter(reports: Reports, log: EventLog) -> Any:
    """The third quarter, of cases that were met, missed and excused, and of one of June's."""
    log.opens("old", JUNE, priority="P3")
    log.meets("old", JUNE + HOUR / 2, JUNE + HOUR)
    log.opens("met", JULY, priority="P2")
    log.meets("met", JULY + HOUR / 2, JULY + HOUR)
    log.resolves("met", JULY + 5 * HOUR)
    log.closes("met", JULY + 6 * HOUR)
    log.opens("late", AUGUST, priority="P1")
    log.breaches("late", AUGUST + HOUR, priority="P1")
    log.answers_late("late", AUGUST + 3 * HOUR, AUGUST + HOUR, "on another call")
    log.opens("out", AUGUST, priority="P4")
    log.excludes("out", AUGUST + HOUR / 2)
    await reports.take(log)
    answer = await reports.get(REVIEW)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.rule("CP-30")
async def test_a_review_lists_the_open_cases_with_status_and_priority(
    reports: Reports, quarter: Any
) -> None:
    listed = [(line["case_id"], line["status"], line["priority"]) for line in quarter["open_cases"]]
    assert listed == [("late", "open", "P1"), ("old", "open", "P3")]
    assert quarter["totals"]["open_cases"] == 2


@pytest.mark.rule("CP-30")
async def test_a_review_counts_what_was_opened_and_closed_in_its_period_and_in_the_year(
    reports: Reports, quarter: Any
) -> None:
    for flow, opened in (("summary", 3), ("year_so_far", 4)):
        counts = quarter[flow]
        assert (counts["opened"], counts["closed"], counts["excluded"]) == (opened, 1, 1), flow
    closed = {line["priority"]: line["closed"] for line in quarter["priorities"]}
    assert closed == {"P1": 0, "P2": 1, "P3": 0, "P4": 0}


@pytest.mark.rule("CP-30")
async def test_a_review_tells_which_targets_were_met_missed_and_excused_and_how_late(
    reports: Reports, quarter: Any
) -> None:
    targets = quarter["summary"]["targets"]
    assert (targets["met"], targets["missed"], targets["excused"]) == (1, 1, 1)
    assert targets["attainment"] == 50.0
    [breach] = quarter["breaches"]
    assert (breach["case_id"], breach["late_by_s"], breach["late_reason"]) == (
        "late",
        7200.0,
        "on another call",
    )


@pytest.mark.rule("CP-30")
async def test_a_review_shows_how_old_the_open_cases_are(reports: Reports, quarter: Any) -> None:
    bands = {band["label"]: band["total"] for band in quarter["ageing"] if band["total"]}
    assert bands == {"30 to 90 days": 1, "90 days and more": 1}
