"""What clients are told about customers."""

from datetime import date

from pydantic import BaseModel

from careplans.entitlements import missing_trainings
from careplans.terms import Terms
from events.catalogue.terms import Plan
from intake.domain.customer import Customer, Standing, User


class TermAnswer(BaseModel):
    """A term of use; both days are included."""

    plan: Plan
    starts_on: date
    ends_on: date
    terms_version: str


class Seats(BaseModel):
    """Seats for authorized contacts (CP-9); `included` null: no limit."""

    included: int | None
    extra: int
    taken: int


class UserAnswer(BaseModel):
    """A user; `trained`: may act as an authorized contact once named (CP-10)."""

    user_id: str
    name: str
    email: str
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
    standing: Standing
    ebc: bool
    extra_seats: int
    seats: Seats
    contacts: list[UserAnswer]
    notice_given_on: date | None
    version: int


class CustomerAnswer(CustomerSummary):
    """A customer with all of its terms and people."""

    terms: list[TermAnswer]
    users: list[UserAnswer]


def customer_summary(customer: Customer, version: int, terms: Terms, today: date) -> CustomerSummary:
    """The customer in a list."""
    term = _term_today(customer, today)
    return CustomerSummary(
        customer_id=customer.customer_id,
        name=customer.name,
        plan=term.plan,
        term=term,
        terms_version=term.terms_version,
        standing=customer.standing(today),
        ebc=customer.ebc,
        extra_seats=customer.extra_seats,
        seats=_seats(customer, terms, term.plan),
        contacts=[_user(user, terms) for user in customer.authorized_contacts],
        notice_given_on=customer.notice_given_on,
        version=version,
    )


def customer_answer(customer: Customer, version: int, terms: Terms, today: date) -> CustomerAnswer:
    """The customer in full."""
    return CustomerAnswer(
        **dict(customer_summary(customer, version, terms, today)),
        terms=[_term(customer, place) for place in range(len(customer.terms))],
        users=[_user(user, terms) for user in customer.users.values()],
    )


def _term_today(customer: Customer, today: date) -> TermAnswer:
    return _term(customer, customer.terms.index(customer.shown_term(today)))


def _term(customer: Customer, place: int) -> TermAnswer:
    it = customer.terms[place]
    return TermAnswer(plan=it.plan, starts_on=it.starts_on, ends_on=it.ends_on, terms_version=it.terms_version)


def _seats(customer: Customer, terms: Terms, plan: Plan) -> Seats:
    taken = len(customer.authorized_contacts)
    return Seats(included=terms.plan(plan).seats, extra=customer.extra_seats, taken=taken)


def _user(user: User, terms: Terms) -> UserAnswer:
    return UserAnswer(
        user_id=user.user_id,
        name=user.name,
        email=user.email,
        authorized=user.authorized,
        extra_seat=user.extra_seat,
        trained=not missing_trainings(frozenset(user.trainings), terms),
        trainings=dict(user.trainings),
    )
