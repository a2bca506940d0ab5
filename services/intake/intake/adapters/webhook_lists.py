"""Reads the lists of webhooks and of what was sent to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from events.catalogue.webhook_events import WhyDisabled
from events.store.connection import Connection, Pool, in_schema
from intake.domain.webhook import WebhookState
from intake.projections.webhook_deliveries import DeliveryState

_WEBHOOKS = """
select webhook_id, customer_id, url, description, event_types, state, disabled_for, old_until,
    subscribed_at
from {schema}.webhook
where ($1::text is null or customer_id = $1) and ($2::text is null or state = $2)
    and ($3::text is null or webhook_id > $3)
order by webhook_id limit $4
"""
# A lock on a text: what must stay true is about all webhooks of a customer, and no row stands for
# that. The last number keeps it apart from the other locks of a database.
_TURN = "select pg_advisory_xact_lock(hashtextextended($1, 8001))"
_COUNT = "select count(*) from {schema}.webhook where customer_id is not distinct from $1"
_DELIVERY_COLUMNS = """event_id, event_type, case_id, state, attempts, status_code, problem,
    made_at, last_tried_at, next_try_at, delivered_at"""
_DELIVERIES = f"""
select {_DELIVERY_COLUMNS} from {{schema}}.webhook_delivery
where webhook_id = $1 and ($2::text is null or state = $2)
    and ($3::timestamptz is null or (made_at, event_id) < ($3, $4::uuid))
order by made_at desc, event_id desc limit $5
"""  # noqa: S608  constants
_DELIVERY = f"""
select {_DELIVERY_COLUMNS} from {{schema}}.webhook_delivery
where webhook_id = $1 and event_id = $2
"""  # noqa: S608  constants


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedWebhook:
    """A webhook as the list shows it; no `event_types`: all that are public."""

    webhook_id: str
    customer_id: str | None
    url: str
    description: str
    event_types: Sequence[str]
    state: WebhookState
    disabled_for: WhyDisabled | None
    old_until: datetime | None
    subscribed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDelivery:
    """What was sent to a webhook, or is to be: no word of what either side said."""

    event_id: UUID
    event_type: str
    case_id: str | None
    state: DeliveryState
    attempts: int
    status_code: int | None
    problem: str | None
    made_at: datetime
    last_tried_at: datetime | None
    next_try_at: datetime
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class WebhookLists:
    """The lists in one Postgres schema."""

    pool: Pool
    schema: str

    async def webhooks(
        self, customer_id: str | None, state: WebhookState | None, after: str | None, limit: int
    ) -> Sequence[ListedWebhook]:
        """Return webhooks by id, of one customer if one is given."""
        query = in_schema(_WEBHOOKS, self.schema)
        rows = await self.pool.fetch(query, customer_id, state, after, limit)
        return [ListedWebhook(**dict(row)) for row in rows]

    async def wait_for_turn(self, tx: Connection, customer_id: str | None) -> None:
        """Wait until no other transaction sets up a webhook of the customer.

        The turn lasts to the end of `tx`.
        """
        await tx.execute(_TURN, f"{self.schema}/webhooks-of/{customer_id or ''}")

    async def count_of(self, customer_id: str | None, tx: Connection) -> int:
        """Return how many webhooks a customer has; None: those that hear of everybody."""
        count: int = await tx.fetchval(in_schema(_COUNT, self.schema), customer_id)
        return count

    async def deliveries(
        self,
        webhook_id: str,
        state: DeliveryState | None,
        after: tuple[datetime, UUID] | None,
        limit: int,
    ) -> Sequence[ListedDelivery]:
        """Return what is, or was, sent to a webhook, the newest first."""
        made_at, event_id = after or (None, None)
        query = in_schema(_DELIVERIES, self.schema)
        rows = await self.pool.fetch(query, webhook_id, state, made_at, event_id, limit)
        return [ListedDelivery(**dict(row)) for row in rows]

    async def delivery(self, webhook_id: str, event_id: UUID) -> ListedDelivery | None:
        """Return the delivery of one event to a webhook, if there is one."""
        row = await self.pool.fetchrow(in_schema(_DELIVERY, self.schema), webhook_id, event_id)
        return None if row is None else ListedDelivery(**dict(row))
