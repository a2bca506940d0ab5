"""Lists what is due next, soonest first; a contact's list holds only what it may read."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from careplans.look_again import CalendarFolder
from events.catalogue.terms import Goal
from sla_clock.adapters.deadline_lists import After, DeadlineLists, Wanted
from sla_clock.api.answers import DeadlineAnswer, deadline_answer
from sla_clock.api.public_answers import as_read_by, goals_read_by
from sla_clock.domain.deadline import DeadlineState
from webapi.identity import CurrentIdentity, Identity, own_customer
from webapi.invalid_input import Instant
from webapi.paging import Page, PagingOf, Position
from webapi.problems import Problem

Now = Callable[[], Awaitable[datetime]]
StateWanted = Literal[
    "open", "all", "running", "paused", "excused", "met", "breached", "withdrawn", "cancelled"
]

OPEN: Sequence[DeadlineState] = ("running", "paused", "excused")
EVERY: Sequence[DeadlineState] = (*OPEN, "met", "breached", "withdrawn", "cancelled")
STATES: Mapping[StateWanted, Sequence[DeadlineState]] = {
    "open": OPEN,
    "all": EVERY,
    **{one: (one,) for one in EVERY},
}


def deadlines_due_next_router(
    lists: DeadlineLists, now: Now, calendars: CalendarFolder
) -> APIRouter:
    """Return the router of the list. `now` is the store's time."""
    router = APIRouter(prefix="/v1/deadlines", tags=["deadlines"])

    @router.get("", summary="What is due next")
    async def due_next(
        identity: CurrentIdentity,
        paging: PagingOf,
        state: Annotated[
            StateWanted, Query(description="`open`: those without a verdict.")
        ] = "open",
        due_before: Annotated[Instant | None, Query(description="Due before this instant.")] = None,
        customer_id: Annotated[str | None, Query(max_length=200)] = None,
        goal: Annotated[
            Goal | None,
            Query(description="Of this goal only; contacts are not told of `cover`."),
        ] = None,
    ) -> Page[DeadlineAnswer]:
        wanted = Wanted(
            states=STATES[state],
            goals=[one for one in goals_read_by(identity) if goal in (None, one)],
            due_before=due_before,
            customer_id=_whose(identity, customer_id),
            user_id=await lists.own_cases_only(identity),
        )
        deadlines = await lists.due_next(wanted, _after(paging.after), paging.fetch)
        at = await now()
        readable = [as_read_by(identity, deadline) for deadline in deadlines]
        answers = calendars.knowing(lambda: [deadline_answer(one, at) for one in readable])
        return paging.page(answers, _position)

    return router


def _whose(identity: Identity, customer_id: str | None) -> str | None:
    if customer_id is not None:
        own_customer(identity, customer_id)
        return customer_id
    # A contact who names no customer gets its own company's, and never everybody's.
    return identity.customer_id if identity.role == "contact" else None


def _position(answer: DeadlineAnswer) -> Position:
    # Case and goal, too: cases that are due at once would otherwise be cut apart by a page's end.
    return (answer.due_at.isoformat() if answer.due_at else None, answer.case_id, answer.goal)


def _after(position: Position | None) -> After | None:
    match position:
        case None:
            return None
        case (str() | None as due_at, str() as case_id, str() as goal):
            return After(
                due_at=datetime.fromisoformat(due_at) if due_at else None,
                case_id=case_id,
                goal=goal,
            )
        case _:
            raise Problem(
                400,
                "bad-cursor",
                "Bad cursor",
                "Use `next` of the page before, unchanged, on the same list.",
            )
