"""Adds a user to a case over HTTP, or takes it off (CP-8): these look at the customer, too."""

from datetime import datetime

from fastapi import APIRouter, Depends, Response

from intake.adapters.deciders import ADDING_TEAM_CONTACT, REMOVING_TEAM_CONTACT
from intake.adapters.streams import load_customer
from intake.api.case_answers import CaseAnswer
from intake.api.case_bodies import TeamContact
from intake.api.case_commands import carry_out_on_case, own_user, terms_today
from intake.api.customer_bodies import Removal
from intake.api.intake_api import SUPPORT, IntakeApi
from intake.api.visibility import visible_case
from intake.domain.add_team_contact import AddTeamContact
from intake.domain.customer import Customer
from intake.domain.remove_team_contact import RemoveTeamContact
from intake.domain.work_on_case import check_may_add_to
from webapi.commands import Call, CallOf
from webapi.identity import allow
from webapi.invalid_input import Id


def add_team_contact_route(routes: APIRouter, api: IntakeApi) -> None:
    """Add the route to those of the case's commands."""

    @routes.post(
        "/add-team-contact",
        response_model=CaseAnswer,
        dependencies=[Depends(allow("contact", *SUPPORT))],
    )
    async def add_contact(case_id: Id, body: TeamContact, call: CallOf) -> Response:
        """A user is added to this case (CP-8)."""
        # Before the key is looked up: a person who lost the right to add gets no old answer.
        customer = await _customer_of(api, call, case_id)

        async def make_command(_now: datetime) -> AddTeamContact:
            return AddTeamContact(user_id=body.user_id, customer=customer)

        return await carry_out_on_case(api, call, case_id, ADDING_TEAM_CONTACT, make_command)


def remove_team_contact_route(routes: APIRouter, api: IntakeApi) -> None:
    """Add the route to those of the case's commands."""

    @routes.delete(
        "/team-contacts/{user_id}",
        response_model=CaseAnswer,
        dependencies=[Depends(allow("contact", *SUPPORT))],
    )
    async def remove_contact(case_id: Id, user_id: Id, body: Removal, call: CallOf) -> Response:
        """A user is taken off this case's team (CP-8)."""
        # Who may add people may take them off; nobody else does, not even for itself.
        await _customer_of(api, call, case_id)

        async def make_command(_now: datetime) -> RemoveTeamContact:
            return RemoveTeamContact(user_id=user_id, removed_by=call.person, reason=body.reason)

        return await carry_out_on_case(api, call, case_id, REMOVING_TEAM_CONTACT, make_command)


async def _customer_of(api: IntakeApi, call: Call, case_id: str) -> Customer:
    """Return the customer of the case; a contact must be an authorized one to add people (CP-8)."""
    seen = await visible_case(api, call.identity, case_id)
    # A contact's customer is loaded, as of today: whoever gave up a seat adds nobody (CP-9).
    customer = seen.customer or (await load_customer(api.store, seen.case.customer_id))[0]
    if call.is_contact:
        check_may_add_to(customer, own_user(call), await terms_today(api, customer))
    return customer
