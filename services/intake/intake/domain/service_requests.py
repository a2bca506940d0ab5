"""Folds the requests for professional services of a case, and says which step follows which
(CP-20)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, assert_never

from events.catalogue.service_events import (
    LaterServiceState,
    ServiceRequested,
    ServiceRequestMoved,
    ServiceState,
)
from intake.domain.errors import Unknown

ServiceEvent = ServiceRequested | ServiceRequestMoved


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a request: the state that it led to, by whom, when, and what was written."""

    state: ServiceState
    author_id: str
    by_customer: bool
    at: datetime
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRequest:
    """A request as its events left it; `steps` begin with the asking, whose text says what for."""

    service_request_id: str
    kind: str
    hourly: bool
    steps: tuple[Step, ...]

    @property
    def state(self) -> ServiceState:
        """Where it stands."""
        return self.steps[-1].state


Requests = Mapping[str, ServiceRequest]
"""The requests of a case, by id."""

MOVES_FROM: Final[Mapping[LaterServiceState, tuple[ServiceState, ...]]] = {
    # A quote can be mended until the customer has said yes or no.
    "quoted": ("requested", "quoted"),
    # Without a quote, too: the hourly rate may be known.
    "accepted": ("requested", "quoted"),
    "declined": ("requested", "quoted"),
    # Also what was accepted: the work may not have begun.
    "withdrawn": ("requested", "quoted", "accepted"),
    "done": ("accepted",),
}
"""The states from which a request comes to another."""


def request_of(requests: Requests, service_request_id: str) -> ServiceRequest:
    """Return the request. Raises Unknown (`unknown-service-request`)."""
    if (request := requests.get(service_request_id)) is None:
        raise unknown_service_request()
    return request


def unknown_service_request() -> Unknown:
    """Return the refusal for a request that does not exist or must not be known of."""
    return Unknown("unknown-service-request", "there is no such service request")


def after(requests: Requests, event: ServiceEvent) -> Requests:
    """Return the requests after one more event."""
    match event:
        case ServiceRequested():
            first = Step(
                state="requested",
                author_id=event.author_id,
                by_customer=event.by_customer,
                at=event.requested_at,
                text=event.personal.text,
            )
            request = ServiceRequest(
                service_request_id=event.service_request_id,
                kind=event.kind,
                hourly=event.hourly,
                steps=(first,),
            )
        case ServiceRequestMoved():
            step = Step(
                state=event.state,
                author_id=event.author_id,
                by_customer=event.by_customer,
                at=event.moved_at,
                text=event.personal.text if event.personal else None,
            )
            before = requests[event.service_request_id]
            request = replace(before, steps=(*before.steps, step))
        case _:
            assert_never(event)
    return {**requests, request.service_request_id: request}
