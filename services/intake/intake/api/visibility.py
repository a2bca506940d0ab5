"""Who may know of what (CP-8): the vendor's people of everything, a customer's people of their own
things.

What somebody may not know of is answered in the same words as what does not exist.
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
    """A case that the asker may know of; `customer` is loaded where one of its people asks."""

    case: Case
    version: int
    customer: Customer | None

    @property
    def user_ids(self) -> frozenset[str]:
        """The ids of the customer's people, as far as they are loaded."""
        return frozenset(self.customer.users) if self.customer else frozenset()


def audience_of(identity: Identity) -> Audience:
    """As whom the asker reads."""
    if identity.role == "contact":
        return "customer"
    return "figures" if identity.role in FIGURES else "vendor"


def as_shown(identity: Identity, customer: Customer | None, case: Case) -> Case:
    """The case as the asker may know it; `customer` is loaded where one of its people asks."""
    if identity.role != "contact" or customer is None:
        return case
    return as_shown_to(identity.user_id or "", customer, case)


async def visible_case(api: IntakeApi, identity: Identity, case_id: str) -> SeenCase:
    """Return the case.

    Raises Unknown (`unknown-case`) where there is none, or not for the asker.
    """
    case, version = await load_case(api.store, case_id)
    if identity.role != "contact":
        return SeenCase(case=case, version=version, customer=None)
    check_sees_case_of(identity, case.customer_id)
    customer, _ = await load_customer(api.store, case.customer_id)
    if not sees_case(case, customer, identity.user_id or ""):
        raise _unknown_case()
    return SeenCase(case=case, version=version, customer=customer)


async def visible_customer(
    api: IntakeApi, identity: Identity, customer_id: str
) -> tuple[Customer, int]:
    """Return the customer and its version.

    Raises Unknown (`unknown-customer`), also for who is no user of it.
    """
    check_sees_customer(identity, customer_id)
    customer, version = await load_customer(api.store, customer_id)
    if identity.role == "contact" and identity.user_id not in customer.users:
        raise unknown_customer()
    return customer, version


async def own_cases_only(api: IntakeApi, identity: Identity) -> str | None:
    """Whose cases a list is limited to within the customer: None for all of them.

    A token of nobody is limited to the cases of nobody, so that lists and addresses agree.
    """
    if identity.role != "contact":
        return None
    user_id = identity.user_id or ""
    try:
        customer, _ = await load_customer(api.store, identity.customer_id or "")
    except Unknown:
        return user_id
    return None if sees_every_case(customer, user_id) else _known(user_id, customer)


def sees(identity: Identity, customer_id: str) -> bool:
    """Whether the asker may know of this customer's things: a contact knows of its own only."""
    return identity.role != "contact" or identity.customer_id == customer_id


def check_sees_customer(identity: Identity, customer_id: str) -> None:
    """Raises Unknown for another's customer, in the words that are used where there is none."""
    if not sees(identity, customer_id):
        raise unknown_customer()


def check_sees_case_of(identity: Identity, customer_id: str) -> None:
    """Raises Unknown for a case of another customer, in the words that are used where there is
    none.
    """
    if not sees(identity, customer_id):
        raise _unknown_case()


def unknown_customer() -> Unknown:
    """The answer where there is no such customer, or not for the asker."""
    return Unknown("unknown-customer", "there is no such customer")


def _unknown_case() -> Unknown:
    return Unknown("unknown-case", "there is no such case")


def _known(user_id: str, customer: Customer) -> str:
    """The user's id; for nobody the empty one, under which no case was ever logged."""
    return user_id if user_id in customer.users else ""
