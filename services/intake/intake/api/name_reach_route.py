"""Names over HTTP who at the customer is available for a P1 (CP-27)."""

from datetime import datetime

from fastapi import APIRouter, Depends, Response

from intake.adapters.deciders import NAMING_REACH
from intake.adapters.streams import load_customer
from intake.api.case_answers import CaseAnswer
from intake.api.case_bodies import ReachBody
from intake.api.case_commands import carry_out_on_case
from intake.api.intake_api import SUPPORT, IntakeApi
from intake.api.prepare_opening import reach_of
from intake.api.visibility import visible_case
from intake.domain.name_reach import NameReach
from webapi.commands import CallOf
from webapi.identity import allow
from webapi.invalid_input import Id


def name_reach_route(routes: APIRouter, api: IntakeApi) -> None:
    """Add the route to those of the case's commands."""

    @routes.post(
        "/reach", response_model=CaseAnswer, dependencies=[Depends(allow("contact", *SUPPORT))]
    )
    async def reach(case_id: Id, body: ReachBody, call: CallOf) -> Response:
        """Somebody at the customer is available for its P1 (CP-27)."""
        seen = await visible_case(api, call.identity, case_id)
        customer, _ = await load_customer(api.store, seen.case.customer_id)
        named = reach_of(call, body)

        async def make_command(now: datetime) -> NameReach:
            return NameReach(reach=named, customer=customer, now=now)

        return await carry_out_on_case(api, call, case_id, NAMING_REACH, make_command)
