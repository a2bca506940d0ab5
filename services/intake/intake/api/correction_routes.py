"""Takes corrections about a customer and its people over HTTP, each with its reason (CP-8 to
CP-10).

The reason stands in the body, of DELETE too: an address with it would be written into logs.
"""

from datetime import date

from fastapi import APIRouter, Depends, Response

from intake.adapters.deciders import (
    CORRECTING_CUSTOMER,
    CORRECTING_USER,
    REMOVING_USER,
    WITHDRAWING_TRAINING,
)
from intake.api.customer_answers import CustomerAnswer
from intake.api.customer_bodies import CustomerCorrection, Removal, UserCorrection
from intake.api.customer_commands import carry_out_on_customer
from intake.api.intake_api import OFFICE, IntakeApi
from intake.domain.correct_customer import CorrectCustomer
from intake.domain.correct_user import CorrectUser
from intake.domain.remove_user import RemoveUser
from intake.domain.withdraw_training import WithdrawTraining
from webapi.commands import CallOf
from webapi.error_codes import ErrorCodesRoute
from webapi.identity import allow
from webapi.invalid_input import Id


def correction_routes(api: IntakeApi) -> APIRouter:
    """Return the routes of corrections."""
    routes = APIRouter(
        prefix="/v1/customers/{customer_id}",
        tags=["corrections"],
        route_class=ErrorCodesRoute,
        dependencies=[Depends(allow(*OFFICE))],
    )
    _add_customer(routes, api)
    _add_people(routes, api)
    _add_trainings(routes, api)
    return routes


def _add_customer(routes: APIRouter, api: IntakeApi) -> None:
    @routes.patch("", response_model=CustomerAnswer)
    async def patch_customer(customer_id: Id, body: CustomerCorrection, call: CallOf) -> Response:
        """Correct the name or the zone; buy or give back paid seats and EBC (CP-9, CP-33)."""

        async def make_command(today: date) -> CorrectCustomer:
            return CorrectCustomer(
                name=body.name,
                zone=body.zone,
                extra_seats=body.extra_seats,
                ebc=body.ebc,
                # Found when it is decided, of the customer as it is then, renewed or not (CP-3).
                terms_of=api.library.version,
                today=today,
                corrected_by=call.person,
                reason=body.reason,
            )

        return await carry_out_on_customer(
            api, call, customer_id, CORRECTING_CUSTOMER, make_command
        )


def _add_people(routes: APIRouter, api: IntakeApi) -> None:
    @routes.patch("/users/{user_id}", response_model=CustomerAnswer)
    async def patch_user(
        customer_id: Id, user_id: Id, body: UserCorrection, call: CallOf
    ) -> Response:
        """Correct a user's name or mail address."""

        async def make_command(_today: date) -> CorrectUser:
            return CorrectUser(
                user_id=user_id,
                name=body.name,
                email=body.email,
                corrected_by=call.person,
                reason=body.reason,
            )

        return await carry_out_on_customer(api, call, customer_id, CORRECTING_USER, make_command)

    @routes.delete("/users/{user_id}", response_model=CustomerAnswer)
    async def delete_user(customer_id: Id, user_id: Id, body: Removal, call: CallOf) -> Response:
        """Remove a user: it opens nothing more, its cases and words stay (CP-8)."""

        async def make_command(_today: date) -> RemoveUser:
            return RemoveUser(user_id=user_id, removed_by=call.person, reason=body.reason)

        return await carry_out_on_customer(api, call, customer_id, REMOVING_USER, make_command)


def _add_trainings(routes: APIRouter, api: IntakeApi) -> None:
    @routes.delete("/users/{user_id}/trainings/{course}", response_model=CustomerAnswer)
    async def delete_training(
        customer_id: Id, user_id: Id, course: Id, body: Removal, call: CallOf
    ) -> Response:
        """Take back a course that was recorded by mistake (CP-10)."""

        async def make_command(_today: date) -> WithdrawTraining:
            return WithdrawTraining(
                user_id=user_id, course=course, withdrawn_by=call.person, reason=body.reason
            )

        return await carry_out_on_customer(
            api, call, customer_id, WITHDRAWING_TRAINING, make_command
        )
