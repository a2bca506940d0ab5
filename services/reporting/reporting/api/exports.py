"""All rows of a kind, streamed, and the cases of a review as a table."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import astuple, fields
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Response
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime

from reporting.adapters.desk import Desk
from reporting.adapters.history_table import CASE_HISTORY, DEADLINE_HISTORY, PAGE_HISTORY, HistoryTable
from reporting.adapters.stream_rows import stream_rows
from reporting.api.row_formats import MEDIA_TYPES, csv_lines, json_lines
from reporting.domain.review import CaseLine
from webapi.identity import CurrentIdentity, Identity, allow, own_customer

Kind = Literal["cases", "deadlines", "pages"]
Format = Literal["csv", "jsonl"]
Analyst = Annotated[Identity, Depends(allow("tam", "analyst", "admin"))]

TABLES: Mapping[Kind, HistoryTable[Any]] = {
    "cases": CASE_HISTORY,
    "deadlines": DEADLINE_HISTORY,
    "pages": PAGE_HISTORY,
}


def export_routes(desk: Desk) -> APIRouter:
    """The routes that export rows."""
    router = APIRouter(prefix="/v1", tags=["exports"])

    @router.get("/exports/{kind}.{form}", response_class=StreamingResponse)
    async def export_rows(
        kind: Kind, form: Format, identity: Analyst, as_of: AwareDatetime | None = None
    ) -> StreamingResponse:
        """Stream all cases, deadlines or pages as recorded by `as_of`, without a word that a person wrote."""
        del identity
        return StreamingResponse(
            _texts(desk, TABLES[kind], form, as_of), media_type=MEDIA_TYPES[form], headers=_download(f"{kind}.{form}")
        )

    @router.get("/customers/{customer_id}/reviews/{period}.csv", response_class=Response)
    async def review_cases(
        customer_id: str, period: str, identity: CurrentIdentity, as_of: AwareDatetime | None = None
    ) -> Response:
        """Draw the cases of a review as a table."""
        own_customer(identity, customer_id)
        review = await desk.review(customer_id, period, as_of)
        rows = csv_lines([[field.name for field in fields(CaseLine)], *map(astuple, review.cases)])
        return Response(rows, media_type=MEDIA_TYPES["csv"], headers=_download(f"cases-{review.period.name}.csv"))

    return router


async def _texts(desk: Desk, table: HistoryTable[Any], form: Format, as_of: datetime | None) -> AsyncIterator[str]:
    if form == "csv":
        yield csv_lines([list(table.columns())])
    async for rows in stream_rows(desk, table, as_of):
        yield csv_lines(map(astuple, rows)) if form == "csv" else json_lines(rows)


def _download(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
