"""A customer reads of support, never of an engineer, and no reason that support wrote."""

from dataclasses import replace

from reporting.domain.draw_review import draw_review
from reporting.domain.review import Review
from reporting.domain.review_lines import breach_line, page_line
from reporting.domain.words_kept_back import for_customer, without_words
from tests.reporting.made_up_material import KNOWN, MATERIAL, NO_LINES, NOW, QUARTER
from tests.reporting.made_up_rows import CASE, DUE, PAGE, PROMISE

BREACH = breach_line(
    replace(PROMISE, verdict="missed", verdict_at=DUE, late_reason="asleep at the desk"),
    CASE,
    "Presses stand",
    NOW,
)
WITHDRAWN = replace(BREACH, withdrawn_at=NOW, withdrawn_by="tam-1")
TAKEN = page_line(replace(PAGE, acknowledged_at=DUE, acknowledged_by="eva"))
UNTAKEN = page_line(PAGE)


def drawn() -> Review:
    """A review with a breach, a withdrawn one, and two pages of which Eva took the first."""
    lists = replace(NO_LINES, breaches=(BREACH,), withdrawn=(WITHDRAWN,), pages=(TAKEN, UNTAKEN))
    return draw_review(replace(MATERIAL, lists=lists), QUARTER, as_of=None, known=KNOWN)


def test_a_customer_does_not_read_why_support_says_it_was_late() -> None:
    (breach,) = for_customer(drawn()).breaches
    assert breach == replace(BREACH, late_reason=None)


def test_a_customer_reads_that_support_withdrew_a_breach_and_when() -> None:
    (withdrawn,) = for_customer(drawn()).withdrawn
    assert (withdrawn.withdrawn_by, withdrawn.withdrawn_at) == ("support", NOW)


def test_a_customer_reads_that_support_took_a_page_and_how_fast() -> None:
    taken = for_customer(drawn()).pages[0]
    assert (taken.acknowledged_by, taken.acknowledged_after_s) == (
        "support",
        TAKEN.acknowledged_after_s,
    )


def test_a_page_that_nobody_took_is_not_said_to_be_taken_by_support() -> None:
    assert for_customer(drawn()).pages[1] == UNTAKEN


def test_a_breach_that_stands_is_not_said_to_be_withdrawn_by_support() -> None:
    (breach,) = for_customer(drawn()).breaches
    assert breach.withdrawn_by is None


def test_a_customer_does_not_read_why_support_says_a_withdrawn_breach_was_late() -> None:
    (withdrawn,) = for_customer(drawn()).withdrawn
    assert withdrawn.late_reason is None


def test_no_name_of_anybody_of_support_is_left_in_the_review() -> None:
    read = repr(for_customer(drawn()))
    assert [name for name in ("eva", "tam-1") if name in read] == []


def test_a_customers_review_has_the_figures_of_supports() -> None:
    review, read = drawn(), for_customer(drawn())
    assert review == replace(
        read, breaches=review.breaches, withdrawn=review.withdrawn, pages=review.pages
    )


def test_an_exclusion_that_has_a_code_leaves_with_it() -> None:
    excluded = replace(CASE, status="excluded", excluded_reason="non-payment")
    assert without_words(excluded).excluded_reason == "non-payment"


def test_an_exclusion_that_somebody_wrote_leaves_as_other() -> None:
    excluded = replace(CASE, status="excluded", excluded_reason="they never pay")
    assert without_words(excluded).excluded_reason == "other"
