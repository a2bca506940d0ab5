"""Freezes a review, so that a customer reads the same figures next year (CP-29).

It is drawn after its period, as of an instant that every shard has passed, if the plan includes it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from events.command_runner import CommandKey
from reporting.adapters.published_reviews import Published, PublishedReviews
from reporting.adapters.read_queue import Slot
from reporting.adapters.read_review import ReviewSlots
from reporting.adapters.report_reader import ReportReader
from reporting.domain.errors import NotJudgedYet, NotKnownYet, PeriodNotOver, ReviewNotInPlan
from reporting.domain.knowledge import earliest
from reporting.domain.period import Period, read_period
from reporting.domain.review import Review

ROWS_KEPT = 100
"""How many lines of each list a published document holds; the others are drawn as of the same
instant.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishRequest:
    """Who publishes what. Without `as_of`: as everything is known now."""

    customer_id: str
    period: str
    as_of: datetime | None
    published_by: str
    key: CommandKey | None


async def publish_review(
    reports: ReportReader, published: PublishedReviews, request: PublishRequest
) -> Published:
    """Freeze a review.

    Raises PeriodNotOver, NotKnownYet, AsOfInFuture, ReviewNotInPlan, NotJudgedYet, and what `add`
    raises.
    """
    period = read_period(request.period, reports.zone)
    as_of = await _instant(reports, period, request.as_of)
    rows = Slot(size=ROWS_KEPT)
    drawn = await reports.review(
        request.customer_id, request.period, as_of, ReviewSlots(rows, rows, rows, rows, rows)
    )
    if not drawn.customer.review_is_due:
        raise ReviewNotInPlan(period.name, drawn.customer.review_rule)
    if drawn.due_not_judged or drawn.unclocked:
        raise NotJudgedYet(period.name, drawn.due_not_judged, drawn.unclocked)
    return await published.add(_head(drawn, as_of, request), replace(drawn, draft=False))


async def _instant(reports: ReportReader, period: Period, as_of: datetime | None) -> datetime:
    """Return the instant to draw at: at or after the period's end, and known in full."""
    if min(as_of or reports.clock.now(), reports.clock.now()) < period.end:
        raise PeriodNotOver(period.name, period.end)
    await reports.wait_until_known(as_of or period.end)
    # After the wait, so that it is not before the period's end. Not the present either: what was
    # recorded up to now may not have been read yet, and the review would not come out the same.
    known = as_of or earliest(reports.known())
    if known is None:
        raise NotKnownYet(period.end, None)
    return known


def _head(review: Review, as_of: datetime, request: PublishRequest) -> Published:
    return Published(
        review_id=request.key.command_id if request.key else uuid4(),
        customer_id=request.customer_id,
        period=review.period.name,
        published_at=review.drawn_at,
        published_by=request.published_by,
        fingerprint=request.key.fingerprint if request.key else None,
        as_of=as_of,
    )
