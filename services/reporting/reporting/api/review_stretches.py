"""Reads which part of each of a review's lists a request asks for: `?open=2&cases=3`."""

from typing import Annotated, TypeAlias

from fastapi import Depends, Query

from reporting.adapters.read_queue import Slot
from reporting.adapters.read_review import ReviewSlots

ROWS = 50
MOST_ROWS = 200

PageNumber: TypeAlias = Annotated[
    int, Query(ge=1, le=100_000, description="Which page of this list, from 1.")
]
Rows: TypeAlias = Annotated[int, Query(ge=1, le=MOST_ROWS, description="Lines of each list.")]


def review_slots(
    open: PageNumber = 1,  # noqa: A002 - the parameter's public name
    cases: PageNumber = 1,
    missed: PageNumber = 1,
    stood: PageNumber = 1,
    pages: PageNumber = 1,
    rows: Rows = ROWS,
) -> ReviewSlots:
    """Return the stretches of the lists; `missed` is for missed and for withdrawn targets."""
    return ReviewSlots(*(Slot(number, rows) for number in (open, cases, missed, stood, pages)))


SlotsOf: TypeAlias = Annotated[ReviewSlots, Depends(review_slots)]
"""For a route that draws a review: the stretches asked for."""
