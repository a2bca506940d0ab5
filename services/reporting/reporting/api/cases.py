"""Lists cases as rows, as they stand now or stood at an instant."""

from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import APIRouter

from events.catalogue.terms import Plan, Priority
from events.store.connection import Connection
from reporting.adapters.history_table import CASE_HISTORY, DEADLINE_HISTORY
from reporting.adapters.read_history import Having, read_rows, read_subjects
from reporting.adapters.report_reader import ReportReader
from reporting.adapters.who_reads import readable
from reporting.domain.case_row import CaseRow, CaseStatus
from reporting.domain.deadline_row import DeadlineRow
from reporting.domain.knowledge import ClockSight
from reporting.domain.words_kept_back import code_only, without_words
from webapi.identity import CurrentIdentity
from webapi.invalid_input import Instant
from webapi.paging import Page, PagingOf


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseItem:
    """A case, what it is about, and its first-response promise where the clock has told of one."""

    case: CaseRow
    subject: str
    first_response: DeadlineRow | None


class CaseList(Page[CaseItem]):
    """Some cases.

    `known_until`: everything recorded by then, in any service, is in them; `due_not_judged` counts
    the customer's targets that fell due and are not judged (all customers' where none is named).
    """

    as_of: datetime | None
    known_until: datetime | None
    clock: ClockSight
    due_not_judged: int


def case_routes(reports: ReportReader) -> APIRouter:
    """Return the router that lists cases."""
    router = APIRouter(prefix="/v1", tags=["rows"])

    @router.get("/cases")
    async def list_cases(
        identity: CurrentIdentity,
        paging: PagingOf,
        customer_id: str | None = None,
        status: CaseStatus | None = None,
        priority: Priority | None = None,
        plan: Plan | None = None,
        as_of: Instant | None = None,
    ) -> CaseList:
        """List cases by id, as recorded by `as_of`; a contact sees its own customer's."""
        customer = await readable(reports, identity, customer_id)
        equal = {"customer_id": customer, "status": status, "priority": priority, "plan": plan}
        conditions = [
            Having(name, "is", value) for name, value in equal.items() if value is not None
        ]
        # By key, not by offset: a case opened between two calls neither hides nor repeats another.
        after = [Having("key", "above", str(paging.after[0]))] if paging.after else []
        await reports.wait_until_known(as_of)
        async with reports.reading() as snapshot:
            items = await _items(
                snapshot.connection, reports.schema, as_of, [*conditions, *after], paging.fetch
            )
            known = await reports.knowledge(snapshot, customer)
        shown = [_public(item) for item in items] if identity.role == "contact" else items
        page = paging.page(shown, lambda item: (item.case.case_id,))
        return CaseList(
            items=page.items,
            next=page.next,
            as_of=as_of,
            known_until=as_of or known.known_until,
            clock=known.clock,
            due_not_judged=known.due_not_judged,
        )

    return router


def _public(item: CaseItem) -> CaseItem:
    """Return the case as its customer may read it: without engineers or what support wrote."""
    # Whether an engineer has it is support's own matter, as in intake (CP-26).
    case = replace(
        code_only(item.case),
        engineer_id=None,
        responder_id=None,
        covered=False,
        uncovered_since=None,
    )
    promise = item.first_response
    return replace(item, case=case, first_response=promise and without_words(promise))


async def _items(
    connection: Connection,
    schema: str,
    as_of: datetime | None,
    conditions: list[Having],
    limit: int,
) -> list[CaseItem]:
    rows = await read_rows(connection, schema, CASE_HISTORY, as_of, *conditions, limit=limit)
    ids = [row.case_id for row in rows]
    these = Having("key", "any of", [f"{case_id}/first_response" for case_id in ids])
    promises = await read_rows(connection, schema, DEADLINE_HISTORY, as_of, these)
    subjects = await read_subjects(connection, schema, ids)
    by_case = {row.case_id: row for row in promises}
    return [
        CaseItem(
            case=row, subject=subjects.get(row.case_id, ""), first_response=by_case.get(row.case_id)
        )
        for row in rows
    ]
