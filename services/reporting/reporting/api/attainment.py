"""Counts how many response targets were met, missed and excused, by the requested groups."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from events.catalogue.terms import Plan, Priority
from reporting.adapters.read_attainment import (
    GROUPINGS,
    AttainmentLine,
    AttainmentQuery,
    Grouping,
    read_attainment,
)
from reporting.adapters.read_history import Having
from reporting.adapters.report_reader import ReportReader
from reporting.adapters.who_reads import readable
from reporting.domain.definitions import DEFINITIONS
from reporting.domain.knowledge import ClockSight, Knowledge
from webapi.identity import CurrentIdentity
from webapi.invalid_input import Instant
from webapi.problems import FieldError, FieldProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class Attainment:
    """The groups, each with its counts, and what the counts mean."""

    items: list[AttainmentLine]
    as_of: datetime | None
    known_until: datetime | None
    clock: ClockSight
    due_not_judged: int
    definitions: dict[str, str]


def attainment_routes(reports: ReportReader) -> APIRouter:
    """Return the router that counts verdicts."""
    router = APIRouter(prefix="/v1", tags=["rows"])

    @router.get("/attainment")
    async def count_verdicts(  # noqa: PLR0913, PLR0917 - the parameters of its query
        identity: CurrentIdentity,
        group_by: Annotated[
            str, Query(description="customer, plan, priority, month: any of them, by commas")
        ] = "",
        customer_id: str | None = None,
        plan: Plan | None = None,
        priority: Priority | None = None,
        since: Instant | None = None,
        before: Instant | None = None,
        as_of: Instant | None = None,
    ) -> Attainment:
        """Count the verdicts that fell from `since` on and before `before`, as recorded by
        `as_of`.
        """
        customer = await readable(reports, identity, customer_id)
        equal = {"customer_id": customer, "plan": plan, "priority": priority}
        query = AttainmentQuery(
            groupings=_groupings(group_by),
            as_of=as_of,
            conditions=[
                Having(name, "is", value) for name, value in equal.items() if value is not None
            ],
            since=since,
            before=before,
        )
        await reports.wait_until_known(as_of)
        async with reports.reading() as snapshot:
            items = await read_attainment(snapshot.connection, reports, query)
            known = await reports.knowledge(snapshot, customer)
        return _answer(items, as_of, known)

    return router


def _answer(items: list[AttainmentLine], as_of: datetime | None, known: Knowledge) -> Attainment:
    names = ("met", "missed", "excused", "withdrawn", "due_not_judged", "attainment")
    return Attainment(
        items=items,
        as_of=as_of,
        known_until=as_of or known.known_until,
        clock=known.clock,
        due_not_judged=sum(item.targets.due_not_judged for item in items),
        definitions={name: DEFINITIONS[name] for name in names},
    )


def _groupings(given: str) -> list[Grouping]:
    # A grouping that is named twice groups once.
    parts = list(dict.fromkeys(part.strip() for part in given.split(",") if part.strip()))
    known: list[Grouping] = [name for part in parts for name in GROUPINGS if name == part]
    if len(known) != len(parts):
        allowed = f"one or more of {', '.join(GROUPINGS)}, by commas"
        wrong = FieldError(
            field="group_by", place="query", code="unknown-grouping", message=allowed
        )
        raise FieldProblem("unknown-grouping", "No such grouping", f"Say {allowed}.", [wrong])
    return known
