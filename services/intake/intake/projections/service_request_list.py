"""Keeps which requests for services there are (CP-20), inside the transaction of every append."""

from collections.abc import Sequence

from events.catalogue.service_events import ServiceRequested, ServiceRequestMoved
from events.event import Recorded
from events.store.connection import Connection, in_schema

# Without what people wrote: that is read from the case.
TABLES = (
    """
    create table {schema}.service_request (
        service_request_id text primary key, case_id text not null, customer_id text not null,
        kind text not null, state text not null, requested_at timestamptz not null
    )
    """,
    """
    create index service_request_by_time
        on {schema}.service_request (requested_at, service_request_id)
    """,
    "create index service_request_of_case on {schema}.service_request (case_id)",
    """
    create index service_request_of_customer
        on {schema}.service_request (customer_id, requested_at, service_request_id)
    """,
)

_ADD = """
insert into {schema}.service_request
    (service_request_id, case_id, customer_id, kind, state, requested_at)
values ($1, $2, $3, $4, 'requested', $5) on conflict (service_request_id) do nothing
"""
_MOVE = "update {schema}.service_request set state = $2 where service_request_id = $1"


class ServiceRequestList:
    """The inline projection of requests for services."""

    def __init__(self, schema: str) -> None:
        self._add, self._move = (in_schema(text, schema) for text in (_ADD, _MOVE))

    async def __call__(self, tx: Connection, events: Sequence[Recorded], /) -> None:
        """Put the events into the table. Doing it again, from the first on, changes nothing."""
        # One by one: they are rare, and each may move what the one before has added.
        for event in (recorded.data for recorded in events):
            match event:
                case ServiceRequested():
                    await tx.execute(
                        self._add,
                        event.service_request_id,
                        event.case_id,
                        event.customer_id,
                        event.kind,
                        event.requested_at,
                    )
                case ServiceRequestMoved():
                    await tx.execute(self._move, event.service_request_id, event.state)
                case _:
                    pass
