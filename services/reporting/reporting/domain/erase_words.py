"""Takes what erased people wrote out of a review; every figure and every line stays."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TypeVar

from events.sealing.stand_ins import ERASED
from reporting.domain.review import BreachLine, CaseLine, Review

Line = TypeVar("Line", CaseLine, BreachLine)


def erase_subjects(review: Review, case_ids: Collection[str]) -> Review:
    """Return the review without what these cases are about."""
    return with_subjects(review, dict.fromkeys(case_ids, ERASED))


def with_subjects(review: Review, subjects: Mapping[str, str]) -> Review:
    """Return the review with these subjects, by case id; other lines keep theirs."""

    def say(lines: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(
            replace(line, subject=subjects.get(line.case_id, line.subject)) for line in lines
        )

    return replace(
        review,
        open_cases=say(review.open_cases),
        cases=say(review.cases),
        breaches=say(review.breaches),
        withdrawn=say(review.withdrawn),
    )


def erase_late_reasons(review: Review, case_ids: Collection[str]) -> Review:
    """Return the review without why answers to these cases were late."""

    def erase(lines: tuple[BreachLine, ...]) -> tuple[BreachLine, ...]:
        return tuple(
            replace(line, late_reason=ERASED)
            if line.case_id in case_ids and line.late_reason is not None
            else line
            for line in lines
        )

    return replace(review, breaches=erase(review.breaches), withdrawn=erase(review.withdrawn))
