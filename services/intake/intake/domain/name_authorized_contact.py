"""Names a user as the customer's liaison, if a seat is free (CP-8, CP-9).

Acting as one needs training, too (CP-10).
"""

from dataclasses import dataclass
from datetime import date

from careplans.entitlements import Refusal, next_seat
from careplans.terms import Terms
from events.catalogue.customer_events import ContactAuthorized
from intake.domain.customer import Customer, existing, user_of
from intake.domain.errors import NotEntitled


@dataclass(frozen=True, slots=True, kw_only=True)
class NameAuthorizedContact:
    """Name `user_id`, under the terms of the customer's term."""

    user_id: str
    terms: Terms
    today: date


def decide(command: NameAuthorizedContact, customer: Customer | None) -> list[ContactAuthorized]:
    """Name the user, unless it is named already.

    Raises Unknown, NotEntitled (`seats-taken`).
    """
    customer = existing(customer)
    if user_of(customer, command.user_id).authorized:
        return []
    plan = customer.shown_term(command.today).plan
    # The free seats go first: a paid one is used once the plan's own are taken (CP-9).
    seat = next_seat(plan, len(customer.authorized_contacts), customer.extra_seats, command.terms)
    if isinstance(seat, Refusal):
        raise NotEntitled(seat.code, seat.detail)
    return [
        ContactAuthorized(
            customer_id=customer.customer_id, user_id=command.user_id, extra_seat=seat == "extra"
        )
    ]
