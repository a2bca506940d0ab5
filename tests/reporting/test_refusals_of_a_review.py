"""A refusal of reporting says what stands in the way, so that one knows when to ask again."""

from uuid import UUID

import pytest

from reporting.domain.errors import (
    AlreadyPublished,
    AsOfInFuture,
    CustomerUnknown,
    NotJudgedYet,
    NotKnownYet,
    NotPublished,
    PeriodNotBegun,
    PeriodNotOver,
    PeriodUnreadable,
    ReportingError,
    ReviewNotInPlan,
    ReviewUnknown,
)
from tests.reporting.event_log import utc

INSTANT = utc("2026-10-01 04:00")
KNOWN_UNTIL = utc("2026-10-01 03:59")
REVIEW = UUID("6f1f6c1e-58a5-5d4e-8a59-3a8a3f0f7b10")
SILVER = "The Silver plan has no reviews."


@pytest.mark.parametrize(
    ("refusal", "says"),
    [
        (PeriodUnreadable("2026-Q5"), ["2026-Q5", "2026-Q3", "2026-09", "2026"]),
        (CustomerUnknown("acme"), ["acme"]),
        (ReviewUnknown("r-1"), ["r-1"]),
        (AsOfInFuture(INSTANT), ["2026-10-01T04:00:00+00:00"]),
        (PeriodNotBegun("2026-Q4", INSTANT), ["2026-Q4 begins", "2026-10-01T04:00:00+00:00"]),
        (PeriodNotOver("2026-Q3", INSTANT), ["2026-Q3 ends", "2026-10-01T04:00:00+00:00"]),
        (NotJudgedYet("2026-Q3", 2, 3), ["2026-Q3", "2 targets", "3 cases"]),
        (ReviewNotInPlan("2026-Q3", SILVER), ["2026-Q3", SILVER]),
        (AlreadyPublished("2026-Q3", REVIEW), ["2026-Q3", "amendments"]),
        (NotPublished("2026-Q3", SILVER), ["2026-Q3", SILVER]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_refusal_names_what_was_asked_for_and_what_stands_in_the_way(
    refusal: ReportingError, says: list[str]
) -> None:
    assert [words for words in says if words not in str(refusal)] == []


def test_what_is_not_known_yet_says_up_to_when_all_is() -> None:
    refusal = NotKnownYet(INSTANT, KNOWN_UNTIL)
    assert "2026-10-01T04:00:00+00:00" in str(refusal)
    assert "known up to 2026-10-01T03:59:00+00:00" in str(refusal)
    assert refusal.known_until == KNOWN_UNTIL


def test_where_nothing_is_known_the_refusal_says_so() -> None:
    refusal = NotKnownYet(INSTANT, None)
    assert "nothing is known yet" in str(refusal)
    assert refusal.known_until is None


def test_a_second_publication_is_refused_with_the_id_of_the_first() -> None:
    assert AlreadyPublished("2026-Q3", REVIEW).review_id == REVIEW


def test_a_review_that_is_not_published_yet_though_its_plan_gives_one_is_just_not_published() -> (
    None
):
    assert str(NotPublished("2026-Q3", "")) == "no review of 2026-Q3 is published."
