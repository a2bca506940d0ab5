"""Shows one case: its clock, who has it, and how its customer is reached (CP-26, CP-27)."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from reporting.adapters.ask_explanations import Explain
from reporting.adapters.read_board import burning_p1s
from reporting.adapters.read_queue import read_waiting
from reporting.adapters.report_reader import ReportReader
from reporting.adapters.who_reads import reads_names
from reporting.domain.errors import CaseUnknown
from reporting.pages.board_page import refuse_contacts
from reporting.pages.deadline_words import drawn
from reporting.pages.page_templates import PageTemplates
from reporting.pages.truth_strip import truth_now
from webapi.identity import PageIdentity


def case_page_routes(
    reports: ReportReader, templates: PageTemplates, explain: Explain
) -> APIRouter:
    """Return the router of the page of a case."""
    router = APIRouter(tags=["pages"], default_response_class=HTMLResponse)

    @router.get("/cases/{case_id}")
    async def case_page(request: Request, case_id: str, identity: PageIdentity) -> HTMLResponse:
        """Show a case to the vendor's people: who has it, its clock, and whom to call about it.

        Each of its goals is drawn as a bar, as the clock explains it.
        """
        refuse_contacts(identity)
        async with reports.reading() as snapshot:
            connection, now = snapshot.connection, reports.clock.now()
            waiting = await read_waiting(connection, reports.schema, now, case_id)
            if waiting is None:
                raise CaseUnknown(case_id)
            (shown,) = await burning_p1s(connection, reports.schema, [waiting])
            known = await reports.knowledge(snapshot)
        # After the connection is given back: the clock may take its time.
        explained = await explain(case_id)
        values = {
            "bars": None if explained is None else [drawn(one, reports.zone) for one in explained],
            "shown": shown,
            "now": known.drawn_at,
            "truth": truth_now(known),
            "reaches": reads_names(identity),
            "quarter": reports.quarter(),
        }
        return templates.page(request, "case.html", values)

    return router
