"""A customer's people: users, their trainings, and who of them is an authorized contact (CP-8 to
CP-10).
"""

from uuid import uuid4

from fastapi import APIRouter, Depends, Response

from intake.adapters.streams import load_customer
from intake.api.customer_answers import CustomerAnswer
from intake.api.customer_bodies import NewUser, Training
from intake.api.customer_commands import carry_out
from intake.api.desk import OFFICE, CallOf, Desk
from intake.domain import (
    add_user,
    complete_training,
    name_authorized_contact,
    revoke_authorized_contact,
)
from intake.domain.add_user import AddUser
from intake.domain.complete_training import CompleteTraining
from intake.domain.name_authorized_contact import NameAuthorizedContact
from intake.domain.revoke_authorized_contact import RevokeAuthorizedContact
from webapi.error_codes import ErrorCodesRoute
from webapi.identity import allow
from webapi.invalid_input import Id


def people_routes(desk: Desk) -> APIRouter:
    """All of them, at this desk."""
    routes = APIRouter(
        prefix="/v1/customers/{customer_id}/users",
        tags=["people"],
        route_class=ErrorCodesRoute,
        dependencies=[Depends(allow(*OFFICE))],
    )
    _add_users(routes, desk)
    _add_authorization(routes, desk)
    return routes


def _add_users(routes: APIRouter, desk: Desk) -> None:
    @routes.post("", status_code=201, response_model=CustomerAnswer)
    async def post_user(customer_id: Id, body: NewUser, call: CallOf) -> Response:
        """Somebody begins to use the product (CP-8)."""
        command = AddUser(user_id=body.user_id or str(uuid4()), name=body.name, email=body.email)
        return await carry_out(
            desk, call, customer_id, add_user.decide, lambda _today: command, status=201
        )

    @routes.post("/{user_id}/trainings", status_code=201, response_model=CustomerAnswer)
    async def post_training(customer_id: Id, user_id: Id, body: Training, call: CallOf) -> Response:
        """A user finished a course (CP-10)."""
        return await carry_out(
            desk,
            call,
            customer_id,
            complete_training.decide,
            lambda today: CompleteTraining(
                user_id=user_id,
                course=body.course,
                completed_on=body.completed_on,
                known_courses=desk.books.in_force(today).trainings.names,
                today=today,
            ),
            status=201,
        )


def _add_authorization(routes: APIRouter, desk: Desk) -> None:
    @routes.put("/{user_id}/authorization", response_model=CustomerAnswer)
    async def put_authorization(customer_id: Id, user_id: Id, call: CallOf) -> Response:
        """Name a user as an authorized contact, where a seat is free (CP-8, CP-9)."""
        customer, _ = await load_customer(desk.store, customer_id)
        return await carry_out(
            desk,
            call,
            customer_id,
            name_authorized_contact.decide,
            lambda today: NameAuthorizedContact(
                user_id=user_id, terms=desk.books.of(customer, today), today=today
            ),
        )

    @routes.delete("/{user_id}/authorization", response_model=CustomerAnswer)
    async def delete_authorization(customer_id: Id, user_id: Id, call: CallOf) -> Response:
        """The user is no longer one."""
        command = RevokeAuthorizedContact(user_id=user_id)
        return await carry_out(
            desk, call, customer_id, revoke_authorized_contact.decide, lambda _today: command
        )
