"""When a customer was registered: its name is remembered, for messages."""

from events.catalogue.customer_events import CustomerRegistered
from notifier.reactions.page_reaction import PageReaction


def _customer(event: CustomerRegistered) -> tuple[str, str]:
    return event.customer_id, event.name


CUSTOMER_REGISTERED: PageReaction[CustomerRegistered] = PageReaction(customer=_customer)
