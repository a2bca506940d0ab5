"""The review as a page that prints well (CP-29, CP-30)."""

from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import AwareDatetime

from reporting.adapters.desk import Desk
from reporting.domain.period import neighbours, read_period
from reporting.domain.review import Review
from reporting.pages import review_words as say
from reporting.pages.charts import (
    HALF,
    NARROW,
    WIDE,
    Chart,
    ChartRoom,
    Drawn,
    ageing_chart,
    lateness_chart,
    trend_chart,
)
from reporting.pages.page_templates import PageTemplates
from reporting.pages.words import day
from webapi.identity import PageIdentity, own_customer


def review_page_routes(desk: Desk, templates: PageTemplates, charts: ChartRoom) -> APIRouter:
    """The route of the review page."""
    router = APIRouter(prefix="/v1", tags=["pages"], default_response_class=HTMLResponse)

    @router.get("/customers/{customer_id}/reviews/{period}.html")
    async def review_page(
        request: Request, customer_id: str, period: str, identity: PageIdentity, as_of: AwareDatetime | None = None
    ) -> HTMLResponse:
        """Draw a review as a page to read and to print."""
        own_customer(identity, customer_id)
        review = await desk.review(customer_id, period, as_of)
        values = await review_values(review, charts, desk.zone)
        return templates.page(request, "review.html", {**values, "staff": identity.role != "contact"})

    return router


async def review_values(review: Review, charts: ChartRoom, zone: ZoneInfo) -> Mapping[str, object]:
    """What the template needs beside who is looking."""
    before, after = neighbours(read_period(review.period.name, zone))
    return {
        "review": review,
        "headline": say.headline(review),
        "attainment_words": say.attainment_words(review),
        "last_day": day(review.period.ends_at - timedelta(seconds=1), zone),
        "before": before,
        "after": after,
        "year": review.period.name[:4],
        "trend": await _trend(review, charts),
        "lateness": await _lateness(review, charts),
        "ageing": await _ageing(review, charts),
    }


async def _trend(review: Review, charts: ChartRoom) -> Drawn | None:
    if not any(point.met or point.missed or point.excused for point in review.trend):
        return None
    chart = Chart(trend_chart, (review.trend, review.trend_unit), (WIDE, NARROW))
    return await charts.draw(chart, title="Response targets met and missed", description=say.trend_words(review))


async def _lateness(review: Review, charts: ChartRoom) -> Drawn | None:
    if not review.breaches:
        return None
    chart = Chart(lateness_chart, (review.lateness,), (HALF, NARROW))
    return await charts.draw(
        chart, title="How late missed targets were answered", description=say.lateness_words(review)
    )


async def _ageing(review: Review, charts: ChartRoom) -> Drawn | None:
    if not any(band.total for band in review.ageing):
        return None
    chart = Chart(ageing_chart, (review.ageing,), (HALF, NARROW))
    return await charts.draw(chart, title="Age of the backlog", description=say.ageing_words(review))
