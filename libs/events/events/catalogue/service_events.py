"""Facts about what a case leads to outside the plans: what of EDI it is about, and requests for
professional services (CP-19, CP-20). Owned by intake; in the stream of the case."""

from typing import Literal

from events.catalogue.case_events import MessageText
from events.catalogue.terms import Instant
from events.event import Event

ServiceState = Literal["requested", "quoted", "accepted", "declined", "withdrawn", "done"]
LaterServiceState = Literal["quoted", "accepted", "declined", "withdrawn", "done"]


class EdiTopicNamed(Event, frozen=True, kw_only=True):
    """Whoever opened the case said what of EDI it is about: `topic`, a code of the terms (CP-19).

    `service`: the kind of professional service that does it, since the plan does not cover it; null
    where the plan does. They were told so at once.
    """

    case_id: str
    topic: str
    service: str | None


class LikelyNoCaseMarked(Event, frozen=True, kw_only=True):
    """The case was opened, though it reads like what is none: a password, a user name, a lockout
    (CP-11). Whoever opened it reads so at once, and support decides.
    """

    case_id: str


class ServiceRequested(Event, frozen=True, kw_only=True):
    """Professional services are asked for what the plan does not cover (CP-20).

    `kind`: a code of the terms. `hourly`: at an hourly rate, else at a price of its own.
    `by_customer`: one of the customer's people asked. `personal` says what is wanted.
    """

    case_id: str
    service_request_id: str
    customer_id: str
    kind: str
    hourly: bool
    author_id: str
    by_customer: bool
    requested_at: Instant
    personal: MessageText


class ServiceRequestMoved(Event, frozen=True, kw_only=True):
    """The request came to another state (CP-20).

    `quoted`: `personal` names price or effort; `accepted`: the customer wants it done; `declined`:
    the vendor does not do it, or the customer does not want it as quoted; `withdrawn`: it is wanted
    no more; `done`.
    """

    case_id: str
    service_request_id: str
    state: LaterServiceState
    author_id: str
    by_customer: bool
    moved_at: Instant
    personal: MessageText | None = None
