"""Decides who may know of what (CP-8).

The vendor's people may know of everything, a customer's people of their own things. What somebody
may not know of is answered like something that does not exist.
"""

from dataclasses import dataclass

from intake.adapters.streams import load_case, load_customer
from intake.api.intake_api import IntakeApi
from intake.domain.case import Case
from intake.domain.customer import Customer
from intake.domain.errors import Unknown
from intake.domain.public_history import Audience
from intake.domain.who_sees_case import as_shown_to, sees_case, sees_every_case
from webapi.identity import Identity

FIGURES = frozenset({"analyst", "service"})
"""The roles that count and connect: they read no message, no name and no mail address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenCase:
    """A case that the caller may know of; `customer` is loaded for one of its people."""

    case: Case
    version: int
    customer: Customer | None

    @property
    def user_ids(self) -> frozenset[str]:
        """The ids of the customer's people, if they are loaded."""
        if self.customer is None:
            return frozenset()
        # Who was removed still wrote what it wrote, and is not one of support's people.
        return frozenset(self.customer.users) | frozenset(self.customer.former_users)


def audience_of(identity: Identity) -> Audience:
    """Return the audience that the caller belongs to."""
    if identity.role == "contact":
        return "customer"
    return "figures" if identity.role in FIGURES else "vendor"


def as_shown(identity: Identity, customer: Customer | None, case: Case) -> Case:
    """Return the case as the caller may know it.

    `customer` is loaded if the caller is one of its people.
    """
    if identity.role != "contact" or customer is None:
        return case
    return as_shown_to(identity.user_id or "", customer, case)


async def visible_case(api: IntakeApi, identity: Identity, case_id: str) -> SeenCase:
    """Return the case.

    Raises Unknown (`unknown-case`) if it does not exist or the caller may not know of it.
    """
    case, version = await load_case(api.store, case_id)
    if identity.role != "contact":
        return SeenCase(case=case, version=version, customer=None)
    check_sees_case_of(identity, case.customer_id)
    customer, _ = await _contacts_customer(api, case.customer_id)
    # The same answer as for no such case: a contact cannot try out ids (CP-8).
    if not sees_case(case, customer, identity.user_id or ""):
        raise _unknown_case()
    return SeenCase(case=case, version=version, customer=customer)


async def visible_customer(
    api: IntakeApi, identity: Identity, customer_id: str
) -> tuple[Customer, int]:
    """Return the customer and its version.

    Raises Unknown (`unknown-customer`), also for a contact who is not one of its users.
    """
    check_sees_customer(identity, customer_id)
    if identity.role != "contact":
        return await load_customer(api.store, customer_id)
    customer, version = await _contacts_customer(api, customer_id)
    if identity.user_id not in customer.users:
        raise unknown_customer()
    return customer, version


async def own_cases_only(api: IntakeApi, identity: Identity) -> str | None:
    """Return the user whose cases a contact's list is limited to; None: it is not limited.

    A contact who is no user of the customer gets the cases of nobody, so that lists and addresses
    agree.
    """
    if identity.role != "contact":
        return None
    user_id = identity.user_id or ""
    try:
        customer, _ = await _contacts_customer(api, identity.customer_id or "")
    except Unknown:
        return user_id
    return None if sees_every_case(customer, user_id) else _known(user_id, customer)


async def _contacts_customer(api: IntakeApi, customer_id: str) -> tuple[Customer, int]:
    """Return the customer as it is today, one of whose people asks, and its version."""
    customer, version = await load_customer(api.store, customer_id)
    # Whoever gave up a seat is a contact no more from a day on, recorded or not (CP-9). Only then
    # does the day matter, and is worth a question to the store.
    if customer.leaving:
        customer = api.library.renewed(customer, api.library.today(await api.store.now()))
    return customer, version


def sees(identity: Identity, customer_id: str) -> bool:
    """Return whether the caller may know of this customer; a contact knows its own only."""
    return identity.role != "contact" or identity.customer_id == customer_id


def check_sees_customer(identity: Identity, customer_id: str) -> None:
    """Raise Unknown for another's customer, worded as for one that is not there."""
    if not sees(identity, customer_id):
        raise unknown_customer()


def check_sees_case_of(identity: Identity, customer_id: str) -> None:
    """Raise Unknown for another's case, worded as for one that does not exist."""
    if not sees(identity, customer_id):
        raise _unknown_case()


def unknown_customer() -> Unknown:
    """Return the refusal for a customer that does not exist or must not be known of."""
    return Unknown("unknown-customer", "there is no such customer")


def _unknown_case() -> Unknown:
    return Unknown("unknown-case", "there is no such case")


def _known(user_id: str, customer: Customer) -> str:
    """Return the user's id; for a stranger the empty id, under which no case was ever logged."""
    return user_id if user_id in customer.users else ""
