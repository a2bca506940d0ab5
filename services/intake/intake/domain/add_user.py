"""Adds a user of the product to a customer (CP-8)."""

from dataclasses import dataclass

from events.catalogue.customer_events import PersonName, UserAdded
from intake.domain.customer import Customer, User, existing
from intake.domain.errors import Conflicting, Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class AddUser:
    """Add a user with this id, name and mail address."""

    user_id: str
    name: str
    email: str


def decide(command: AddUser, customer: Customer | None) -> list[UserAdded]:
    """Add the user. Raises Conflicting (`user-exists`), also for the id of one who was removed."""
    customer = existing(customer)
    # Also of one who was removed: cases and words stand under that id.
    if command.user_id in customer.users or command.user_id in customer.former_users:
        raise Conflicting("user-exists", "the customer has a user of that id")
    return [
        UserAdded(
            customer_id=customer.customer_id,
            user_id=command.user_id,
            personal=PersonName(name=command.name, email=command.email),
        )
    ]


def check_is_known(command: AddUser, known: User) -> None:
    """Refuse a caller under the id of a user who is called otherwise.

    Raises Invalid (`caller-is-somebody-else`): the P1 would stand under the wrong name.
    """
    if command.name != known.name or command.email not in ("", known.email):
        raise Invalid(
            "caller-is-somebody-else",
            f"the customer has a user {command.user_id} of another name or address: leave caller"
            " out where it is that user, or give the caller another reporter_id",
        )
