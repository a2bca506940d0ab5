"""Builds what clients are told about customers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel

from careplans.entitlements import missing_trainings
from careplans.terms import Terms
from events.catalogue.terms import Plan
from intake.domain.customer import Customer, User
from intake.domain.plan_rules import EntitlementStatus, entitlement_status
from intake.domain.public_history import Audience
from intake.domain.who_sees_case import who_is_shown


class TermAnswer(BaseModel):
    """A term of use; both days are included."""

    plan: Plan
    starts_on: date
    ends_on: date
    terms_version: str


class Seats(BaseModel):
    """Seats for authorized contacts (CP-9); `included` null: no limit.

    `over`: how many are taken beyond those that there are. A plan that renewed by itself under
    terms with fewer seats takes nobody's: until it is settled nobody else is named.
    """

    included: int | None
    extra: int
    taken: int
    over: int = 0


class UserAnswer(BaseModel):
    """A user; `trained`: may act as an authorized contact once named (CP-10).

    A customer's people read no mail address but their own; who only counts reads no name and no
    mail address.
    """

    user_id: str
    name: str | None
    email: str | None
    authorized: bool
    extra_seat: bool
    trained: bool
    trainings: dict[str, date]


class CustomerSummary(BaseModel):
    """A customer with its plan and its authorized contacts, as of today."""

    customer_id: str
    name: str
    plan: Plan
    term: TermAnswer
    terms_version: str
    standing: EntitlementStatus
    ebc: bool
    extra_seats: int
    zone: str | None
    seats: Seats
    contacts: list[UserAnswer]
    notice_given_on: date | None
    begins_on: date | None
    version: int


class CustomerAnswer(CustomerSummary):
    """A customer with all of its terms and people. `user_id`: whom the request has just added."""

    terms: list[TermAnswer]
    users: list[UserAnswer]
    user_id: str | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """The audience that reads about people; `user_id`: the customer's own user, if one reads."""

    audience: Audience
    user_id: str | None = None


def customer_summary(
    customer: Customer, version: int, terms: Terms, today: date, reader: Reader
) -> CustomerSummary:
    """Return the customer in a list, as the reader may know it."""
    term = _term_today(customer, today)
    return CustomerSummary(
        customer_id=customer.customer_id,
        name=customer.name,
        plan=term.plan,
        term=term,
        terms_version=term.terms_version,
        standing=entitlement_status(customer, today),
        ebc=customer.ebc,
        extra_seats=customer.extra_seats,
        zone=customer.zone,
        seats=_seats(customer, terms, term.plan),
        contacts=_people(customer, terms, term.plan, reader, contacts_only=True),
        notice_given_on=customer.notice_given_on,
        begins_on=customer.begins_on(today),
        version=version,
    )


def customer_answer(
    customer: Customer, version: int, terms: Terms, today: date, reader: Reader
) -> CustomerAnswer:
    """Return the customer in full, as the reader may know it."""
    summary = customer_summary(customer, version, terms, today, reader)
    return CustomerAnswer(
        **dict(summary),
        terms=[_term(customer, index) for index in range(len(customer.terms))],
        users=_people(customer, terms, summary.plan, reader, contacts_only=False),
    )


def _people(
    customer: Customer, terms: Terms, plan: Plan, reader: Reader, *, contacts_only: bool
) -> list[UserAnswer]:
    """Return those whom the reader may know of (CP-8, CP-11), with what it may read of each."""
    paid = _on_paid_seats(customer, terms, plan)
    known = (
        # Only for a customer's people does it matter who reads (CP-8, CP-11).
        who_is_shown(customer, reader.user_id)
        if reader.audience == "customer"
        else customer.users.values()
    )
    return [
        _shown(_user(user, terms, user.user_id in paid), reader)
        for user in known
        if user.authorized or not contacts_only
    ]


def _shown(user: UserAnswer, reader: Reader) -> UserAnswer:
    if reader.audience == "vendor" or user.user_id == reader.user_id:
        return user
    if reader.audience == "customer":
        return user.model_copy(update={"email": None, "trainings": {}})
    return user.model_copy(update={"name": None, "email": None})


def _term_today(customer: Customer, today: date) -> TermAnswer:
    return _term(customer, customer.terms.index(customer.shown_term(today)))


def _term(customer: Customer, index: int) -> TermAnswer:
    it = customer.terms[index]
    return TermAnswer(
        plan=it.plan, starts_on=it.starts_on, ends_on=it.ends_on, terms_version=it.terms_version
    )


def _seats(customer: Customer, terms: Terms, plan: Plan) -> Seats:
    taken = len(customer.authorized_contacts)
    included, extra = terms.plan(plan).seats, customer.extra_seats
    over = 0 if included is None else max(0, taken - included - extra)
    return Seats(included=included, extra=extra, taken=taken, over=over)


def _on_paid_seats(customer: Customer, terms: Terms, plan: Plan) -> Collection[str]:
    """Return who is beyond the plan's own seats, which go to those named first (CP-9)."""
    # Counted now, not when they were named: a seat that was freed since is taken by the next.
    included = terms.plan(plan).seats
    return () if included is None else customer.seat_holders[included:]


def _user(user: User, terms: Terms, extra_seat: bool) -> UserAnswer:
    return UserAnswer(
        user_id=user.user_id,
        name=user.name,
        email=user.email,
        authorized=user.authorized,
        extra_seat=extra_seat,
        trained=not missing_trainings(frozenset(user.trainings), terms),
        trainings=dict(user.trainings),
    )
