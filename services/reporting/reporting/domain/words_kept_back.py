"""Removes what people wrote from exports, and engineers from what customers read."""

from dataclasses import replace
from typing import TypeVar

from events.catalogue.case_upcasts import EXCLUSION_CODES, OTHER
from reporting.domain.case_row import CaseRow
from reporting.domain.deadline_row import DeadlineRow
from reporting.domain.review import BreachLine, Review

Row = TypeVar("Row")
SUPPORT = "support"
"""Stands for any engineer where a customer reads."""


def code_only(row: CaseRow) -> CaseRow:
    """Return the case with its exclusion as a code; older rows hold what a person wrote."""
    # Rows from before reasons were codes hold free text, which may name a person.
    if row.excluded_reason is None or row.excluded_reason in EXCLUSION_CODES:
        return row
    return replace(row, excluded_reason=OTHER)


def without_words(row: Row) -> Row:
    """Return a row of an export without a word that a person wrote."""
    match row:
        case CaseRow():
            return code_only(row)  # type: ignore[return-value]  # the row that came in is a CaseRow
        case DeadlineRow():
            return replace(row, late_reason=None, late_reason_by=None)
        case _:
            return row


def for_customer(review: Review) -> Review:
    """Return the review without engineers' names and the reasons that support wrote."""
    return replace(
        review,
        breaches=tuple(map(_breach_for_customer, review.breaches)),
        withdrawn=tuple(map(_breach_for_customer, review.withdrawn)),
        pages=tuple(
            replace(line, acknowledged_by=line.acknowledged_by and SUPPORT) for line in review.pages
        ),
    )


def _breach_for_customer(line: BreachLine) -> BreachLine:
    return replace(line, late_reason=None, withdrawn_by=line.withdrawn_by and SUPPORT)
