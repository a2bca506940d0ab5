"""Takes requests for professional services over HTTP, each tied to a case, and lists them
(CP-20)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final, TypeVar
from uuid import uuid4

from fastapi import APIRouter, Depends, Query, Response

from events.catalogue.service_events import LaterServiceState, ServiceState
from events.command_runner import Decider
from intake.adapters.deciders import MOVING_SERVICE_REQUEST, REQUESTING_SERVICE
from intake.adapters.service_request_queries import (
    ServiceRequestQueries,
    WantedServiceRequests,
)
from intake.adapters.streams import case_stream
from intake.api.case_commands import contacts_customer, own_user, terms_today
from intake.api.intake_api import SUPPORT, IntakeApi
from intake.api.service_request_bodies import (
    ListedServiceRequestAnswer,
    NewServiceRequest,
    OptionalWordsBody,
    ServiceRequestAnswer,
    WordsBody,
    requested_service,
    service_request_answer,
)
from intake.api.visibility import audience_of, check_sees_customer, own_cases_only, visible_case
from intake.domain.case import Case, existing
from intake.domain.errors import Unknown
from intake.domain.move_service_request import MoveServiceRequest
from intake.domain.plan_rules import check_acts_as_contact
from intake.domain.request_service import RequestService
from intake.domain.service_requests import request_of, unknown_service_request
from webapi.commands import Call, CallOf, Target, Work, carry_out, versioned
from webapi.error_codes import ErrorCodesRoute
from webapi.identity import CurrentIdentity, Role, allow
from webapi.invalid_input import Id
from webapi.paging import Page, PagingOf

Command = TypeVar("Command")
VENDOR: Final[tuple[Role, ...]] = ("tam", *SUPPORT)
ANYBODY: Final[tuple[Role, ...]] = ("contact", *VENDOR)


@dataclass(frozen=True, slots=True)
class StepRoute:
    """A step of a request: its path, who may take it, and whether it needs words."""

    path: str
    state: LaterServiceState
    roles: tuple[Role, ...]
    body: type[WordsBody] | type[OptionalWordsBody]
    about: str


STEPS: Final = (
    StepRoute("quote", "quoted", VENDOR, WordsBody, "What it would cost or take is offered."),
    StepRoute(
        "accept",
        "accepted",
        ANYBODY,
        OptionalWordsBody,
        "The customer wants it done: an authorized contact says so, or support for it (CP-8).",
    ),
    StepRoute(
        "decline",
        "declined",
        ANYBODY,
        WordsBody,
        "The vendor does not do it, or the customer does not want it as quoted.",
    ),
    StepRoute("withdraw", "withdrawn", ANYBODY, WordsBody, "It is wanted no more."),
    StepRoute("complete", "done", VENDOR, OptionalWordsBody, "It is done."),
)


def service_request_routes(api: IntakeApi, queries: ServiceRequestQueries) -> APIRouter:
    """Return the routes of service requests."""
    routes = APIRouter(prefix="/v1", tags=["service requests"], route_class=ErrorCodesRoute)
    _add_asking(routes, api)
    _add_reading(routes, api, queries)
    for row in STEPS:
        _add_step(routes, api, queries, row)
    return routes


def _add_asking(routes: APIRouter, api: IntakeApi) -> None:
    @routes.post(
        "/cases/{case_id}/service-requests",
        status_code=201,
        response_model=ServiceRequestAnswer,
        dependencies=[Depends(allow(*ANYBODY))],
    )
    async def post_service_request(case_id: Id, body: NewServiceRequest, call: CallOf) -> Response:
        """Ask professional services for what the plan does not cover (CP-19, CP-20)."""
        # A contact's rights are checked before the key: who lost them gets no old answer.
        await contacts_customer(api, call, case_id)
        request_id = str(uuid4())

        async def make_command(now: datetime) -> RequestService:
            return requested_service(api, call, body, request_id, now)

        location = f"/v1/service-requests/{request_id}"
        target = Target(case_stream(case_id), case_id, 201, location=location)
        return await _carry_out(api, call, target, request_id, REQUESTING_SERVICE, make_command)


def _add_reading(routes: APIRouter, api: IntakeApi, queries: ServiceRequestQueries) -> None:
    @routes.get("/service-requests")
    async def list_service_requests(
        identity: CurrentIdentity,
        paging: PagingOf,
        customer_id: Annotated[Id | None, Query()] = None,
        case_id: Annotated[Id | None, Query()] = None,
        state: Annotated[list[ServiceState] | None, Query(description="Repeatable.")] = None,
    ) -> Page[ListedServiceRequestAnswer]:
        """Requests for services, the oldest first; a contact sees those of the cases it may see."""
        if customer_id is not None:
            check_sees_customer(identity, customer_id)
        is_contact = identity.role == "contact"
        wanted = WantedServiceRequests(
            customer_id=identity.customer_id or "" if is_contact else customer_id,
            case_id=case_id,
            states=state,
            user_id=await own_cases_only(api, identity),
        )
        after = paging.after
        position = (datetime.fromisoformat(str(after[0])), str(after[1])) if after else None
        rows = await queries.wanted(wanted, position, paging.fetch)
        page = paging.page(rows, lambda row: (row.requested_at.isoformat(), row.service_request_id))
        items = [ListedServiceRequestAnswer.model_validate(row) for row in page.items]
        return Page(items=items, next=page.next)

    @routes.get("/service-requests/{service_request_id}", response_model=ServiceRequestAnswer)
    async def get_service_request(service_request_id: Id, identity: CurrentIdentity) -> Response:
        """A request with its steps: who, when, why."""
        case_id = await _case_of(queries, service_request_id)
        try:
            seen = await visible_case(api, identity, case_id)
        except Unknown:
            # Of a case that the asker may not know of: as if there were no such request.
            raise unknown_service_request() from None
        request = request_of(seen.case.service_requests, service_request_id)
        answer = service_request_answer(seen.case, request, audience_of(identity))
        return versioned(seen.version, answer)


def _add_step(
    routes: APIRouter, api: IntakeApi, queries: ServiceRequestQueries, row: StepRoute
) -> None:
    async def endpoint(
        service_request_id: Id, call: CallOf, body: WordsBody | OptionalWordsBody
    ) -> Response:
        case_id = await _case_of(queries, service_request_id)
        await _check_may_move(api, call, case_id, row)

        async def make_command(now: datetime) -> MoveServiceRequest:
            return MoveServiceRequest(
                service_request_id=service_request_id,
                state=row.state,
                text=body.text,
                author_id=call.person,
                by_customer=call.is_contact,
                now=now,
            )

        target = Target(case_stream(case_id), case_id)
        return await _carry_out(
            api, call, target, service_request_id, MOVING_SERVICE_REQUEST, make_command
        )

    # FastAPI reads the body's type from the annotation.
    endpoint.__annotations__["body"] = row.body
    routes.add_api_route(
        f"/service-requests/{{service_request_id}}/{row.path}",
        endpoint,
        methods=["POST"],
        response_model=ServiceRequestAnswer,
        dependencies=[Depends(allow(*row.roles))],
        name=f"{row.path}_service_request",
        description=row.about,
    )


async def _check_may_move(api: IntakeApi, call: Call, case_id: str, row: StepRoute) -> None:
    try:
        customer = await contacts_customer(api, call, case_id)
    except Unknown:
        raise unknown_service_request() from None
    # Saying yes to a fee binds the customer.
    if customer is not None and row.state == "accepted":
        user = customer.users.get(own_user(call))
        check_acts_as_contact(user, await terms_today(api, customer))


async def _carry_out(
    api: IntakeApi,
    call: Call,
    target: Target,
    service_request_id: str,
    decider: Decider[Command, Case | None],
    make_command: Callable[[datetime], Awaitable[Command]],
) -> Response:
    def answer(case: Case | None, _version: int) -> ServiceRequestAnswer:
        request = request_of(existing(case).service_requests, service_request_id)
        return service_request_answer(existing(case), request, audience_of(call.identity))

    work = Work(decider=decider, make_command=make_command, answer=answer)
    return await carry_out(api.store, target, call, work)


async def _case_of(queries: ServiceRequestQueries, service_request_id: str) -> str:
    case_id = await queries.case_of(service_request_id)
    if case_id is None:
        raise unknown_service_request()
    return case_id
