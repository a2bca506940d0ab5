"""Answers what was promised for a case, how that stands, and why.

A customer's people may ask about the cases that they may read (CP-8).
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from fastapi import APIRouter

from careplans.look_again import CalendarFolder
from sla_clock.adapters.deadline_lists import DeadlineLists
from sla_clock.api.answers import (
    DeadlineAnswer,
    ExplanationAnswer,
    deadline_answer,
    explanation_answer,
)
from sla_clock.api.public_answers import as_read_by, goals_read_by
from sla_clock.api.what_is_known import KnownOf
from sla_clock.domain.deadline import Deadline
from webapi.identity import CurrentIdentity, Identity
from webapi.problems import not_found

Now = Callable[[], Awaitable[datetime]]


def deadlines_of_case_router(
    lists: DeadlineLists, now: Now, known_of: KnownOf, calendars: CalendarFolder
) -> APIRouter:
    """Return the router of the questions about a case. `now` is the store's time, `known_of` says
    up to when a case is known.
    """
    router = APIRouter(prefix="/v1/cases/{case_id}/deadlines", tags=["deadlines"])

    @router.get("", summary="The deadlines of a case")
    async def deadlines(case_id: str, identity: CurrentIdentity) -> list[DeadlineAnswer]:
        of_case, at = await _of_case(lists, case_id, identity), await now()
        readable = [as_read_by(identity, deadline) for deadline in of_case]
        return calendars.knowing(lambda: [deadline_answer(one, at) for one in readable])

    @router.get("/{goal}/explanation", summary="Why a deadline is where it is")
    async def explanation(case_id: str, goal: str, identity: CurrentIdentity) -> ExplanationAnswer:
        of_case = await _of_case(lists, case_id, identity)
        deadline = as_read_by(identity, _with_goal(of_case, goal))
        imported, zone = await lists.is_imported(case_id), await lists.zone_of(deadline.customer_id)
        # The time last: nothing is known that is later than it.
        at = await now()
        knowing = replace(known_of(case_id, at), imported=imported)
        return calendars.knowing(lambda: explanation_answer(deadline, at, knowing, zone))

    return router


async def _of_case(lists: DeadlineLists, case_id: str, identity: Identity) -> Sequence[Deadline]:
    readable = goals_read_by(identity)
    deadlines = [one for one in await lists.of_case(case_id) if one.goal in readable]
    if not deadlines or not await lists.reads(identity, deadlines[0]):
        # The same answer in both cases, so that nobody learns from it which cases exist.
        raise not_found()
    return deadlines


def _with_goal(deadlines: Sequence[Deadline], goal: str) -> Deadline:
    for deadline in deadlines:
        if deadline.goal == goal:
            return deadline
    raise not_found()
