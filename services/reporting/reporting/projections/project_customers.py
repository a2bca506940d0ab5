"""Says how each customer event changes a customer's row."""

from dataclasses import replace

from events.catalogue import customer_events
from events.event import Recorded
from reporting.domain.customer_row import CustomerRow


def key_of(recorded: Recorded) -> str:
    """Return the id of the customer that an event is about: its routing key."""
    return recorded.key


def customer_registered(event: customer_events.CustomerRegistered, _: Recorded) -> CustomerRow:
    """Return the row of a new customer, without anything about people."""
    return CustomerRow(
        customer_id=event.customer_id,
        name=event.name,
        ebc=event.ebc,
        extra_seats=event.extra_seats,
    )


def term_bought(row: CustomerRow, event: customer_events.TermBought) -> CustomerRow:
    """Put the customer on the term; a notice was about the term before (CP-3)."""
    on_plan = replace(row, plan=event.plan, terms_version=event.terms_version)
    # Only with the same end is it the same term; a longer one is new and begins on its own.
    same = event.how == "change" and event.ends_on == row.term_ends_on
    began_on = row.term_began_on or row.term_starts_on if same else event.starts_on
    return replace(
        on_plan,
        term_starts_on=event.starts_on,
        term_ends_on=event.ends_on,
        term_began_on=began_on,
        # A notice still counts if only the plan changes.
        notice_given_on=row.notice_given_on if same else None,
    )


def extra_seats_changed(row: CustomerRow, event: customer_events.ExtraSeatsChanged) -> CustomerRow:
    """Record how many seats are paid beyond the plan's (CP-9)."""
    return replace(row, extra_seats=event.extra_seats)


def renewal_notice_given(
    row: CustomerRow, event: customer_events.RenewalNoticeGiven
) -> CustomerRow:
    """Record that the term shall not renew (CP-3)."""
    return replace(row, notice_given_on=event.given_on)


def fees_fell_overdue(row: CustomerRow, _: customer_events.FeesFellOverdue) -> CustomerRow:
    """Record that the customer owes its fees."""
    return replace(row, fees_overdue=True)


def fees_paid(row: CustomerRow, _: customer_events.FeesPaid) -> CustomerRow:
    """Record that the customer owes nothing."""
    return replace(row, fees_overdue=False)


def customer_corrected(row: CustomerRow, event: customer_events.CustomerCorrected) -> CustomerRow:
    """Take the corrected name."""
    return replace(row, name=event.name)


def ebc_changed(row: CustomerRow, event: customer_events.EbcChanged) -> CustomerRow:
    """Record that the customer has EBC from now on, or has it no more (CP-33)."""
    return replace(row, ebc=event.ebc)
