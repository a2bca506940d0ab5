"""Makes a command on a case into a route: a row of path, roles, body and use case."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, Protocol, TypeVar

from fastapi import APIRouter, Depends, Response

from events.command_runner import Decider
from intake.adapters.certification_deciders import load_certifications
from intake.api.access_limits import ENTITLED, AccessLimits, access_limits_of
from intake.api.case_answers import CaseAnswer
from intake.api.case_commands import carry_out_on_case
from intake.api.intake_api import SUPPORT, IntakeApi
from intake.domain.case import Case
from intake.domain.certified_engineers import INITIAL, Certifications
from webapi.commands import Call, CallOf
from webapi.identity import Role, allow
from webapi.invalid_input import Id, RequestBody

Body = TypeVar("Body", bound=RequestBody)
Command = TypeVar("Command")

BOTH_SIDES: Final[tuple[Role, ...]] = ("contact", *SUPPORT)
"""Support, and the customer's people."""


@dataclass(frozen=True, slots=True)
class RouteInput(Generic[Body]):
    """What a command is made from: the body, the caller, the store's time, and the service.

    `engineer_exists`: there is such an engineer as the body names, as far as is known. `limits`:
    those of the case's customer, for a row that checks them. `certifications`: who is of which
    plan's desk, for a row that names an engineer.
    """

    body: Body
    call: Call
    now: datetime
    api: IntakeApi
    engineer_exists: bool = True
    limits: AccessLimits = ENTITLED
    certifications: Certifications = INITIAL


@dataclass(frozen=True, slots=True)
class CaseRoute(Generic[Body, Command]):
    """A row of the table.

    `name` and `about` are for the API's document. `optional`: the body may be left out, which
    counts as an empty one. `engineer_of` is the engineer that a body names. `checks_access`: the
    customer's access to support counts.
    """

    path: str
    roles: tuple[Role, ...]
    body: type[Body]
    decider: Decider[Command, Case | None]
    make: Callable[[RouteInput[Body]], Command]
    name: str
    about: str
    optional: bool = False
    engineer_of: Callable[[Body], str] | None = None
    checks_access: bool = False

    def add_to(self, routes: APIRouter, api: IntakeApi) -> None:
        """Add the route of this row."""
        routes.add_api_route(
            self.path,
            self._optional_endpoint(api) if self.optional else self._endpoint(api),
            methods=["POST"],
            response_model=CaseAnswer,
            dependencies=[Depends(allow(*self.roles))],
            name=self.name,
            description=self.about,
        )

    def _endpoint(self, api: IntakeApi) -> Callable[..., object]:
        async def endpoint(case_id: Id, call: CallOf, body: Body) -> Response:
            return await self._carry_out(api, case_id, call, body)

        # FastAPI reads the body's type from the annotation, and knows no type variables.
        endpoint.__annotations__["body"] = self.body
        return endpoint

    def _optional_endpoint(self, api: IntakeApi) -> Callable[..., object]:
        async def endpoint(case_id: Id, call: CallOf, body: Body | None = None) -> Response:
            return await self._carry_out(api, case_id, call, body or self.body())

        endpoint.__annotations__["body"] = self.body | None
        return endpoint

    async def _carry_out(self, api: IntakeApi, case_id: str, call: Call, body: Body) -> Response:
        async def make_command(now: datetime) -> Command:
            exists = await self._engineer_exists(api, body)
            limits = await access_limits_of(api, case_id, now) if self.checks_access else ENTITLED
            certified = await load_certifications(api.store) if self.engineer_of else INITIAL
            return self.make(RouteInput(body, call, now, api, exists, limits, certified))

        return await carry_out_on_case(api, call, case_id, self.decider, make_command)

    async def _engineer_exists(self, api: IntakeApi, body: Body) -> bool:
        return self.engineer_of is None or await api.engineers.takes(self.engineer_of(body))


class AddsRoute(Protocol):
    """A row, whatever its body and command."""

    def add_to(self, routes: APIRouter, api: IntakeApi) -> None: ...
