"""Erases what is personal of an engineer, over HTTP."""

from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel

from events.catalogue.customer_events import ErasureReason
from events.catalogue.on_call_events import EngineerDefined
from events.sealing.persons import staff_person
from events.store.sealing_keys import SealingKeyTable
from notifier.adapters.deciders import ERASING_ENGINEER
from notifier.api.notifier_api import NotifierApi, Planner
from notifier.domain.erase_engineer import EraseEngineer
from webapi.commands import CallOf, Target, Work, arrival_of, carry_out
from webapi.invalid_input import Id, RequestBody


class EngineerErasure(RequestBody):
    """Why: a code, since words about an erased person would be personal again."""

    reason: ErasureReason


class EngineerErasureAnswer(BaseModel):
    """When it was erased. The notifier's copies are gone within a minute of it."""

    erased_at: datetime


def erase_engineer_route(api: NotifierApi, keys: SealingKeyTable) -> APIRouter:
    """Return the route."""
    routes = APIRouter(prefix="/v1/engineers/{engineer_id}/personal-data", tags=["personal data"])

    @routes.delete("", response_model=EngineerErasureAnswer)
    async def delete_engineers_personal_data(
        engineer_id: Id, body: EngineerErasure, _planner: Planner, call: CallOf
    ) -> Response:
        """Erase an engineer's name, contact methods and words for good; id and rotas stay.

        Who is on a rota is paged no more, until defined again: the chain goes on at once. What was
        sent already cannot be reached.
        """

        async def make_command(now: datetime) -> EraseEngineer:
            return EraseEngineer(erased_by=call.person, reason=body.reason, now=now)

        arrival = await arrival_of(api.store, call.key)

        # Without the id: the answer is kept, while all others that have it are dropped.
        def answer(_engineer: EngineerDefined | None, _version: int) -> EngineerErasureAnswer:
            return EngineerErasureAnswer(erased_at=arrival.at)

        work = Work(decider=ERASING_ENGINEER, make_command=make_command, answer=answer)
        target = Target(f"engineer-{engineer_id}", engineer_id)
        response = await carry_out(api.store, target, call, work, arrival=arrival)
        keys.forget(staff_person(engineer_id))
        return response

    return routes
