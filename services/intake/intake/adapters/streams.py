"""Reads cases and customers from their streams in the store."""

from collections.abc import Sequence
from typing import Final

from events.command_runner import Decider, load
from events.event import Event
from events.store.connection import Connection
from events.store.event_store import EventStore
from intake.adapters.deciders import evolve_case, evolve_customer
from intake.domain import case as cases
from intake.domain import customer as customers
from intake.domain.case import Case
from intake.domain.customer import Customer

Store = EventStore[Connection]


def case_stream(case_id: str) -> str:
    """Return the name of a case's stream."""
    return f"case-{case_id}"


def customer_stream(customer_id: str) -> str:
    """Return the name of a customer's stream."""
    return f"customer-{customer_id}"


async def load_case(store: Store, case_id: str) -> tuple[Case, int]:
    """Return a case and its version. Raises Unknown (`unknown-case`)."""
    case, version = await load(store, _READING_CASE, case_stream(case_id), case_id)
    return cases.existing(case), version


async def load_customer(store: Store, customer_id: str) -> tuple[Customer, int]:
    """Return a customer and its version. Raises Unknown (`unknown-customer`)."""
    stream = customer_stream(customer_id)
    customer, version = await load(store, _READING_CUSTOMER, stream, customer_id)
    return customers.existing(customer), version


async def load_customers(
    store: Store, customer_ids: Sequence[str]
) -> Sequence[tuple[Customer, int]]:
    """Return customers and their versions, in the order of their ids, with one read.

    Raises Unknown (`unknown-customer`).
    """
    streams = [(customer_stream(customer_id), customer_id) for customer_id in customer_ids]
    # One read for a page of customers, where each by itself would cost a round trip.
    by_stream = await store.read_streams(streams)
    histories = [by_stream.get(stream, ()) for stream, _ in streams]
    return [
        (customers.existing(_READING_CUSTOMER.fold(events)), len(events)) for events in histories
    ]


def _decide_nothing(command: None, state: object) -> Sequence[Event]:
    del command, state
    return ()


_READING_CASE: Final[Decider[None, Case | None]] = Decider(
    cases.INITIAL, _decide_nothing, evolve_case
)
_READING_CUSTOMER: Final[Decider[None, Customer | None]] = Decider(
    customers.INITIAL, _decide_nothing, evolve_customer
)
