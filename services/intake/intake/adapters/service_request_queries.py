"""Reads the list of requests for services (CP-20)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from events.catalogue.service_events import ServiceState
from events.store.connection import Pool, in_schema

# The last condition: of a contact's own cases only (CP-8).
_LIST = """
select service_request_id, case_id, customer_id, kind, state, requested_at
from {schema}.service_request as it
where ($1::text is null or customer_id = $1)
    and ($2::text is null or case_id = $2)
    and ($3::text[] is null or state = any($3))
    and ($4::timestamptz is null or (requested_at, service_request_id) > ($4, $5::text))
    and ($6::text is null or exists (
        select from {schema}.case_list as c where c.case_id = it.case_id and c.reporter_id = $6
        union all
        select from {schema}.case_team as t where t.case_id = it.case_id and t.user_id = $6))
order by requested_at, service_request_id limit $7
"""
_CASE = "select case_id from {schema}.service_request where service_request_id = $1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedServiceRequest:
    """A request as the list shows it."""

    service_request_id: str
    case_id: str
    customer_id: str
    kind: str
    state: ServiceState
    requested_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedServiceRequests:
    """Which requests to show; None: all. `user_id`: of cases that this user may know of (CP-8)."""

    customer_id: str | None = None
    case_id: str | None = None
    states: Sequence[ServiceState] | None = None
    user_id: str | None = None


class ServiceRequestQueries:
    """The requests in one Postgres schema."""

    def __init__(self, pool: Pool, schema: str) -> None:
        self._pool = pool
        self._list, self._case = (in_schema(text, schema) for text in (_LIST, _CASE))

    async def wanted(
        self, wanted: WantedServiceRequests, after: tuple[datetime, str] | None, limit: int
    ) -> Sequence[ListedServiceRequest]:
        """Return requests, the oldest first."""
        rows = await self._pool.fetch(
            self._list,
            wanted.customer_id,
            wanted.case_id,
            wanted.states,
            *(after or (None, None)),
            wanted.user_id,
            limit,
        )
        return [ListedServiceRequest(**dict(row)) for row in rows]

    async def case_of(self, service_request_id: str) -> str | None:
        """Return the id of the case that a request is tied to."""
        case_id: str | None = await self._pool.fetchval(self._case, service_request_id)
        return case_id
