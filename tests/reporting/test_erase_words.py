"""What erased people wrote is taken out of a review, and every figure and line stays: pure."""

from dataclasses import replace

from events.sealing.stand_ins import ERASED
from reporting.domain.draw_review import draw_review
from reporting.domain.erase_words import erase_late_reasons, erase_subjects, with_subjects
from reporting.domain.errors import CaseUnknown
from reporting.domain.review import Review
from reporting.domain.review_lines import breach_line, case_line
from tests.reporting.event_log import utc
from tests.reporting.made_up_material import KNOWN, MATERIAL, NO_LINES, NOW, QUARTER
from tests.reporting.made_up_rows import CASE, DUE, PROMISE

LINE = case_line(CASE, CASE, PROMISE, "Presses stand", utc("2026-10-01 04:00"))
OTHER = replace(LINE, case_id="c9", subject="Labels")
MISSED = replace(PROMISE, verdict="missed", verdict_at=DUE, late_reason="asleep at the desk")
BREACH = breach_line(MISSED, CASE, "Presses stand", NOW)
UNSAID = replace(BREACH, late_reason=None)


def drawn() -> Review:
    lists = replace(
        NO_LINES,
        open_cases=(LINE, OTHER),
        cases=(LINE, OTHER),
        breaches=(BREACH, UNSAID),
        withdrawn=(BREACH,),
    )
    return draw_review(replace(MATERIAL, lists=lists), QUARTER, as_of=None, known=KNOWN)


def test_the_subjects_of_these_cases_are_erased_and_others_stay() -> None:
    review = erase_subjects(drawn(), {LINE.case_id})
    assert [line.subject for line in review.cases] == [ERASED, "Labels"]
    assert [line.subject for line in review.open_cases] == [ERASED, "Labels"]
    assert {line.subject for line in (*review.breaches, *review.withdrawn)} == {ERASED}
    assert with_subjects(review, {}) == review


def test_reasons_for_late_answers_are_erased_where_one_was_given() -> None:
    review = erase_late_reasons(drawn(), {BREACH.case_id})
    assert [line.late_reason for line in review.breaches] == [ERASED, None]
    assert [line.late_reason for line in review.withdrawn] == [ERASED]
    assert erase_late_reasons(drawn(), {"c9"}) == drawn()


def test_a_case_that_is_not_known_is_named() -> None:
    assert str(CaseUnknown("c7")) == "no case c7 is known"
