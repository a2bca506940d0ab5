"""Folds a customer from its events: its terms of use, its people, and its fees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, assert_never

from events.catalogue.customer_events import (
    ContactAuthorizationRevoked,
    ContactAuthorized,
    CustomerCorrected,
    CustomerRegistered,
    EbcChanged,
    ExtraSeatsChanged,
    FeesFellOverdue,
    FeesPaid,
    PersonalDataErased,
    RenewalNoticeGiven,
    TermBought,
    TrainingCompleted,
    TrainingWithdrawn,
    UserAdded,
    UserCorrected,
    UserRemoved,
)
from events.catalogue.terms import Plan
from events.sealing.stand_ins import ERASED
from intake.domain.errors import Unknown

Business = TermBought | RenewalNoticeGiven | ExtraSeatsChanged | FeesFellOverdue | FeesPaid
People = UserAdded | TrainingCompleted | ContactAuthorized | ContactAuthorizationRevoked
Correction = (
    CustomerCorrected
    | EbcChanged
    | UserCorrected
    | UserRemoved
    | PersonalDataErased
    | TrainingWithdrawn
)
CustomerEvent = CustomerRegistered | Business | People | Correction


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

    `trainings`: courses finished, and when (CP-10).
    """

    user_id: str
    name: str
    email: str
    trainings: Mapping[str, date] = field(default_factory=dict)
    authorized: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer as its events left it.

    `terms` in the order in which they were bought; `users` by id; `seat_holders` in the order in
    which they were named. `leaving`: contacts who give up their seat on the first day of a term
    that was bought (CP-9). `zone`: the IANA zone of the customer's days; None: the vendor's.
    `former_users`: those who were removed, by id.
    """

    customer_id: str
    name: str
    ebc: bool
    extra_seats: int
    terms: tuple[Term, ...] = ()
    notice_given_on: date | None = None
    fees_overdue: bool = False
    users: Mapping[str, User] = field(default_factory=dict)
    seat_holders: tuple[str, ...] = ()
    leaving: Mapping[str, date] = field(default_factory=dict)
    zone: str | None = None
    former_users: Mapping[str, User] = field(default_factory=dict)

    def term_on(self, day: date) -> Term | None:
        """Return the term that covers the day; of two, the one bought last."""
        return next((term for term in reversed(self.terms) if term.covers(day)), None)

    def shown_term(self, day: date) -> Term:
        """Return the term that covers the day, else the next to begin, else the last to end.

        It is what a reader expects to see as the customer's plan.
        """
        # There is one always: a customer is registered with its first term.
        return self.term_on(day) or next(iter(self.terms_ahead(day)), self.last_term)

    def terms_ahead(self, day: date) -> Sequence[Term]:
        """Return the terms that were bought and begin after the day, the next one first."""
        firsts = sorted({term.starts_on for term in self.terms if term.starts_on > day})
        # By the day: of two that begin on it, the one that was bought last counts.
        return [term for first in firsts if (term := self.term_on(first))]

    def terms_from(self, day: date) -> Sequence[Term]:
        """Return the term of the day, as a reader expects it, and those that begin after it."""
        shown = self.shown_term(day)
        return (shown, *(term for term in self.terms_ahead(day) if term is not shown))

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
        """Those who are named as liaisons (CP-8), trained or not, in the order of naming."""
        return tuple(self.users[user_id] for user_id in self.seat_holders)

    def contacts_from(self, day: date) -> tuple[str, ...]:
        """Return the ids of the contacts who still have their seat on that day."""
        return tuple(
            user_id for user_id in self.seat_holders if self.leaving.get(user_id, date.max) > day
        )


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
        raise unknown_user()
    return user


def unknown_user() -> Unknown:
    """Return the refusal for a user that does not exist or must not be known of."""
    return Unknown("unknown-user", "the customer has no such user")


def evolve(customer: Customer | None, event: CustomerEvent) -> Customer:
    """Return the customer after one more event."""
    match event:
        case CustomerRegistered():
            return Customer(
                customer_id=event.customer_id,
                name=event.name,
                ebc=event.ebc,
                extra_seats=event.extra_seats,
                zone=event.zone,
            )
        case (
            TermBought()
            | RenewalNoticeGiven()
            | ExtraSeatsChanged()
            | FeesFellOverdue()
            | FeesPaid()
        ):
            return _with_business(existing(customer), event)
        case (
            UserAdded() | TrainingCompleted() | ContactAuthorized() | ContactAuthorizationRevoked()
        ):
            return _with_people(existing(customer), event)
        case (
            CustomerCorrected()
            | EbcChanged()
            | UserCorrected()
            | UserRemoved()
            | PersonalDataErased()
            | TrainingWithdrawn()
        ):
            return _corrected(existing(customer), event)
        case _:
            assert_never(event)


def _with_business(customer: Customer, event: Business) -> Customer:
    match event:
        case TermBought():
            return _with_term(customer, event)
        case RenewalNoticeGiven():
            return replace(customer, notice_given_on=event.given_on)
        case ExtraSeatsChanged():
            return replace(customer, extra_seats=event.extra_seats)
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
    # What was settled for a day of this term was about one that it takes the place of. A term
    # before or after it stands, and so does what was settled for that.
    others = {
        user_id: day
        for user_id, day in customer.leaving.items()
        if not event.starts_on <= day <= event.ends_on
    }
    leaving = {**others, **dict.fromkeys(event.gives_up_seats, event.starts_on)}
    return replace(customer, terms=(*customer.terms, term), notice_given_on=notice, leaving=leaving)


def _with_people(customer: Customer, event: People) -> Customer:
    match event:
        case UserAdded():
            user = User(user_id=event.user_id, name=event.personal.name, email=event.personal.email)
        case TrainingCompleted():
            before = customer.users[event.user_id]
            user = replace(before, trainings={**before.trainings, event.course: event.completed_on})
        case ContactAuthorized():
            return _seated(customer, event.user_id)
        case ContactAuthorizationRevoked():
            return _unseated(customer, event.user_id)
        case _:
            assert_never(event)
    return _with_user(customer, user)


def _seated(customer: Customer, user_id: str) -> Customer:
    named = _with_user(customer, replace(customer.users[user_id], authorized=True))
    return replace(named, seat_holders=(*customer.seat_holders, user_id))


def _unseated(customer: Customer, user_id: str) -> Customer:
    """Return the customer without this contact; the seats move up, so no free one stays unused."""
    left = _with_user(customer, replace(customer.users[user_id], authorized=False))
    return replace(
        left,
        seat_holders=tuple(it for it in customer.seat_holders if it != user_id),
        # Named again, it has a seat of its own: what was settled before no longer counts.
        leaving={it: day for it, day in customer.leaving.items() if it != user_id},
    )


def _corrected(customer: Customer, event: Correction) -> Customer:
    match event:
        case CustomerCorrected():
            return replace(customer, name=event.name, zone=event.zone)
        case EbcChanged():
            return replace(customer, ebc=event.ebc)
        case UserCorrected():
            user = replace(
                customer.users[event.user_id], name=event.personal.name, email=event.personal.email
            )
            return _with_user(customer, user)
        case TrainingWithdrawn():
            before = customer.users[event.user_id]
            left = {name: day for name, day in before.trainings.items() if name != event.course}
            return _with_user(customer, replace(before, trainings=left))
        case UserRemoved():
            return _without_user(customer, event.user_id)
        case PersonalDataErased():
            return _with_erased(customer, event.user_id)
        case _:
            assert_never(event)


def _without_user(customer: Customer, user_id: str) -> Customer:
    """Return the customer without the user, who is remembered: its id is never another's."""
    return replace(
        customer,
        users={it: user for it, user in customer.users.items() if it != user_id},
        former_users={**customer.former_users, user_id: customer.users[user_id]},
    )


def _with_erased(customer: Customer, user_id: str) -> Customer:
    """Return the customer with nothing personal of the user, former or not, but its id."""
    if former := customer.former_users.get(user_id):
        return replace(customer, former_users={**customer.former_users, user_id: _erased(former)})
    return _with_user(customer, _erased(customer.users[user_id]))


def _erased(user: User) -> User:
    return replace(user, name=ERASED, email=ERASED)


def _with_user(customer: Customer, user: User) -> Customer:
    return replace(customer, users={**customer.users, user.user_id: user})
