"""Says how each customer event changes a customer's row."""

from dataclasses import replace

from events.catalogue import customer_events
from events.event import Recorded
from reporting.domain.customer_row import CustomerRow
from reporting.projections.projection import Projection


def key_of(recorded: Recorded) -> str | None:
    """Return the customer id of an event about a customer; None for other events."""
    return (
        recorded.key
        if recorded.source == "intake" and recorded.stream.startswith("customer-")
        else None
    )


def evolve(row: CustomerRow | None, recorded: Recorded) -> CustomerRow | None:
    """Return the customer after `recorded`, without anything about people."""
    event = recorded.data
    if isinstance(event, customer_events.CustomerRegistered):
        return CustomerRow(customer_id=event.customer_id, name=event.name, ebc=event.ebc)
    return None if row is None else _changed(row, recorded)


def _changed(row: CustomerRow, recorded: Recorded) -> CustomerRow:
    match recorded.data:
        case customer_events.TermBought() as bought:
            return _on_new_term(row, bought)
        case customer_events.RenewalNoticeGiven() as notice:
            return replace(row, notice_given_on=notice.given_on)
        case customer_events.FeesFellOverdue():
            return replace(row, fees_overdue=True)
        case customer_events.FeesPaid():
            return replace(row, fees_overdue=False)
        case _:
            return row


def _on_new_term(row: CustomerRow, bought: customer_events.TermBought) -> CustomerRow:
    on_plan = replace(
        row, plan=bought.plan, terms_version=bought.terms_version, notice_given_on=None
    )
    return replace(on_plan, term_starts_on=bought.starts_on, term_ends_on=bought.ends_on)


CUSTOMERS: Projection[CustomerRow] = Projection(key_of, evolve)
