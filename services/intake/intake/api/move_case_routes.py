"""Moves a case ahead within its priority over HTTP, and back (CP-31)."""

from typing import Final

from fastapi import APIRouter

from intake.adapters import deciders
from intake.api.case_bodies import ReasonBody
from intake.api.case_route import AddsRoute, CaseRoute, RouteInput
from intake.api.intake_api import CARE, IntakeApi
from intake.domain.move_ahead import MoveAhead
from intake.domain.move_back import MoveBack
from webapi.error_codes import ErrorCodesRoute
from webapi.invalid_input import Instant, RequestBody, Text


class AheadBody(RequestBody):
    """Until when, and why."""

    until: Instant
    reason: Text


def _move_ahead(request: RouteInput[AheadBody]) -> MoveAhead:
    return MoveAhead(
        moved_by=request.call.person,
        reason=request.body.reason,
        until=request.body.until,
        now=request.now,
        gives_tam_calls=request.api.library.gives_tam_calls,
    )


def _move_back(request: RouteInput[ReasonBody]) -> MoveBack:
    return MoveBack(moved_by=request.call.person, reason=request.body.reason, now=request.now)


MOVES: Final[tuple[AddsRoute, ...]] = (
    CaseRoute(
        "/move-ahead",
        CARE,
        AheadBody,
        deciders.MOVING_AHEAD,
        _move_ahead,
        "move_ahead",
        "The case goes ahead of the others of its priority until `until`, as agreed on a call to"
        " the TAM (CP-31). A change of its priority ends it.",
    ),
    CaseRoute(
        "/move-back",
        CARE,
        ReasonBody,
        deciders.MOVING_BACK,
        _move_back,
        "move_back",
        "The case stands again where its plan and age put it (CP-21).",
    ),
)


def move_case_routes(api: IntakeApi) -> APIRouter:
    """Return the routes that move a case within its priority."""
    routes = APIRouter(prefix="/v1/cases/{case_id}", tags=["cases"], route_class=ErrorCodesRoute)
    for row in MOVES:
        row.add_to(routes, api)
    return routes
