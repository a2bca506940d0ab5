"""Erases what is personal of a customer's user, over HTTP."""

from datetime import datetime

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from events.catalogue.customer_events import ErasureReason
from events.sealing.persons import user_person
from events.store.sealing_keys import SealingKeyTable
from intake.adapters.deciders import ERASING
from intake.adapters.streams import customer_stream
from intake.api.intake_api import CARE, IntakeApi
from intake.domain.customer import Customer
from intake.domain.erase_personal_data import ErasePersonalData
from webapi.commands import CallOf, Target, Work, arrival_of, carry_out
from webapi.error_codes import ErrorCodesRoute
from webapi.identity import allow
from webapi.invalid_input import Id, RequestBody


class Erasure(RequestBody):
    """Why: a code, since words about an erased person would be personal again."""

    reason: ErasureReason


class ErasureAnswer(BaseModel):
    """When it was erased. Copies in all services are gone within a minute of it."""

    customer_id: str
    erased_at: datetime


def erase_route(api: IntakeApi, keys: SealingKeyTable) -> APIRouter:
    """Return the route."""
    routes = APIRouter(
        prefix="/v1/customers/{customer_id}/users/{user_id}/personal-data",
        tags=["personal data"],
        route_class=ErrorCodesRoute,
        dependencies=[Depends(allow(*CARE))],
    )

    @routes.delete("", response_model=ErasureAnswer)
    async def delete_personal_data(
        customer_id: Id, user_id: Id, body: Erasure, call: CallOf
    ) -> Response:
        """Erase a user's name, address and words for good; ids, counts and times stay.

        The user's open cases go on; what it writes from now on is kept as before. What was sent or
        downloaded already cannot be reached.
        """

        async def make_command(now: datetime) -> ErasePersonalData:
            return ErasePersonalData(
                user_id=user_id, erased_by=call.person, reason=body.reason, now=now
            )

        arrival = await arrival_of(api.store, call.key)

        # Without the user's id: the answer is kept, while all others that have it are dropped.
        def answer(_customer: Customer | None, _version: int) -> ErasureAnswer:
            return ErasureAnswer(customer_id=customer_id, erased_at=arrival.at)

        work = Work(decider=ERASING, make_command=make_command, answer=answer)
        target = Target(customer_stream(customer_id), customer_id)
        response = await carry_out(api.store, target, call, work, arrival=arrival)
        keys.forget(user_person(customer_id, user_id))
        return response

    return routes
