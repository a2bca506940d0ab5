"""Tells the reader of a page how far to trust it, in a strip on top.

It says up to when the page knows, whether the clock sees, and what is due and not judged.
"""

from dataclasses import dataclass
from datetime import datetime

from reporting.domain.knowledge import Knowledge, Sight
from reporting.domain.review import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The strip's facts.

    `as_of` or `published`: the page is of an instant in the past, so what the clock does now is no
    matter.
    """

    sight: Sight
    known_until: datetime | None
    drawn_at: datetime
    blind_since: datetime | None = None
    lag_s: float | None = None
    due_not_judged: int = 0
    unclocked: int = 0
    as_of: datetime | None = None
    published: bool = False


def truth_now(known: Knowledge, *, due_not_judged: int | None = None, unclocked: int = 0) -> Truth:
    """Return the strip of a page drawn from what is known now.

    The counts are of what the page is about.
    """
    return Truth(
        sight=known.sight,
        known_until=known.known_until,
        drawn_at=known.drawn_at,
        blind_since=known.clock.blind_since,
        lag_s=known.lag_s,
        due_not_judged=known.due_not_judged if due_not_judged is None else due_not_judged,
        unclocked=unclocked,
    )


def truth_as_of(review: Review) -> Truth:
    """Return the strip of a review as of an instant."""
    return Truth(
        sight="sees",
        known_until=review.known_until,
        drawn_at=review.drawn_at,
        due_not_judged=review.due_not_judged,
        unclocked=review.unclocked,
        as_of=review.as_of,
        published=not review.draft,
    )
