"""Shows the vendor's people which clock runs out next, what is broken, and who is being paged.

Every customer's review can be reached from here.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from reporting.adapters.read_board import CustomerLine, read_board, read_customers
from reporting.adapters.read_queue import Slot
from reporting.adapters.report_reader import ReportReader
from reporting.adapters.who_reads import reads_names
from reporting.domain.period import quarter_of
from reporting.domain.tally import attainment
from reporting.pages.page_templates import PageTemplates
from reporting.pages.truth_strip import truth_now
from reporting.pages.turn_pages import PageLinks
from webapi.identity import Identity, PageIdentity, require_role

# The page counts down by itself; so often it learns what was opened, answered and missed meanwhile.
REFRESH_S = 15
PageNumber = Annotated[int, Query(ge=1, le=100_000, description="Which page of the list.")]


def refuse_contacts(identity: Identity) -> None:
    """Raise 403 for a customer's contact, since these pages show all customers."""
    require_role(identity, "agent", "oncall", "tam", "analyst", "admin")


def board_routes(reports: ReportReader, templates: PageTemplates) -> APIRouter:
    """Return the router of the board and of the list of customers."""
    router = APIRouter(tags=["pages"], default_response_class=HTMLResponse)

    @router.get("/")
    async def live_board(
        request: Request, identity: PageIdentity, page: PageNumber = 1
    ) -> HTMLResponse:
        """Show the live board; it draws itself again every few seconds."""
        refuse_contacts(identity)
        slot = Slot(page)
        async with reports.reading() as snapshot:
            board = await read_board(snapshot.connection, reports, slot)
            known = await reports.knowledge(snapshot)
        values = {
            "board": board,
            "now": known.drawn_at,
            "refresh_s": REFRESH_S,
            "queue_order": " before ".join(plan.capitalize() for plan in reports.ranks.newest),
            "truth": truth_now(known),
            "reaches": reads_names(identity),
        }
        turning = {"turn": PageLinks(request.url.path, slot, board.open_count)}
        return templates.page(request, "board.html", {**values, **turning, **_links(reports)})

    @router.get("/customers")
    async def customers(
        request: Request, identity: PageIdentity, page: PageNumber = 1
    ) -> HTMLResponse:
        """List the customers, each with the way to its reviews."""
        refuse_contacts(identity)
        slot = Slot(page)
        async with reports.reading() as snapshot:
            listed = await read_customers(snapshot.connection, reports, slot)
            known = await reports.knowledge(snapshot)
        turning = {
            "turn": PageLinks(request.url.path, slot, listed.total),
            "truth": truth_now(known),
        }
        return templates.page(
            request, "customers.html", {"customers": listed.lines, **turning, **_links(reports)}
        )

    return router


def _links(reports: ReportReader) -> dict[str, object]:
    def last_quarter(line: CustomerLine) -> str | None:
        """Return the quarter in which the customer last opened a case, if not the current one."""
        if line.last_opened_at is None:
            return None
        name = quarter_of(line.last_opened_at, reports.zone)
        # The current quarter has a link of its own.
        return name if name != reports.quarter() else None

    return {"quarter": reports.quarter(), "last_quarter": last_quarter, "attainment": attainment}
