"""Corrects a customer's name and zone, and sells or takes back paid seats and EBC (CP-9, CP-33)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from careplans.terms import Terms
from events.catalogue.customer_events import (
    CustomerCorrected,
    EbcChanged,
    ExtraSeatsChanged,
    Reason,
)
from intake.domain.customer import Customer, existing
from intake.domain.give_seats import check_extra_seats, check_given_back

Corrected = CustomerCorrected | EbcChanged | ExtraSeatsChanged


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectCustomer:
    """Put in what is not None; all else stays.

    `terms_of` finds the terms that a term of the customer's is pinned to.
    """

    name: str | None = None
    zone: str | None = None
    extra_seats: int | None = None
    ebc: bool | None = None
    terms_of: Callable[[str], Terms]
    today: date
    corrected_by: str
    reason: str


def decide(command: CorrectCustomer, customer: Customer | None) -> list[Corrected]:
    """Record what changes; a value that the customer has changes nothing.

    Raises Invalid (`too-many-extra-seats`) for more paid seats than the plan has, and NotEntitled
    (`seats-taken`) where somebody sits on the seat that is given back.
    """
    customer = existing(customer)
    return [*_named(command, customer), *_seats(command, customer), *_ebc(command, customer)]


def _named(command: CorrectCustomer, customer: Customer) -> list[Corrected]:
    name, zone = command.name or customer.name, command.zone or customer.zone
    if (name, zone) == (customer.name, customer.zone):
        return []
    return [
        CustomerCorrected(
            customer_id=customer.customer_id,
            name=name,
            zone=zone,
            corrected_by=command.corrected_by,
            personal=Reason(text=command.reason),
        )
    ]


def _seats(command: CorrectCustomer, customer: Customer) -> list[Corrected]:
    extra = command.extra_seats
    if extra is None or extra == customer.extra_seats:
        return []
    if extra > customer.extra_seats:
        term = customer.shown_term(command.today)
        check_extra_seats(extra, term.plan, command.terms_of(term.terms_version))
    for term in customer.terms_from(command.today):
        taken = len(customer.contacts_from(term.starts_on))
        check_given_back(extra, customer, taken, term, command.terms_of(term.terms_version))
    return [
        ExtraSeatsChanged(
            customer_id=customer.customer_id,
            extra_seats=extra,
            changed_by=command.corrected_by,
            personal=Reason(text=command.reason),
        )
    ]


def _ebc(command: CorrectCustomer, customer: Customer) -> list[Corrected]:
    if command.ebc is None or command.ebc == customer.ebc:
        return []
    return [
        EbcChanged(
            customer_id=customer.customer_id,
            ebc=command.ebc,
            changed_by=command.corrected_by,
            personal=Reason(text=command.reason),
        )
    ]
