"""When a customer was registered, or its name corrected: the name is kept for messages."""

from events.catalogue.customer_events import CustomerCorrected, CustomerRegistered
from notifier.reactions.page_reaction import PageReaction


def _customer(event: CustomerRegistered | CustomerCorrected) -> tuple[str, str]:
    return event.customer_id, event.name


CUSTOMER_REGISTERED: PageReaction[CustomerRegistered] = PageReaction(customer=_customer)
CUSTOMER_CORRECTED: PageReaction[CustomerCorrected] = PageReaction(customer=_customer)
