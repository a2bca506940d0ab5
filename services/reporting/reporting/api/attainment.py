"""How many response targets were met, missed and excused, grouped as asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from reporting.adapters.desk import Desk
from reporting.adapters.read_attainment import GROUPINGS, AttainmentLine, Grouping, read_attainment
from reporting.adapters.read_history import Having
from reporting.api.cases import whose
from reporting.domain.definitions import DEFINITIONS
from webapi.identity import CurrentIdentity
from webapi.problems import FieldError, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Attainment:
    """The groups, each with its counts, and what the counts mean."""

    items: list[AttainmentLine]
    as_of: datetime | None
    definitions: dict[str, str]


def attainment_routes(desk: Desk) -> APIRouter:
    """The route that counts verdicts."""
    router = APIRouter(prefix="/v1", tags=["rows"])

    @router.get("/attainment")
    async def count_verdicts(
        identity: CurrentIdentity,
        group_by: Annotated[str, Query(description="customer, plan, priority, month: any of them, by commas")] = "",
        customer_id: str | None = None,
        since: AwareDatetime | None = None,
        before: AwareDatetime | None = None,
        as_of: AwareDatetime | None = None,
    ) -> Attainment:
        """Count the verdicts that fell from `since` on and before `before`, as recorded by `as_of`."""
        bounds = [Having("verdict_at", "from", since), Having("verdict_at", "before", before)]
        conditions = [Having("customer_id", "is", whose(identity, customer_id)), *bounds]
        given = [each for each in conditions if each.value is not None]
        items = await read_attainment(desk, _groupings(group_by), as_of, given)
        names = ("met", "missed", "excused", "attainment")
        return Attainment(items=items, as_of=as_of, definitions={name: DEFINITIONS[name] for name in names})

    return router


def _groupings(given: str) -> list[Grouping]:
    asked = list(dict.fromkeys(part.strip() for part in given.split(",") if part.strip()))
    known: list[Grouping] = [name for part in asked for name in GROUPINGS if name == part]
    if len(known) != len(asked):
        said = f"one or more of {', '.join(GROUPINGS)}, by commas"
        wrong = FieldError(field="group_by", place="query", code="unknown-grouping", message=said)
        raise Problem(422, "unknown-grouping", "No such grouping", f"Say {said}.", [wrong])
    return known
