"""Defines what clients send and are told about requests for professional services (CP-20)."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, StrictBool

from events.catalogue.service_events import ServiceState
from intake.api.intake_api import IntakeApi
from intake.domain.case import Case
from intake.domain.public_history import SUPPORT, Audience
from intake.domain.request_service import RequestService
from intake.domain.service_requests import ServiceRequest, Step
from webapi.commands import Call
from webapi.invalid_input import Name, RequestBody, Text


class NewServiceRequest(RequestBody):
    """What is wanted of professional services.

    `kind`: a code of `scope.services` in `GET /v1/plans`. `hourly`: at an hourly rate; without it
    as that service is usually charged.
    """

    kind: Name
    text: Text
    hourly: StrictBool | None = None


class WordsBody(RequestBody):
    """What is offered, or why."""

    text: Text


class OptionalWordsBody(RequestBody):
    """What is to be said about it, if anything."""

    text: Text | None = None


class ListedServiceRequestAnswer(BaseModel):
    """A request in the list; what was written is told with the single request."""

    model_config = ConfigDict(from_attributes=True)

    service_request_id: str
    case_id: str
    customer_id: str
    kind: str
    state: ServiceState
    requested_at: datetime


class StepAnswer(BaseModel):
    """A step: the state that it led to, by whom, when, and what was written.

    A customer's people are told `support` for the vendor's people; who only counts is told no text.
    """

    state: ServiceState
    by: str
    at: datetime
    text: str | None


class ServiceRequestAnswer(ListedServiceRequestAnswer):
    """A request for professional services, tied to a case; `steps` begin with the asking."""

    hourly: bool
    steps: list[StepAnswer]


def requested_service(
    api: IntakeApi, call: Call, body: NewServiceRequest, service_request_id: str, now: datetime
) -> RequestService:
    """Return the command that asks for what the body says."""
    return RequestService(
        service_request_id=service_request_id,
        kind=body.kind,
        text=body.text,
        hourly=body.hourly,
        services_for=api.library.services_for,
        author_id=call.person,
        by_customer=call.is_contact,
        now=now,
    )


def service_request_answer(
    case: Case, request: ServiceRequest, audience: Audience
) -> ServiceRequestAnswer:
    """Return the request as this audience may read it."""
    return ServiceRequestAnswer(
        service_request_id=request.service_request_id,
        case_id=case.case_id,
        customer_id=case.customer_id,
        kind=request.kind,
        state=request.state,
        requested_at=request.steps[0].at,
        hourly=request.hourly,
        steps=[_step(step, audience) for step in request.steps],
    )


def service_request_answers(case: Case, audience: Audience) -> Sequence[ServiceRequestAnswer]:
    """Return the requests of a case, the oldest first."""
    return [
        service_request_answer(case, request, audience)
        for request in case.service_requests.values()
    ]


def _step(step: Step, audience: Audience) -> StepAnswer:
    hides_author = audience == "customer" and not step.by_customer
    return StepAnswer(
        state=step.state,
        by=SUPPORT if hides_author else step.author_id,
        at=step.at,
        text=None if audience == "figures" else step.text,
    )
