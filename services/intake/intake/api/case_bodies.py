"""Defines what clients send about cases."""

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt

from events.catalogue.case_events import Area, Channel
from events.catalogue.terms import Priority
from intake.api.file_bodies import FileBody
from intake.api.service_request_bodies import NewServiceRequest
from intake.domain.case_files import MOST_FILES
from webapi.invalid_input import Email, Id, Instant, Name, RequestBody, Text
from webapi.long_text import OptionalText

Reason = Name
"""Why, in a line; it stands in events and reports, so no message text belongs here."""


# No case has this id: those of cases are UUIDs.
NONE_OF_THEM = "none"


class Caller(RequestBody):
    """Who calls about a P1, where they are no known user of the customer (CP-13)."""

    name: Name
    email: Email | None = None


class ReachBody(RequestBody):
    """Who at the customer is available for a P1, and how to reach them (CP-27).

    `user_id`, one of the customer's people, or a `name`; with neither it is the reporter.
    """

    user_id: Id | None = None
    name: Name | None = None
    phone: Name


class TriedBody(RequestBody):
    """Whom one tried to reach, how, and when."""

    who: Name
    how: Literal["phone", "email", "message", "other"]
    at: Instant


class Unreachable(RequestBody):
    """Why nobody can be reached, and whom one tried."""

    reason: Reason
    tried: Annotated[tuple[TriedBody, ...], Field(max_length=20)] = ()


class NewCase(RequestBody):
    """A case to open.

    For a P1 told by telephone (CP-16): `same_as` is the id of the open P1 that the call is about,
    or `none` where it is about none of those open now; `not_same_as` are ids of P1s that it is not
    about. Without them the answer is 409 `likely-the-same` where the customer has an open P1
    without a workaround, and names the candidates.

    For such a call, too: `told_at`, when it came, if that was before now, with `told_reason`; and
    `caller`, where `reporter_id` is no user yet: the customer gets that user with the case (CP-13).
    Of a user whom the customer has, `caller` must say what is known: else 422
    `caller-is-somebody-else`.
    `reach` is for any P1 (CP-27). `edi_topic` says what of EDI it is about, for `area: edi`: a code
    of `scope.edi_topics` in `GET /v1/plans`. Where the plan does not cover that, the answer says so
    in `suggestions` and names the service to ask for (CP-19).

    `files` are references to files that lie somewhere else: shown as text, and never fetched.
    """

    customer_id: Id
    reporter_id: Id
    priority: Priority
    subject: Name
    description: OptionalText
    channel: Channel = "online"
    area: Area = "product"
    same_as: Annotated[
        Id | None, Field(description="the P1 that this call is about, or `none`")
    ] = None
    not_same_as: Annotated[
        frozenset[Id], Field(max_length=100, description="open P1s that this call is not about")
    ] = frozenset()
    told_at: Instant | None = None
    told_reason: Reason | None = None
    caller: Caller | None = None
    reach: ReachBody | None = None
    edi_topic: Name | None = None
    files: Annotated[tuple[FileBody, ...], Field(max_length=MOST_FILES)] = ()


class Answer(RequestBody):
    """An engineer's answer.

    `responded_at`, if it was given before now; then `reason` says why it is recorded late.
    """

    text: Text
    responded_at: Instant | None = None
    reason: Reason | None = None


class Message(RequestBody):
    """What somebody writes."""

    text: Text


class OptionalMessageBody(RequestBody):
    """What somebody writes, if anything."""

    text: Text | None = None


class Assignment(RequestBody):
    """Who gets the case. `reason`: why it goes to somebody outside of its plan's desk (CP-21)."""

    engineer_id: Id
    reason: Reason | None = None


class Escalation(RequestBody):
    """To which level of support, and why."""

    level: Annotated[StrictInt, Field(ge=1, le=9)]
    reason: Reason


class HandOver(RequestBody):
    """Who takes over, and where the case stands. `reason`: why it goes to somebody outside of its
    plan's desk (CP-21).
    """

    to_engineer_id: Id
    summary: Text
    reason: Reason | None = None


class NewPriority(RequestBody):
    """Which priority, and why."""

    priority: Priority
    reason: Reason


class Exclusion(RequestBody):
    """Why a case is out of entitlement: a code of its terms; words about it, for support, go into
    `text`.

    The codes are `use-against-agreement`, `non-payment`, `unsupported-equipment`,
    `unsupported-customization`, `beyond-control`, `unsupported-version`, `customer-failure`,
    `edi-services` and `out-of-scope`, unless the vendor's own terms have others; a refusal lists
    them. `service_request` asks for professional services in the same call, with `edi-services` and
    `out-of-scope` (CP-20).
    """

    reason: Reason
    text: Text | None = None
    service_request: NewServiceRequest | None = None


class ReasonBody(RequestBody):
    """Why."""

    reason: Reason


class TeamContact(RequestBody):
    """Whom to add to the case."""

    user_id: Id


class Reproduction(RequestBody):
    """Whether it could be reproduced, and on which version."""

    reproduced: StrictBool
    on_version: Name


class EmptyBody(RequestBody):
    """No more is to be said."""
