"""What a line of a review says of the rows that it stands on."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from reporting.domain.case_row import CaseRow
from reporting.domain.deadline_row import DeadlineRow
from reporting.domain.draw_review import draw_review
from reporting.domain.review import BreachLine, CaseLine
from reporting.domain.review_lines import (
    breach_line,
    case_line,
    in_todays_words,
    page_line,
    stood_line,
)
from tests.reporting.event_log import DAY, HOUR, utc
from tests.reporting.made_up_material import KNOWN, MATERIAL, QUARTER
from tests.reporting.made_up_rows import CASE, DUE, OPENED, PAGE, PROMISE

END = utc("2026-10-01 04:00")
NOW = utc("2026-10-05 16:00")
MISSED = replace(PROMISE, verdict="missed", verdict_at=DUE, detected_late_s=2.0)
CLAIMED = replace(MISSED, answered_at=DUE - HOUR / 6, answer_recorded_at=DUE + HOUR / 2)


def line_of(
    case: CaseRow, *, promise: DeadlineRow | None = PROMISE, until: datetime = END
) -> CaseLine:
    """The line of a case of which nothing more is known than how it stood."""
    return case_line(case, case, promise, "Presses stand", until)


def breach_of(row: DeadlineRow, case: CaseRow | None = CASE) -> BreachLine:
    """The line of a missed target as known now."""
    return breach_line(row, case, "Presses stand", NOW)


def test_a_case_stands_as_it_did_then_with_the_answer_that_is_known_now() -> None:
    answered_at = END + HOUR
    known = replace(CASE, status="resolved", priority="P3", responded_at=answered_at)
    line = case_line(CASE, known, PROMISE, "Presses stand", END)
    assert (line.status, line.priority, line.responded_at) == ("open", "P1", answered_at)


def test_an_open_case_ages_until_the_end_of_the_period() -> None:
    assert line_of(CASE, until=OPENED + 10 * DAY).age_days == 10.0


def test_an_age_is_in_days_with_one_decimal() -> None:
    assert line_of(CASE, until=OPENED + 37 * HOUR).age_days == 1.5


def test_a_case_that_ended_stopped_ageing_then() -> None:
    closed = replace(CASE, status="closed", ended_at=OPENED + 3 * DAY)
    assert line_of(closed, until=OPENED + 10 * DAY).age_days == 3.0


def test_a_case_that_ended_after_the_period_ages_until_the_periods_end() -> None:
    closed = replace(CASE, status="closed", ended_at=OPENED + 30 * DAY)
    assert line_of(closed, until=OPENED + 10 * DAY).age_days == 10.0


def test_a_case_that_an_import_ends_before_it_was_opened_has_no_age() -> None:
    backwards = replace(CASE, imported=True, status="closed", ended_at=OPENED - 2 * DAY)
    assert line_of(backwards).age_days == 0.0


def test_a_case_without_a_promise_says_nothing_of_a_first_response() -> None:
    line = line_of(CASE, promise=None)
    assert (line.first_response, line.due_at) == (None, None)


@pytest.mark.parametrize(
    ("promise", "until", "first_response"),
    [
        (PROMISE, DUE - timedelta(microseconds=1), "running"),
        (PROMISE, DUE, "due-not-judged"),
        (replace(PROMISE, due_at=None, paused=True), END, "paused"),
        (replace(PROMISE, due_at=None, excused=True), END, "excused"),
        (replace(PROMISE, verdict="excused"), END, "cancelled"),
        (replace(PROMISE, verdict="met"), END, "met"),
        (MISSED, END, "missed"),
        (replace(MISSED, verdict="withdrawn"), END, "withdrawn"),
    ],
)
def test_a_first_response_is_its_verdict_or_else_where_its_clock_is(
    promise: DeadlineRow, until: datetime, first_response: str
) -> None:
    assert line_of(CASE, promise=promise, until=until).first_response == first_response


def test_a_case_says_when_its_answer_was_due() -> None:
    assert line_of(CASE).due_at == DUE


def test_a_breach_of_a_case_that_is_not_known_yet_opened_when_its_promise_began() -> None:
    assert breach_of(replace(MISSED, started_at=OPENED + HOUR), None).opened_at == OPENED + HOUR


def test_a_breach_of_a_known_case_opened_when_the_case_did() -> None:
    assert breach_of(replace(MISSED, started_at=OPENED + HOUR)).opened_at == OPENED


def test_a_breach_whose_due_time_is_gone_was_due_at_its_verdict() -> None:
    assert breach_of(replace(MISSED, due_at=None)).due_at == DUE


@pytest.mark.parametrize("case", [CASE, None])
def test_an_open_breach_that_nobody_answered_waits_from_its_due_time_until_now(
    case: CaseRow | None,
) -> None:
    assert breach_of(MISSED, case).unanswered_s == (NOW - DUE).total_seconds()


def test_an_answered_breach_waits_no_longer() -> None:
    answered = replace(MISSED, answered_at=DUE + 2 * HOUR, answered_late_s=7200.0)
    line = breach_of(answered)
    assert (line.late_by_s, line.unanswered_s) == (7200.0, None)


@pytest.mark.parametrize("status", ["closed", "excluded"])
def test_a_breach_of_a_case_that_is_over_waits_for_nobody(status: str) -> None:
    over = replace(CASE, status=status)  # type: ignore[arg-type]  # a status as plain text
    assert breach_of(MISSED, over).unanswered_s is None


def test_a_breach_says_how_long_after_its_due_time_the_answer_was_recorded() -> None:
    assert breach_of(CLAIMED).recorded_late_s == 1800.0


def test_nothing_recorded_is_not_recorded_late() -> None:
    assert breach_of(MISSED).recorded_late_s is None


def test_an_answer_that_is_said_to_be_in_time_is_told_beside_the_breach() -> None:
    line = breach_of(CLAIMED)
    assert (line.told_in_time, line.late_by_s, line.answered_at) == (True, None, DUE - HOUR / 6)


def test_a_breach_of_which_no_delay_is_told_was_noticed_at_once() -> None:
    assert breach_of(replace(MISSED, detected_late_s=None)).detected_late_s == 0.0


def test_a_withdrawn_breach_says_when_and_by_whom() -> None:
    withdrawn = replace(CLAIMED, verdict="withdrawn", withdrawn_at=NOW, withdrawn_by="tam-1")
    line = breach_of(withdrawn)
    assert (line.withdrawn_at, line.withdrawn_by) == (NOW, "tam-1")


def test_waiting_and_excused_time_of_a_promise_stand_apart() -> None:
    stood = replace(MISSED, paused_s=600, excused_s=120, excused_reason="nobody reached")
    line = stood_line(stood)
    assert (line.paused_s, line.excused_s, line.excused_reason) == (600, 120, "nobody reached")


@pytest.mark.parametrize(
    ("row", "verdict"),
    [(MISSED, "missed"), (replace(PROMISE, paused=True), "paused"), (PROMISE, "running")],
)
def test_a_clock_that_stood_is_shown_with_its_verdict_or_else_its_state(
    row: DeadlineRow, verdict: str
) -> None:
    assert stood_line(row).verdict == verdict


def test_a_page_says_how_fast_it_went_out_and_was_taken() -> None:
    taken = replace(
        PAGE,
        first_sent_at=PAGE.raised_at + timedelta(milliseconds=250),
        acknowledged_at=PAGE.raised_at + timedelta(minutes=3),
    )
    line = page_line(taken)
    assert (line.first_sent_after_s, line.acknowledged_after_s) == (0.25, 180.0)


def test_a_page_that_has_not_gone_out_says_so() -> None:
    line = page_line(PAGE)
    assert (line.first_sent_after_s, line.acknowledged_after_s, line.state) == (
        None,
        None,
        "raised",
    )


def test_a_page_counts_the_steps_that_began_and_the_messages_that_went_out() -> None:
    line = page_line(replace(PAGE, steps_started=2, steps_skipped=1, attempts=7, sent=5, failed=2))
    assert (line.steps, line.messages) == (2, 5)


def test_an_old_review_tells_what_was_taken_off_from_a_clock_that_stands() -> None:
    stands = replace(line_of(CASE), first_response="excused")
    taken_off = replace(stands, status="excluded", ended_at=END)
    stood = replace(stood_line(PROMISE), verdict="excused", excused_reason="non-payment")
    met = replace(stood, verdict="met")
    drawn = draw_review(MATERIAL, QUARTER, as_of=None, known=KNOWN)
    old = replace(drawn, open_cases=(stands,), cases=(stands, taken_off), stood_cases=(stood, met))
    read = in_todays_words(old)
    assert [line.first_response for line in read.open_cases] == ["excused"]
    assert [line.first_response for line in read.cases] == ["excused", "cancelled"]
    assert [line.verdict for line in read.stood_cases] == ["cancelled", "met"]
