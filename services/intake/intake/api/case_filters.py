"""Defines what the queue can be asked for."""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from fastapi import Depends, Query
from pydantic import BeforeValidator

from events.catalogue.terms import Priority
from intake.adapters.list_queries import QueueFilter
from intake.api.intake_api import IntakeApi
from intake.api.visibility import audience_of, check_sees_customer, own_cases_only
from intake.domain.case_progress import LIVE, Status
from webapi.identity import Identity
from webapi.invalid_input import Id, Instant
from webapi.problems import not_allowed

LONGEST_SEARCH = 200
"""In characters: more than anybody types, and few enough words to look up."""


def _split(values: object) -> object:
    """Return the values of a repeated parameter, each of which may hold several after commas."""
    if not isinstance(values, list):
        return values
    return [part.strip() for value in values for part in str(value).split(",")]


Statuses = Annotated[list[Status], BeforeValidator(_split)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilters:
    """The parameters of `GET /v1/cases`; what is left out does not count."""

    customer_id: Annotated[Id | None, Query()] = None
    number: Annotated[
        str | None, Query(max_length=100, description="Exactly this one, live or not.")
    ] = None
    status: Annotated[
        Statuses | None,
        Query(
            description="One or several, after commas or by repeating the parameter; without it"
            " the live ones: open, waiting-on-customer, worked-around."
        ),
    ] = None
    priority: Annotated[Priority | None, Query()] = None
    engineer_id: Annotated[
        Id | None, Query(description="Who has the case; not for a customer's people.")
    ] = None
    level: Annotated[int | None, Query(ge=1, le=9, description="Of support (CP-17).")] = None
    opened_after: Annotated[Instant | None, Query(description="At or after.")] = None
    opened_before: Annotated[Instant | None, Query(description="Before.")] = None
    updated_after: Annotated[
        Instant | None, Query(description="Something happened at or after this time.")
    ] = None
    uncovered: Annotated[
        bool | None,
        Query(description="P1s that lack an engineer (CP-26); not for a customer's people."),
    ] = None
    mine: Annotated[
        bool | None,
        Query(
            description="For a contact: logged by its own user, or with it on the team. For the"
            " vendor's people: those that the asker has."
        ),
    ] = None
    q: Annotated[
        str | None,
        Query(
            max_length=LONGEST_SEARCH,
            description="Words in the subject, the description or what was written since that the"
            " customer may read: all of them, `or` between two, `-` before one that must not"
            ' stand there, `"` round a phrase. A text is found a second after it was written.',
        ),
    ] = None


FiltersOf: TypeAlias = Annotated[CaseFilters, Depends(CaseFilters)]
"""For the queue's route: the request's filters."""


async def wanted_cases(api: IntakeApi, identity: Identity, filters: CaseFilters) -> QueueFilter:
    """Return which cases the caller asks for, as far as it may know of them.

    Raises Unknown for another's customer, and 403 where the caller asks for what it is not told.
    """
    is_contact = identity.role == "contact"
    # A filter over what is not shown would tell it all the same.
    if is_contact and (filters.engineer_id is not None or filters.uncovered is not None):
        raise not_allowed("Which engineer has a case is not told to customers.")
    if filters.q is not None and audience_of(identity) == "figures":
        raise not_allowed("Who only counts reads no words, and finds nothing by them.")
    if filters.customer_id is not None:
        check_sees_customer(identity, filters.customer_id)
    # Of the vendor's people the one who asks has the case; of a customer's it is its user.
    asker = identity.user_id or identity.subject
    user, engineer = (asker, None) if is_contact else (None, asker)
    return QueueFilter(
        customer_id=identity.customer_id if is_contact else filters.customer_id,
        number=filters.number,
        statuses=_statuses(filters),
        priority=filters.priority,
        engineer_id=engineer if filters.mine and engineer else filters.engineer_id,
        level=filters.level,
        opened_after=filters.opened_after,
        opened_before=filters.opened_before,
        updated_after=None if is_contact else filters.updated_after,
        public_after=filters.updated_after if is_contact else None,
        user_id=await own_cases_only(api, identity),
        of_user=user if filters.mine else None,
        not_of_user=user if filters.mine is False else None,
        not_engineer_id=engineer if filters.mine is False else None,
        uncovered=filters.uncovered,
        words=filters.q,
    )


def _statuses(filters: CaseFilters) -> tuple[Status, ...] | None:
    """Return the states asked for: the live ones, unless the caller says which, or names a case."""
    if filters.status is not None:
        return tuple(filters.status)
    return LIVE if filters.number is None else None
