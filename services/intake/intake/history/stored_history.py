"""Reads what a store holds of earlier imports, so that a later log can be added to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce

from events.event import Event, Recorded
from intake.adapters.deciders import evolve_case, evolve_customer
from intake.adapters.streams import Store, case_stream, customer_stream
from intake.domain.case import Case
from intake.domain.customer import Customer
from intake.history.distinct_ids import case_id_of, customer_id_of
from intake.history.incidents import Incident

_AT_ONCE = 500
"""How many streams one read asks for: a log of years has tens of thousands of incidents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredHistory:
    """The customers and cases of a log's incidents as the store held them `until` an instant.

    None: the store was empty.
    """

    until: datetime | None = None
    customers: Mapping[str, Customer] = field(default_factory=dict)
    cases: Mapping[str, Case] = field(default_factory=dict)

    def case_of(self, incident: Incident) -> Case | None:
        """Return the case that the incident is already, if an earlier log brought it."""
        return self.cases.get(case_id_of(incident))


NOTHING_STORED = StoredHistory()


async def read_stored(
    store: Store, incidents: Sequence[Incident], until: datetime
) -> StoredHistory:
    """Return what the store held of these incidents at that instant.

    Events after it are left out: an import that was killed and goes on must be planned as it was
    the first time.
    """
    case_ids = [(case_stream(it), it) for it in map(case_id_of, incidents)]
    customer_ids = [(customer_stream(it), it) for it in {*map(customer_id_of, incidents)}]
    cases, customers = dict[str, Case](), dict[str, Customer]()
    for case_id, events in (await _events(store, case_ids, until)).items():
        if case := reduce(evolve_case, events, None):
            cases[case_id] = case
    for customer_id, events in (await _events(store, customer_ids, until)).items():
        if customer := reduce(evolve_customer, events, None):
            customers[customer_id] = customer
    return StoredHistory(until=until, customers=customers, cases=cases)


async def _events(
    store: Store, streams: Sequence[tuple[str, str]], until: datetime
) -> Mapping[str, Sequence[Event]]:
    """Return the events up to the instant by routing key; nothing for a stream without any."""
    histories: dict[str, Sequence[Event]] = {}
    for first in range(0, len(streams), _AT_ONCE):
        part = dict(streams[first : first + _AT_ONCE])
        by_stream = await store.read_streams(list(part.items()))
        for stream, recorded in by_stream.items():
            if events := _up_to(recorded, until):
                histories[part[stream]] = events
    return histories


def _up_to(recorded: Iterable[Recorded], until: datetime) -> Sequence[Event]:
    return [it.data for it in recorded if it.recorded_at <= until]
