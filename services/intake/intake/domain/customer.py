"""Folds a customer from its events: its terms of use, its people, and its fees."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, assert_never

from events.catalogue.customer_events import (
    ContactAuthorizationRevoked,
    ContactAuthorized,
    CustomerRegistered,
    FeesFellOverdue,
    FeesPaid,
    RenewalNoticeGiven,
    TermBought,
    TrainingCompleted,
    UserAdded,
)
from events.catalogue.terms import Plan
from intake.domain.errors import Unknown

Business = TermBought | RenewalNoticeGiven | FeesFellOverdue | FeesPaid
People = UserAdded | TrainingCompleted | ContactAuthorized | ContactAuthorizationRevoked
CustomerEvent = CustomerRegistered | Business | People


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term of use, pinned to a version of the terms (CP-1, CP-2). Both days are included.

    `began_on`: the first day of the whole term, which is earlier than `starts_on` if the plan
    changed within it.
    """

    plan: Plan
    starts_on: date
    ends_on: date
    terms_version: str
    began_on: date

    def covers(self, day: date) -> bool:
        """Whether the day is within the term."""
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One of the customer's people (CP-8).

    `trainings`: courses finished, and when (CP-10). `extra_seat`: whether its seat as an authorized
    contact is a paid one (CP-9).
    """

    user_id: str
    name: str
    email: str
    trainings: Mapping[str, date] = field(default_factory=dict)
    authorized: bool = False
    extra_seat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer as its events left it.

    `terms` in the order in which they were bought; `users` by id.
    """

    customer_id: str
    name: str
    ebc: bool
    extra_seats: int
    terms: tuple[Term, ...] = ()
    notice_given_on: date | None = None
    fees_overdue: bool = False
    users: Mapping[str, User] = field(default_factory=dict)

    def term_on(self, day: date) -> Term | None:
        """Return the term that covers the day; of two, the one bought last."""
        return next((term for term in reversed(self.terms) if term.covers(day)), None)

    def shown_term(self, day: date) -> Term:
        """Return the term that covers the day, else the last that was bought.

        It is what a reader expects to see as the customer's plan.
        """
        # There is one always: a customer is registered with its first term.
        return self.term_on(day) or self.terms[-1]

    @property
    def last_term(self) -> Term:
        """The term that ends last; of two, the one bought last."""
        # Reversed, since `max` returns the first of equals.
        return max(reversed(self.terms), key=lambda term: term.ends_on)

    def begins_on(self, day: date) -> date | None:
        """Return the first day of the next term, if none covers the day and one was bought."""
        if self.term_on(day) is not None:
            return None
        return min((term.starts_on for term in self.terms if term.starts_on > day), default=None)

    @property
    def authorized_contacts(self) -> tuple[User, ...]:
        """Those who are named as liaisons (CP-8), trained or not."""
        return tuple(user for user in self.users.values() if user.authorized)


INITIAL: Final[Customer | None] = None
"""There is no such customer before its registration."""


def existing(customer: Customer | None) -> Customer:
    """Return the customer. Raises Unknown (`unknown-customer`) if there is none."""
    if customer is None:
        raise Unknown("unknown-customer", "there is no such customer")
    return customer


def user_of(customer: Customer, user_id: str) -> User:
    """Return the customer's user. Raises Unknown (`unknown-user`)."""
    user = customer.users.get(user_id)
    if user is None:
        raise Unknown("unknown-user", "the customer has no such user")
    return user


def evolve(customer: Customer | None, event: CustomerEvent) -> Customer:
    """Return the customer after one more event."""
    match event:
        case CustomerRegistered():
            return Customer(
                customer_id=event.customer_id,
                name=event.name,
                ebc=event.ebc,
                extra_seats=event.extra_seats,
            )
        case TermBought() | RenewalNoticeGiven() | FeesFellOverdue() | FeesPaid():
            return _with_business(existing(customer), event)
        case (
            UserAdded() | TrainingCompleted() | ContactAuthorized() | ContactAuthorizationRevoked()
        ):
            return _with_people(existing(customer), event)
        case _:
            assert_never(event)


def _with_business(customer: Customer, event: Business) -> Customer:
    match event:
        case TermBought():
            return _with_term(customer, event)
        case RenewalNoticeGiven():
            return replace(customer, notice_given_on=event.given_on)
        case FeesFellOverdue():
            return replace(customer, fees_overdue=True)
        case FeesPaid():
            return replace(customer, fees_overdue=False)
        case _:
            assert_never(event)


def _with_term(customer: Customer, event: TermBought) -> Customer:
    """Return the customer with one more term.

    A notice still counts if only the plan changes, because the term ends when it did.
    """
    changed = customer.term_on(event.starts_on) if event.how == "change" else None
    # Only with the same end is it the same term; a longer one is new and begins on its own.
    within = changed if changed and changed.ends_on == event.ends_on else None
    term = Term(
        plan=event.plan,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        terms_version=event.terms_version,
        began_on=within.began_on if within else event.starts_on,
    )
    notice = customer.notice_given_on if within else None
    return replace(customer, terms=(*customer.terms, term), notice_given_on=notice)


def _with_people(customer: Customer, event: People) -> Customer:
    match event:
        case UserAdded():
            user = User(user_id=event.user_id, name=event.personal.name, email=event.personal.email)
        case TrainingCompleted():
            before = customer.users[event.user_id]
            user = replace(before, trainings={**before.trainings, event.course: event.completed_on})
        case ContactAuthorized():
            user = replace(
                customer.users[event.user_id], authorized=True, extra_seat=event.extra_seat
            )
        case ContactAuthorizationRevoked():
            user = replace(customer.users[event.user_id], authorized=False, extra_seat=False)
        case _:
            assert_never(event)
    return replace(customer, users={**customer.users, user.user_id: user})
