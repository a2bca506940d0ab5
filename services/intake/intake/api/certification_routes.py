"""Says and shows which engineers are certified for the cases of a plan (CP-21)."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from events.catalogue.terms import Plan
from intake.adapters.certification_deciders import (
    CERTIFYING_ENGINEERS,
    ROUTING_KEY,
    STREAM,
    load_certifications,
)
from intake.api.intake_api import SUPPORT, IntakeApi
from intake.domain.certified_engineers import Certifications
from intake.domain.certify_engineers import CertifyEngineers
from webapi.commands import CallOf, Target, Work, carry_out
from webapi.error_codes import ErrorCodesRoute
from webapi.identity import allow
from webapi.invalid_input import Id, RequestBody, Text

PATH = "/plans/{plan}/certified-engineers"


class CertifiedEngineersBody(RequestBody):
    """All engineers of a plan's desk, and why they are; none: the plan's cases go to anybody."""

    engineer_ids: Annotated[tuple[Id, ...], Field(max_length=1000)]
    reason: Text


class CertifiedEngineersAnswer(BaseModel):
    """The engineers of a plan's desk, since when, by whom and why; none: its cases go to anybody,
    without a reason."""

    model_config = ConfigDict(from_attributes=True)

    plan: Plan
    engineer_ids: list[str]
    certified_at: datetime | None = None
    certified_by: str | None = None
    reason: str | None = None


def certification_routes(api: IntakeApi) -> APIRouter:
    """Return the routes of who is certified."""
    routes = APIRouter(prefix="/v1", tags=["plans"], route_class=ErrorCodesRoute)
    _add_certifying(routes, api)

    @routes.get(PATH, dependencies=[Depends(allow("tam", *SUPPORT))])
    async def get_certified_engineers(plan: Plan) -> CertifiedEngineersAnswer:
        """Who is of the plan's desk (CP-21)."""
        return _answer(await load_certifications(api.store), plan)

    return routes


def _add_certifying(routes: APIRouter, api: IntakeApi) -> None:
    @routes.put(
        PATH, response_model=CertifiedEngineersAnswer, dependencies=[Depends(allow("admin"))]
    )
    async def put_certified_engineers(
        plan: Plan, body: CertifiedEngineersBody, call: CallOf
    ) -> Response:
        """These engineers are the plan's desk from now on (CP-21).

        Giving one of its cases to anybody else takes a reason. Only for a plan whose terms have a
        desk of its own; its schedule and its policy are the notifier's, by a routing rule.
        """

        async def make_command(now: datetime) -> CertifyEngineers:
            ids = body.engineer_ids
            return CertifyEngineers(
                plan=plan,
                engineer_ids=ids,
                apart=api.library.in_force(api.library.today(now)).plan(plan).own_desk,
                unknown=tuple([it for it in ids if not await api.engineers.takes(it)]),
                now=now,
                certified_by=call.person,
                reason=body.reason,
            )

        def answer(certifications: Certifications, _version: int) -> CertifiedEngineersAnswer:
            return _answer(certifications, plan)

        work = Work(decider=CERTIFYING_ENGINEERS, make_command=make_command, answer=answer)
        return await carry_out(api.store, Target(STREAM, ROUTING_KEY), call, work)


def _answer(certifications: Certifications, plan: Plan) -> CertifiedEngineersAnswer:
    newest = certifications.by_plan.get(plan)
    if newest is None:
        return CertifiedEngineersAnswer(plan=plan, engineer_ids=[])
    return CertifiedEngineersAnswer(
        plan=plan,
        engineer_ids=list(newest.engineer_ids),
        certified_at=newest.certified_at,
        certified_by=newest.certified_by,
        reason=newest.reason,
    )
