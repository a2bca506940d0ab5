"""Shows a review as a page that prints well (CP-29, CP-30)."""

from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from reporting.adapters.published_reviews import PublishedReviews
from reporting.adapters.reach_tables import read_tam_names
from reporting.adapters.read_account import caller_names
from reporting.adapters.read_review import ReviewSlots
from reporting.adapters.report_reader import ReportReader
from reporting.adapters.who_reads import reads_names
from reporting.api.review_stretches import SlotsOf
from reporting.api.show_review import review_for
from reporting.domain.knowledge import KnownByOwner
from reporting.domain.period import neighbours, read_period
from reporting.domain.review import ListTotals, Review
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
from reporting.pages.truth_strip import Truth, truth_as_of, truth_now
from reporting.pages.turn_pages import PageLinks
from reporting.pages.words import day
from webapi.identity import Identity, PageIdentity
from webapi.invalid_input import Instant


def review_page_routes(
    reports: ReportReader, published: PublishedReviews, templates: PageTemplates, charts: ChartRoom
) -> APIRouter:
    """Return the router of the review page."""
    router = APIRouter(prefix="/v1", tags=["pages"], default_response_class=HTMLResponse)

    @router.get("/customers/{customer_id}/reviews/{period}.html")
    async def review_page(
        request: Request,
        customer_id: str,
        period: str,
        identity: PageIdentity,
        slots: SlotsOf,
        as_of: Instant | None = None,
    ) -> HTMLResponse:
        """Draw a review as a page to read and to print; a contact gets the published one."""
        # Before the rows are read: they hold at least everything up to then.
        known = reports.known()
        review = await review_for(identity, reports, published, customer_id, period, as_of, slots)
        values = await review_values(review, charts, reports.zone)
        around = {
            "turns": _turns(request, review, slots),
            "staff": identity.role != "contact",
            **await _names(reports, review, identity),
        }
        truth = await _truth(reports, review, customer_id, known)
        return templates.page(request, "review.html", {**values, **around, "truth": truth})

    return router


async def _names(reports: ReportReader, review: Review, identity: Identity) -> Mapping[str, object]:
    """Return what the review's TAM and its callers are called now: published reviews hold ids only,
    so that a name that is erased is in none of them."""
    if (account := review.account) is None:
        return {"tam_name": None, "caller_names": {}}
    tam_id = account.tam.tam_id if account.tam else ""
    async with reports.reading() as snapshot:
        where = (snapshot.connection, reports.schema)
        tams = await read_tam_names(*where, [tam_id])
        callers = await caller_names(*where, review.customer.customer_id, account)
    return {
        "tam_name": tams.get(tam_id),
        "caller_names": callers if reads_names(identity) else {},
    }


async def _truth(
    reports: ReportReader, review: Review, customer_id: str, known: KnownByOwner
) -> Truth:
    """Return the strip of the review's instant, or of now if it was drawn as of none.

    `known` is from before the review was drawn: the strip stands above its figures.
    """
    if review.as_of is not None:
        return truth_as_of(review)
    async with reports.reading(known) as snapshot:
        knowledge = await reports.knowledge(snapshot, customer_id)
    return truth_now(knowledge, due_not_judged=review.due_not_judged, unclocked=review.unclocked)


def _turns(request: Request, review: Review, slots: ReviewSlots) -> Mapping[str, PageLinks]:
    """Return the links through each list, which keep the pages of the other lists."""
    totals = review.totals or ListTotals()
    lists = {
        "open": (slots.open, totals.open_cases),
        "cases": (slots.cases, totals.cases),
        # One link turns both lists, so it goes as far as the longer one.
        "missed": (slots.missed, max(totals.breaches, totals.withdrawn)),
        "stood": (slots.stood, totals.stood_cases),
        "pages": (slots.pages, totals.pages),
    }
    given = dict(request.query_params)
    return {
        name: PageLinks(
            request.url.path,
            slot,
            total,
            name,
            name,
            {key: value for key, value in given.items() if key != name},
        )
        for name, (slot, total) in lists.items()
    }


async def review_values(review: Review, charts: ChartRoom, zone: ZoneInfo) -> Mapping[str, object]:
    """Return what the template needs, apart from who is looking."""
    before, after = neighbours(read_period(review.period.name, zone))
    return {
        "review": review,
        "account": review.account,
        "stretch": review.period.name,
        "headline": say.headline(review),
        "plans": say.plan_words(review),
        "nothing_missed": say.nothing_missed(review),
        "attainment_words": say.attainment_words(review),
        "open_words": say.open_words(review),
        # `ends_at` is the midnight after the last day.
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
    content = (review.trend, review.trend_unit)
    chart = Chart(trend_chart, content, (WIDE, NARROW), _series(review))
    return await charts.draw(
        chart, title="Response targets met and missed", description=say.trend_words(review)
    )


async def _lateness(review: Review, charts: ChartRoom) -> Drawn | None:
    if not review.breaches:
        return None
    chart = Chart(lateness_chart, (review.lateness,), (HALF, NARROW), _series(review))
    return await charts.draw(
        chart, title="How late missed targets were answered", description=say.lateness_words(review)
    )


async def _ageing(review: Review, charts: ChartRoom) -> Drawn | None:
    if not any(band.total for band in review.ageing):
        return None
    chart = Chart(ageing_chart, (review.ageing,), (HALF, NARROW), _series(review))
    return await charts.draw(
        chart, title="Age of the backlog", description=say.ageing_words(review)
    )


def _series(review: Review) -> str | None:
    """Return a name for a draft of now, which changes with every case; None for a fixed review."""
    if review.as_of is not None or not review.draft:
        return None
    return f"{review.customer.customer_id}/{review.period.name}"
