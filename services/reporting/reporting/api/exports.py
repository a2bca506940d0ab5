"""Streams all rows of a kind, and the cases of a review as a table."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import astuple, fields
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse
from starlette.types import Send

from reporting.adapters.history_table import (
    CASE_HISTORY,
    DEADLINE_HISTORY,
    PAGE_HISTORY,
    HistoryTable,
)
from reporting.adapters.published_reviews import PublishedReviews
from reporting.adapters.read_history import Having
from reporting.adapters.read_review import ReviewSlots
from reporting.adapters.report_reader import ReportReader
from reporting.adapters.stream_rows import stream_review_cases, stream_rows
from reporting.api.row_formats import MEDIA_TYPES, csv_lines, json_lines
from reporting.api.show_review import review_for
from reporting.domain.knowledge import earliest
from reporting.domain.period import read_period
from reporting.domain.review import CaseLine
from reporting.domain.words_kept_back import without_words
from webapi.identity import CurrentIdentity, Identity, allow
from webapi.invalid_input import Instant
from webapi.openapi_document import text_answer

Kind = Literal["cases", "deadlines", "pages"]
Format = Literal["csv", "jsonl"]
Analyst = Annotated[Identity, Depends(allow("tam", "analyst", "admin"))]

TABLES: Mapping[Kind, HistoryTable[Any]] = {
    "cases": CASE_HISTORY,
    "deadlines": DEADLINE_HISTORY,
    "pages": PAGE_HISTORY,
}


def export_routes(reports: ReportReader, published: PublishedReviews) -> APIRouter:
    """Return the router that exports rows."""
    router = APIRouter(prefix="/v1", tags=["exports"])

    @router.get(
        "/exports/{kind}.{form}",
        response_class=StreamingResponse,
        responses=text_answer("text/csv", "application/x-ndjson"),
    )
    async def export_rows(
        kind: Kind,
        form: Format,
        identity: Analyst,
        customer_id: str | None = None,
        as_of: Instant | None = None,
    ) -> StreamingResponse:
        """Stream all cases, deadlines or pages as recorded by `as_of`, or one customer's, without a
        word that a person wrote.
        """
        # Whoever has one of these roles may read all of it; others are turned away before.
        del identity
        await reports.wait_until_known(as_of)
        mine = [] if customer_id is None else [Having("customer_id", "is", customer_id)]
        rows = stream_rows(reports, TABLES[kind], as_of, *mine)
        return _streamed(reports, _texts(TABLES[kind], form, rows), form, f"{kind}.{form}")

    @router.get(
        "/customers/{customer_id}/reviews/{period}.csv",
        response_class=StreamingResponse,
        responses=text_answer("text/csv"),
    )
    async def review_cases(
        customer_id: str, period: str, identity: CurrentIdentity, as_of: Instant | None = None
    ) -> StreamingResponse:
        """Draw the cases of a review as a table: all of them, of a contact's review as it was
        published.
        """
        seen = await review_for(
            identity, reports, published, customer_id, period, as_of, ReviewSlots()
        )
        stretch = read_period(period, reports.zone)
        lines = stream_review_cases(reports, customer_id, stretch, seen.as_of or seen.drawn_at)
        return _streamed(reports, _case_texts(lines), "csv", f"cases-{stretch.name}.csv")

    return router


class Export(StreamingResponse):
    """An answer that is cut off where its reader takes longer than `limit_s` for all of it."""

    # Ample for all rows of a large vendor; this is for readers that stop reading.
    limit_s = 3600.0

    async def stream_response(self, send: Send) -> None:
        """Send the parts.

        Raises TimeoutError: the connection is closed, and the reader sees that the rest is missing.
        """
        async with asyncio.timeout(self.limit_s):
            await super().stream_response(send)


def _streamed(reports: ReportReader, texts: AsyncIterator[str], form: Format, name: str) -> Export:
    # Asked before the first row is read, so the rows hold at least everything up to then.
    known = earliest(reports.known())
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if known is not None:
        headers["Known-Until"] = known.isoformat().replace("+00:00", "Z")
    return Export(texts, media_type=MEDIA_TYPES[form], headers=headers)


async def _texts(
    table: HistoryTable[Any], form: Format, parts: AsyncIterator[Sequence[Any]]
) -> AsyncIterator[str]:
    if form == "csv":
        yield csv_lines([list(table.columns())])
    async for read in parts:
        rows = [without_words(row) for row in read]
        yield csv_lines(map(astuple, rows)) if form == "csv" else json_lines(rows)


async def _case_texts(parts: AsyncIterator[Sequence[CaseLine]]) -> AsyncIterator[str]:
    yield csv_lines([[field.name for field in fields(CaseLine)]])
    async for lines in parts:
        yield csv_lines(map(astuple, lines))
