"""Registers a customer, with its first term of use (CP-1)."""

from dataclasses import dataclass
from datetime import date

from events.catalogue.customer_events import CustomerRegistered, TermBought
from events.catalogue.terms import Plan
from intake.domain.buy_term import check_dates
from intake.domain.customer import Customer
from intake.domain.errors import Conflicting


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterCustomer:
    """The customer and what it bought, under which version of the terms (CP-2).

    Both days of the term are included.
    """

    customer_id: str
    name: str
    plan: Plan
    starts_on: date
    ends_on: date
    terms_version: str
    today: date
    ebc: bool = False
    extra_seats: int = 0
    zone: str | None = None


def decide(
    command: RegisterCustomer, customer: Customer | None
) -> list[CustomerRegistered | TermBought]:
    """Register the customer.

    Raises Conflicting (`customer-exists`) if the id is taken, Invalid for a term that ends before
    it starts, or is too long ago.
    """
    if customer is not None:
        raise Conflicting("customer-exists", "that customer id is taken")
    check_dates(command.starts_on, command.ends_on, command.today)
    return [
        CustomerRegistered(
            customer_id=command.customer_id,
            name=command.name,
            ebc=command.ebc,
            extra_seats=command.extra_seats,
            zone=command.zone,
        ),
        TermBought(
            customer_id=command.customer_id,
            plan=command.plan,
            starts_on=command.starts_on,
            ends_on=command.ends_on,
            terms_version=command.terms_version,
            how="first",
        ),
    ]
