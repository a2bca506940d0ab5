"""Lets a TAM or administrator accept a late-recorded answer, withdrawing the breach (CP-27c)."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from careplans.look_again import CalendarFolder
from events.catalogue.terms import Goal
from events.store.connection import Connection
from events.store.event_store import EventStore
from sla_clock.adapters.accepted_claims import ACCEPTING
from sla_clock.api.answers import DeadlineAnswer, deadline_answer
from sla_clock.domain.accept_claim import AcceptClaim
from sla_clock.domain.deadline import Deadline, stream_of
from webapi.commands import Call, CallOf, Target, Work, carry_out
from webapi.identity import Identity, allow
from webapi.invalid_input import Id, RequestBody, Text


class Acceptation(RequestBody):
    """Why the claim is accepted."""

    reason: Text


_tam_or_admin = allow("tam", "admin")


def accept_claim_router(store: EventStore[Connection], calendars: CalendarFolder) -> APIRouter:
    """Return the route of the one command that the clock takes."""
    router = APIRouter(prefix="/v1/cases/{case_id}/deadlines", tags=["deadlines"])

    @router.post(
        "/{goal}/claims/{claim_id}/accept",
        summary="Accept a late-recorded answer: the breach is withdrawn",
        response_model=DeadlineAnswer,
    )
    async def accept(  # the path's three ids, the body, and who may do it
        case_id: Id,
        goal: Goal,
        claim_id: Id,
        body: Acceptation,
        identity: Annotated[Identity, Depends(_tam_or_admin)],
        call: CallOf,
    ) -> Response:
        del identity
        target = Target(stream_of(case_id, goal), case_id)
        return await carry_out(store, target, call, _work(claim_id, body.reason, call, calendars))

    return router


def _work(
    claim_id: str, reason: str, call: Call, calendars: CalendarFolder
) -> Work[AcceptClaim, Deadline | None]:
    async def make_command(now: datetime) -> AcceptClaim:
        return AcceptClaim(
            claim_id=claim_id,
            accepted_by=call.person,
            known_as=frozenset({call.identity.subject, call.person}),
            never_answers=call.identity.role == "tam",
            reason=reason,
            at=now,
        )

    def answer(deadline: Deadline | None, version: int) -> DeadlineAnswer:
        return calendars.knowing(lambda: _answer(deadline, version))

    return Work(decider=ACCEPTING, make_command=make_command, answer=answer)


def _answer(deadline: Deadline | None, version: int) -> DeadlineAnswer:
    del version
    assert deadline is not None, "a claim was accepted, so there is a deadline"
    assert deadline.withdrawal is not None, "and its breach is withdrawn"
    # Nothing of a withdrawn deadline is measured up to now, so the time asked for makes no
    # difference.
    return deadline_answer(deadline, deadline.withdrawal.withdrawn_at)
