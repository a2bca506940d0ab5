"""Lists what was recorded about a period since its review was published."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter

from reporting.adapters.published_reviews import Published, PublishedReviews
from reporting.adapters.read_amendments import AmendedPeriod, Amendment, read_amendments
from reporting.adapters.report_reader import ReportReader
from reporting.adapters.who_reads import check_reads
from reporting.domain.errors import NotPublished
from reporting.domain.period import read_period
from reporting.domain.words_kept_back import SUPPORT
from webapi.identity import CurrentIdentity
from webapi.paging import Page, PagingOf


class Amendments(Page[Amendment]):
    """Some of the amendments, in the order of recording; `as_of`: what was recorded later than this
    is listed.
    """

    review_id: UUID
    published_at: datetime
    as_of: datetime


def amendment_routes(reports: ReportReader, published: PublishedReviews) -> APIRouter:
    """Return the router that lists amendments."""
    router = APIRouter(prefix="/v1", tags=["reviews"])

    @router.get("/customers/{customer_id}/reviews/{period}/amendments")
    async def list_amendments(
        customer_id: str, period: str, identity: CurrentIdentity, paging: PagingOf
    ) -> Amendments:
        """List what was recorded about the period since its review was published.

        The review itself stays as it is.
        """
        await check_reads(reports, identity, customer_id)
        stretch = read_period(period, reports.zone)
        head = await published.current(customer_id, stretch.name, stretch.end)
        if head is None:
            # There is nothing to amend: until then, the review itself holds whatever is recorded.
            raise NotPublished(stretch.name, "")
        wanted = AmendedPeriod(
            customer_id=customer_id, starts_at=stretch.start, ends_at=stretch.end, as_of=head.as_of
        )
        async with reports.reading() as snapshot:
            items = await read_amendments(
                snapshot.connection, reports.schema, wanted, _cursor(paging.after), paging.fetch
            )
        # A contact reads that support did it, and no engineer's name.
        if identity.role == "contact":
            items = [replace(item, by=item.by and SUPPORT) for item in items]
        return _page(
            head, paging.page(items, lambda item: (item.recorded_at.isoformat(), item.place))
        )

    return router


def _page(head: Published, page: Page[Amendment]) -> Amendments:
    return Amendments(
        items=page.items,
        next=page.next,
        review_id=head.review_id,
        published_at=head.published_at,
        as_of=head.as_of,
    )


def _cursor(after: tuple[str | int | float | None, ...] | None) -> tuple[datetime, str] | None:
    return None if after is None else (datetime.fromisoformat(str(after[0])), str(after[1]))
