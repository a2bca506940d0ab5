"""Defines what clients send and are told about a customer's TAM (CP-29, CP-31).

All of it is for the vendor's people.
"""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from intake.api.customer_bodies import Day
from intake.domain.care import VisitState
from webapi.invalid_input import Id, Instant, Name, RequestBody, Text


class TamBody(RequestBody):
    """Who the TAM is from a day on; today, if none is given."""

    tam_id: Id
    name: Name
    from_on: Day | None = None


class TamCallBody(RequestBody):
    """A call between reviews: which of the customer's users called, and about which cases."""

    call_id: Id | None = None
    caller_id: Id
    called_at: Instant
    case_ids: Annotated[tuple[Id, ...], Field(max_length=20)] = ()
    text: Text


class VisitBody(RequestBody):
    """A visit that is agreed for a day, or was `held` on it."""

    visit_on: Day
    held: StrictBool = False
    text: Text | None = None


class NewVisit(VisitBody):
    """A visit of its own."""

    visit_id: Id | None = None


class CallOff(RequestBody):
    """Why a visit is not held."""

    reason: Text


class NamedTamAnswer(BaseModel):
    """Who the TAM is from a day on."""

    model_config = ConfigDict(from_attributes=True)

    tam_id: str
    name: str
    from_on: date


class TamAnswer(BaseModel):
    """The TAM of today, null if nobody is; and all who were named, in order."""

    current: NamedTamAnswer | None
    named: list[NamedTamAnswer]


class TamCallAnswer(BaseModel):
    """A call to the TAM; `tam_id`: who was it on that day."""

    model_config = ConfigDict(from_attributes=True)

    call_id: str
    tam_id: str | None
    caller_id: str
    called_at: datetime
    case_ids: list[str]
    recorded_by: str
    note: str


class VisitAnswer(BaseModel):
    """A visit; `visit_on`: agreed for, or held on."""

    model_config = ConfigDict(from_attributes=True)

    visit_id: str
    state: VisitState
    visit_on: date
    recorded_by: str
    note: str | None
