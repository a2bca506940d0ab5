"""Asks professional services for what the plan does not cover, about a case (CP-19, CP-20)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from careplans.scope import Service
from events.catalogue.case_events import MessageText
from events.catalogue.service_events import ServiceRequested
from events.catalogue.terms import Promise
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.errors import Conflicting, Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestService:
    """Ask for what `text` says; `kind` is the code of a service.

    `services_for` finds the services that there are under a case's promise.
    `hourly` None: as that service is usually charged.
    """

    service_request_id: str
    kind: str
    text: str
    services_for: Callable[[Promise], Sequence[Service]]
    author_id: str
    by_customer: bool
    now: datetime
    hourly: bool | None = None


class UnknownService(Invalid):
    """There is no such service. `codes` are those that there are; words go into `text`."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__("unknown-service", f"kind is one of {', '.join(codes)}")
        self.codes = tuple(codes)


def decide(command: RequestService, case: Case | None) -> list[ServiceRequested]:
    """Ask for it. Raises UnknownService, and Conflicting (`service-request-exists`)."""
    return [service_requested(command, ready_for("request-service", case))]


def service_requested(command: RequestService, case: Case) -> ServiceRequested:
    """Return the request, whatever the state of the case. Raises what `decide` does."""
    services = command.services_for(case.promise)
    service = next((it for it in services if it.code == command.kind), None)
    if service is None:
        raise UnknownService([it.code for it in services])
    if command.service_request_id in case.service_requests:
        raise Conflicting("service-request-exists", "the case has a service request of that id")
    return ServiceRequested(
        case_id=case.case_id,
        service_request_id=command.service_request_id,
        customer_id=case.customer_id,
        kind=command.kind,
        hourly=service.hourly if command.hourly is None else command.hourly,
        author_id=command.author_id,
        by_customer=command.by_customer,
        requested_at=command.now,
        personal=MessageText(text=command.text),
    )
