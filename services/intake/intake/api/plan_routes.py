"""Tells what the plans promise and how support is reached (CP-15, CP-22)."""

from typing import Annotated

from fastapi import APIRouter, Query

from careplans.errors import UnknownTerms
from intake.adapters.support_deciders import load_support_changes
from intake.api.intake_api import IntakeApi
from intake.api.plan_answers import PlansAnswer, plans_answer
from intake.api.support_answers import support_answer
from webapi.error_codes import ErrorCodesRoute
from webapi.identity import CurrentIdentity
from webapi.invalid_input import Id
from webapi.problems import not_found


def plan_routes(api: IntakeApi) -> APIRouter:
    """Return the route of the plans."""
    routes = APIRouter(prefix="/v1/plans", tags=["plans"], route_class=ErrorCodesRoute)

    @routes.get("")
    async def get_plans(
        _identity: CurrentIdentity,
        terms_version: Annotated[
            Id | None, Query(description="As a customer or a case names it; without it today's.")
        ] = None,
    ) -> PlansAnswer:
        """The plans with their targets, seats and benefits, what the priorities mean, what is
        covered and what is not, and how to reach support.
        """
        today = api.library.today(await api.store.now())
        try:
            # A customer keeps the version that its term was bought under (CP-2).
            terms = (
                api.library.version(terms_version) if terms_version else api.library.in_force(today)
            )
        except UnknownTerms:
            raise not_found("There are no terms of that version.") from None
        library = api.library
        reached = (await load_support_changes(api.store)).beside(library.support)
        support = support_answer(
            reached.valid_on(today), reached.after(today), terms, library.zone.key
        )
        return plans_answer(terms, library.coded(terms), support)

    return routes
