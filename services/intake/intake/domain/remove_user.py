"""Removes a user who is the customer's no more: it opens nothing, and its history stays (CP-8)."""

from dataclasses import dataclass

from events.catalogue.customer_events import ContactAuthorizationRevoked, Reason, UserRemoved
from intake.domain.customer import Customer, existing, user_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveUser:
    """Remove `user_id`."""

    user_id: str
    removed_by: str
    reason: str


def decide(
    command: RemoveUser, customer: Customer | None
) -> list[ContactAuthorizationRevoked | UserRemoved]:
    """Remove the user, and free its seat; one who was removed before stays so.

    Raises Unknown (`unknown-user`).
    """
    customer = existing(customer)
    if command.user_id in customer.former_users:
        return []
    user = user_of(customer, command.user_id)
    customer_id, user_id = customer.customer_id, user.user_id
    removed = UserRemoved(
        customer_id=customer_id,
        user_id=user_id,
        removed_by=command.removed_by,
        personal=Reason(text=command.reason),
    )
    if not user.authorized:
        return [removed]
    # An event of its own, so that whoever follows authorizations needs to know no other.
    return [ContactAuthorizationRevoked(customer_id=customer_id, user_id=user_id), removed]
