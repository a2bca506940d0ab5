"""Names a user as the customer's liaison, if a seat is free (CP-8, CP-9).

Acting as one needs training, too (CP-10).
"""

from collections.abc import Sized
from dataclasses import dataclass
from datetime import date

from careplans.entitlements import Refusal, SeatKind, next_seat
from careplans.terms import Terms
from events.catalogue.customer_events import ContactAuthorized
from events.catalogue.terms import Plan
from intake.domain.customer import Customer, Term, existing, user_of
from intake.domain.errors import NotEntitled

SeatsAhead = tuple[Term, Terms]
"""A term that was bought and has not begun, and the terms that it is pinned to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameAuthorizedContact:
    """Name `user_id`, under the terms of the customer's term.

    `ahead`: terms that were bought and have not begun, with what each promises.
    """

    user_id: str
    terms: Terms
    today: date
    ahead: tuple[SeatsAhead, ...] = ()


def decide(command: NameAuthorizedContact, customer: Customer | None) -> list[ContactAuthorized]:
    """Name the user, unless it is named already.

    Raises Unknown, NotEntitled (`seats-taken`).
    """
    customer = existing(customer)
    if user_of(customer, command.user_id).authorized:
        return []
    plan = customer.shown_term(command.today).plan
    # The free seats go first: a paid one is used once the plan's own are taken (CP-9).
    seat = _seat(plan, customer, customer.authorized_contacts, command.terms)
    # In a term bought ahead, too: who kept a seat there was settled when it was bought.
    for term, terms in command.ahead:
        _seat(term.plan, customer, customer.contacts_from(term.starts_on), terms)
    return [
        ContactAuthorized(
            customer_id=customer.customer_id, user_id=command.user_id, extra_seat=seat == "extra"
        )
    ]


def _seat(plan: Plan, customer: Customer, taken: Sized, terms: Terms) -> SeatKind:
    seat = next_seat(plan, len(taken), customer.extra_seats, terms)
    if isinstance(seat, Refusal):
        raise NotEntitled(seat.code, seat.detail)
    return seat
