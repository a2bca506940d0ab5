"""Shows one customer: its TAM, what it had of its plan, its seats and its renewal (CP-3, CP-9,
CP-29 to CP-33)."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from reporting.adapters.read_account import read_customer_account
from reporting.adapters.report_reader import ReportReader
from reporting.adapters.who_reads import reads_names
from reporting.domain.period import neighbours, read_period
from reporting.pages.board_page import refuse_contacts
from reporting.pages.page_templates import PageTemplates
from reporting.pages.truth_strip import truth_now
from webapi.identity import PageIdentity


def customer_page_routes(reports: ReportReader, templates: PageTemplates) -> APIRouter:
    """Return the router of the page of a customer."""
    router = APIRouter(tags=["pages"], default_response_class=HTMLResponse)

    @router.get("/customers/{customer_id}")
    async def customer_page(
        request: Request, customer_id: str, identity: PageIdentity
    ) -> HTMLResponse:
        """Show a customer to the vendor's people, with what its plan gives it beside cases."""
        refuse_contacts(identity)
        shown = await read_customer_account(reports, customer_id)
        async with reports.reading() as snapshot:
            known = await reports.knowledge(snapshot, customer_id)
        quarter = reports.quarter()
        before, _ = neighbours(read_period(quarter, reports.zone))
        values = {
            "shown": shown,
            "account": shown.account,
            "stretch": quarter,
            "tam_name": shown.tam_name,
            "caller_names": shown.caller_names if reads_names(identity) else {},
            "today": known.drawn_at.astimezone(reports.zone).date(),
            "truth": truth_now(known),
            "quarter": quarter,
            "before": before,
        }
        return templates.page(request, "customer.html", values)

    return router
