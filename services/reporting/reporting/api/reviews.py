"""Answers reviews as JSON, and publishes them (CP-29, CP-30)."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from events.command_runner import CommandKey
from reporting.adapters.publish_review import PublishRequest, publish_review
from reporting.adapters.published_reviews import (
    REVIEW_JSON,
    Published,
    PublishedReviews,
    same_request,
)
from reporting.adapters.report_reader import ReportReader
from reporting.adapters.who_reads import check_reads, readable
from reporting.api.review_stretches import SlotsOf
from reporting.api.show_review import as_customer_reads, review_for
from reporting.domain.review import Review
from webapi.idempotency import CommandKeyOf, replayed_headers
from webapi.identity import CurrentIdentity, Identity, allow
from webapi.invalid_input import Instant
from webapi.paging import Page, PagingOf

Tam = Annotated[Identity, Depends(allow("tam", "admin"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedReview:
    """A review that was frozen, and where it is."""

    review_id: UUID
    customer_id: str
    period: str
    published_at: datetime
    published_by: str
    as_of: datetime
    href: str


def review_routes(reports: ReportReader, published: PublishedReviews) -> APIRouter:
    """Return the router that draws, publishes and lists reviews."""
    router = APIRouter(prefix="/v1", tags=["reviews"])
    _add_drawing(router, reports, published)
    _add_publishing(router, reports, published)
    _add_reading(router, reports, published)
    return router


def _add_drawing(router: APIRouter, reports: ReportReader, published: PublishedReviews) -> None:
    """Add the route that draws the review of a period."""

    @router.get("/customers/{customer_id}/reviews/{period}", responses={200: {"model": Review}})
    async def draw_review(
        customer_id: str,
        period: str,
        identity: CurrentIdentity,
        slots: SlotsOf,
        as_of: Instant | None = None,
    ) -> Response:
        """Draw a review of a quarter (2026-Q3), a month (2026-09) or a year (2026), from what had
        been recorded by `as_of`.

        A contact gets the published one. Lists come in stretches of `rows` lines; `totals` says how
        many there are.
        """
        review = await review_for(identity, reports, published, customer_id, period, as_of, slots)
        return _json(REVIEW_JSON.dump_json(review))


def _add_publishing(router: APIRouter, reports: ReportReader, published: PublishedReviews) -> None:
    """Add the route that freezes the review of a period."""

    @router.post("/customers/{customer_id}/reviews/{period}/publish", status_code=201)
    async def publish(
        customer_id: str,
        period: str,
        identity: Tam,
        key: CommandKeyOf,
        response: Response,
        as_of: Instant | None = None,
    ) -> PublishedReview:
        """Freeze a review: it comes out the same from now on, whatever is recorded later.

        Once a period, after its end.
        """
        # Here, so that a repeated request draws nothing; `PublishedReviews.add` looks again under
        # its lock, for two requests that come at once.
        before = await _published_before(published, key)
        response.headers.update(replayed_headers(before is not None))
        if before is None:
            request = PublishRequest(
                customer_id=customer_id,
                period=period,
                as_of=as_of,
                published_by=identity.subject,
                key=key,
            )
            before = await publish_review(reports, published, request)
        # Headers are Latin-1, and an id is any text.
        response.headers["Location"] = quote(f"/v1/customers/{customer_id}/reviews/{period}")
        return _shown(before)


def _add_reading(router: APIRouter, reports: ReportReader, published: PublishedReviews) -> None:
    """Add the routes that list published reviews and read one."""

    @router.get("/reviews")
    async def list_published(
        identity: CurrentIdentity,
        paging: PagingOf,
        customer_id: str | None = None,
        period: str | None = None,
    ) -> Page[PublishedReview]:
        """List the published reviews, the newest first; a contact sees its own customer's."""
        whose = await readable(reports, identity, customer_id)
        rows = await published.recent(whose, period, _cursor(paging.after), paging.fetch)
        return paging.page(
            [_shown(row) for row in rows],
            lambda row: (row.published_at.isoformat(), str(row.review_id)),
        )

    @router.get("/reviews/{review_id}", responses={200: {"model": Review}})
    async def read_published(review_id: UUID, identity: CurrentIdentity) -> Response:
        """Read a published review, as it was; a contact without the positions of the log."""
        await check_reads(reports, identity, (await published.head(review_id)).customer_id)
        if identity.role == "contact":
            return _json(
                REVIEW_JSON.dump_json(as_customer_reads(await published.review(review_id)))
            )
        return _json(await published.document(review_id))


async def _published_before(
    published: PublishedReviews, key: CommandKey | None
) -> Published | None:
    before = await published.find(key.command_id) if key else None
    return same_request(before, key.fingerprint) if before is not None and key is not None else None


def _shown(row: Published) -> PublishedReview:
    named = {name: value for name, value in asdict(row).items() if name != "fingerprint"}
    return PublishedReview(**named, href=f"/v1/reviews/{row.review_id}")


def _cursor(after: tuple[str | int | float | None, ...] | None) -> tuple[datetime, UUID] | None:
    return None if after is None else (datetime.fromisoformat(str(after[0])), UUID(str(after[1])))


def _json(document: bytes) -> Response:
    return Response(
        document, media_type="application/json", headers={"Cache-Control": "private, no-store"}
    )
