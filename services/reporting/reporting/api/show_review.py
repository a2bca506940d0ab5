"""Decides which review somebody sees: the vendor's people today's, the customer's the published."""

from dataclasses import replace
from datetime import datetime

from reporting.adapters.published_reviews import PublishedReviews
from reporting.adapters.read_review import ReviewSlots
from reporting.adapters.report_reader import ReportReader
from reporting.adapters.who_reads import check_reads
from reporting.domain.errors import NotPublished
from reporting.domain.period import read_period
from reporting.domain.review import Review
from reporting.domain.words_kept_back import for_customer
from webapi.identity import Identity
from webapi.problems import not_allowed


async def review_for(
    identity: Identity,
    reports: ReportReader,
    published: PublishedReviews,
    customer_id: str,
    period: str,
    as_of: datetime | None,
    slots: ReviewSlots,
) -> Review:
    """Return the review to show.

    Raises what `ReportReader.review` raises, 404 for another customer, NotPublished, 403 for a
    contact's `as_of`.
    """
    await check_reads(reports, identity, customer_id)
    if identity.role != "contact":
        return await reports.review(customer_id, period, as_of, slots)
    if as_of is not None:
        # A draft as of another instant would show figures that nobody stands by yet.
        raise not_allowed("A published review is drawn as of one instant, which it names.")
    return await published_review(reports, published, customer_id, period, slots)


async def published_review(
    reports: ReportReader,
    published: PublishedReviews,
    customer_id: str,
    period: str,
    slots: ReviewSlots,
) -> Review:
    """Return the period's published review, with the requested stretches of its lists.

    Raises NotPublished, CustomerUnknown.
    """
    stretch = read_period(period, reports.zone)
    head = await published.current(customer_id, stretch.name, stretch.end)
    if head is None:
        raise NotPublished(stretch.name, await _rule(reports, customer_id, period))
    document = await published.review(head.review_id)
    async with reports.reading() as snapshot:
        # The instant is past, so the log as of it does not change: these lines are those that were
        # counted.
        lists = await reports.reader(snapshot.connection, customer_id, stretch, head.as_of).lists(
            slots
        )
    listed = replace(
        document,
        open_cases=tuple(lists.open_cases),
        cases=tuple(lists.cases),
        breaches=tuple(lists.breaches),
        withdrawn=tuple(lists.withdrawn),
        stood_cases=tuple(lists.stood),
        pages=tuple(lists.pages),
    )
    return as_customer_reads(listed)


def as_customer_reads(review: Review) -> Review:
    """Return the review without the log's positions, its engineers and what they wrote.

    The positions would tell a customer how much the vendor does in all.
    """
    return for_customer(replace(review, positions=()))


async def _rule(reports: ReportReader, customer_id: str, period: str) -> str:
    return (await reports.review(customer_id, period, None)).customer.review_rule
