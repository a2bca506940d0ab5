"""Defines what clients send about cases."""

from typing import Annotated

from pydantic import Field

from events.catalogue.case_events import Area, Channel
from events.catalogue.terms import Priority
from webapi.invalid_input import Id, Instant, Name, RequestBody, Text

Reason = Name
"""Why, in a line; it stands in events and reports, so no message text belongs here."""

Description = Annotated[str, Field(max_length=100_000)]


# No case has this id: those of cases are UUIDs.
NONE_OF_THEM = "none"


class NewCase(RequestBody):
    """A case to open.

    For a P1 told by telephone (CP-16): `same_as` is the id of the open P1 that the call is about,
    or `none` where it is about none of those open now; `not_same_as` are ids of P1s that it is not
    about. Without them the answer is 409 `likely-the-same` where the customer has an open P1
    without a workaround, and names the candidates.
    """

    customer_id: Id
    reporter_id: Id
    priority: Priority
    subject: Name
    description: Description
    channel: Channel = "online"
    area: Area = "product"
    same_as: Annotated[
        Id | None, Field(description="the P1 that this call is about, or `none`")
    ] = None
    not_same_as: Annotated[
        frozenset[Id], Field(max_length=100, description="open P1s that this call is not about")
    ] = frozenset()


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
    """Who gets the case."""

    engineer_id: Id


class Escalation(RequestBody):
    """To which level of support, and why."""

    level: Annotated[int, Field(ge=1, le=9)]
    reason: Reason


class HandOver(RequestBody):
    """Who takes over, and where the case stands."""

    to_engineer_id: Id
    summary: Text


class NewPriority(RequestBody):
    """Which priority, and why."""

    priority: Priority
    reason: Reason


class Exclusion(RequestBody):
    """Why a case is out of entitlement: a code of the terms (`GET /v1/plans` lists them), or free
    text; `text` for support.
    """

    reason: Reason
    text: Text | None = None


class ReasonBody(RequestBody):
    """Why."""

    reason: Reason


class TeamContact(RequestBody):
    """Whom to add to the case."""

    user_id: Id


class Reproduction(RequestBody):
    """Whether it could be reproduced, and on which version."""

    reproduced: bool
    on_version: Name


class EmptyBody(RequestBody):
    """No more is to be said."""
