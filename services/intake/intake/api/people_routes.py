"""Keeps a customer's people over HTTP: users, trainings and authorized contacts (CP-8 to CP-10)."""

from datetime import date
from uuid import uuid4

from fastapi import APIRouter, Depends, Response

from intake.adapters.deciders import (
    ADDING_USER,
    COMPLETING_TRAINING,
    NAMING_CONTACT,
    REVOKING_CONTACT,
)
from intake.adapters.streams import load_customer
from intake.api.customer_answers import CustomerAnswer
from intake.api.customer_bodies import NewUser, Training
from intake.api.customer_commands import carry_out_on_customer
from intake.api.intake_api import OFFICE, IntakeApi
from intake.domain.add_user import AddUser
from intake.domain.complete_training import CompleteTraining
from intake.domain.name_authorized_contact import NameAuthorizedContact
from intake.domain.revoke_authorized_contact import RevokeAuthorizedContact
from webapi.commands import CallOf, arrival_of
from webapi.error_codes import ErrorCodesRoute
from webapi.identity import allow
from webapi.invalid_input import Id


def people_routes(api: IntakeApi) -> APIRouter:
    """Return the routes of a customer's people."""
    routes = APIRouter(
        prefix="/v1/customers/{customer_id}/users",
        tags=["people"],
        route_class=ErrorCodesRoute,
        dependencies=[Depends(allow(*OFFICE))],
    )
    _add_users(routes, api)
    _add_authorization(routes, api)
    return routes


def _add_users(routes: APIRouter, api: IntakeApi) -> None:
    @routes.post("", status_code=201, response_model=CustomerAnswer)
    async def post_user(customer_id: Id, body: NewUser, call: CallOf) -> Response:
        """Somebody begins to use the product (CP-8)."""
        # Drawn anew for a repeat, too, whose answer comes from its key.
        user_id = body.user_id or str(uuid4())

        async def make_command(_today: date) -> AddUser:
            return AddUser(user_id=user_id, name=body.name, email=body.email)

        return await carry_out_on_customer(
            api, call, customer_id, ADDING_USER, make_command, status=201, new_user_id=user_id
        )

    @routes.post("/{user_id}/trainings", status_code=201, response_model=CustomerAnswer)
    async def post_training(customer_id: Id, user_id: Id, body: Training, call: CallOf) -> Response:
        """A user finished a course (CP-10)."""

        async def make_command(today: date) -> CompleteTraining:
            return CompleteTraining(
                user_id=user_id,
                course=body.course,
                completed_on=body.completed_on,
                known_courses=api.library.in_force(today).trainings.names,
                today=today,
            )

        return await carry_out_on_customer(
            api, call, customer_id, COMPLETING_TRAINING, make_command, status=201
        )


def _add_authorization(routes: APIRouter, api: IntakeApi) -> None:
    @routes.put("/{user_id}/authorization", response_model=CustomerAnswer)
    async def put_authorization(customer_id: Id, user_id: Id, call: CallOf) -> Response:
        """Name a user as an authorized contact, where a seat is free (CP-8, CP-9)."""

        async def make_command(today: date) -> NameAuthorizedContact:
            # The number of seats is by the customer's own terms, not by those in force (CP-2).
            customer, _ = await load_customer(api.store, customer_id)
            return NameAuthorizedContact(
                user_id=user_id,
                terms=api.library.of(customer, today),
                today=today,
                ahead=api.library.ahead(customer, today),
            )

        arrival = await arrival_of(api.store, call.key)
        return await carry_out_on_customer(
            api,
            call,
            customer_id,
            NAMING_CONTACT,
            make_command,
            arrival=arrival,
            # Who gave up a seat today is recorded first: named again, it has the new seat (CP-9).
            record_renewals_until=api.library.today(arrival.at),
        )

    @routes.delete("/{user_id}/authorization", response_model=CustomerAnswer)
    async def delete_authorization(customer_id: Id, user_id: Id, call: CallOf) -> Response:
        """The user is no longer one."""

        async def make_command(_today: date) -> RevokeAuthorizedContact:
            return RevokeAuthorizedContact(user_id=user_id)

        return await carry_out_on_customer(api, call, customer_id, REVOKING_CONTACT, make_command)
