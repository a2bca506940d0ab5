"""Brings a request for professional services to its next state (CP-20)."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import MessageText
from events.catalogue.service_events import LaterServiceState, ServiceRequestMoved, ServiceState
from intake.domain.case import Case, existing
from intake.domain.errors import Conflicting, Invalid
from intake.domain.service_requests import MOVES_FROM, request_of

_NEEDS_WORDS: tuple[LaterServiceState, ...] = ("quoted", "declined", "withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveServiceRequest:
    """Bring the request to `state`; `text`: what is offered, or why."""

    service_request_id: str
    state: LaterServiceState
    text: str | None
    author_id: str
    by_customer: bool
    now: datetime


class NotFromThisState(Conflicting):
    """The request is in a state from which it does not come to that one."""

    def __init__(self, to: LaterServiceState, state: ServiceState) -> None:
        allowed = MOVES_FROM[to]
        super().__init__(
            "not-from-this-state",
            f"a service request that is {state} is not {to}; possible from: {', '.join(allowed)}",
        )
        self.state, self.allowed_in = state, allowed


def decide(command: MoveServiceRequest, case: Case | None) -> list[ServiceRequestMoved]:
    """Move it, whatever the state of the case. Raises Unknown, NotFromThisState, and Invalid
    (`reason-required`) for a quote, a refusal or a withdrawal without words.
    """
    case = existing(case)
    request = request_of(case.service_requests, command.service_request_id)
    if request.state not in MOVES_FROM[command.state]:
        raise NotFromThisState(command.state, request.state)
    if command.state in _NEEDS_WORDS and not command.text:
        raise Invalid("reason-required", f"{command.state}: text says what is offered, or why")
    return [
        ServiceRequestMoved(
            case_id=case.case_id,
            service_request_id=command.service_request_id,
            state=command.state,
            author_id=command.author_id,
            by_customer=command.by_customer,
            moved_at=command.now,
            personal=MessageText(text=command.text) if command.text else None,
        )
    ]
