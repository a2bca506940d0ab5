"""The sender's work list: the webhooks that something is due to, and leases on what is being sent.

A lease that has ended counts as free: whoever held it has died or hangs, and the delivery goes
again under the same id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from events.store.connection import Pool, Row, in_schema
from events.store.store_time import StoreTime
from intake.projections.webhook_deliveries import TEST_TYPE
from webapi.outbound.sender_for_each import DueAddress

# One reading of the time for the whole statement: all of its conditions are about the same instant.
# Tests give the time as `$1`. Leases run by the real time: where a store's time is moved, whoever
# is sending at that moment still holds the delivery.
_CLOCK = """clock as (
    select {schema}.store_now($1) as now, coalesce($1, clock_timestamp()) as real_now
)"""
_FREE = "(it.lease_until is null or it.lease_until <= clock.real_now)"
# A test goes to a webhook that is paused, too: it is tried before it is resumed.
_DUE = f"""
it.state = 'pending' and it.next_try_at <= clock.now and {_FREE}
and (webhook.state = 'active' or it.event_type = '{TEST_TYPE}')
"""
_DUE_WEBHOOKS = f"""
with {_CLOCK}
select it.webhook_id, bool_and(it.attempts > 0) as retrying
from {{schema}}.webhook_delivery as it join {{schema}}.webhook using (webhook_id), clock
where {_DUE} group by it.webhook_id order by min(it.next_try_at)
"""  # noqa: S608  constants
# What failed before the webhook was resumed, or led elsewhere, counts no more.
_TAKE = f"""
with {_CLOCK}, due as (
    select it.webhook_id, it.event_id,
        coalesce(it.first_tried_at < webhook.tries_since, false) as begins_again
    from {{schema}}.webhook_delivery as it join {{schema}}.webhook using (webhook_id), clock
    where it.webhook_id = $2 and {_DUE}
    order by it.next_try_at, it.seq limit 1 for update of it skip locked
), taken as (
    update {{schema}}.webhook_delivery as it set lease_until = clock.real_now + $3::interval,
        attempts = case when due.begins_again then 1 else it.attempts + 1 end,
        last_tried_at = clock.now,
        first_tried_at = case when due.begins_again then clock.now
            else coalesce(it.first_tried_at, clock.now) end
    from due, clock
    where it.webhook_id = due.webhook_id and it.event_id = due.event_id
    returning it.*
)
select taken.webhook_id, event_id, shard, seq, event_type, attempts, lease_until, first_tried_at,
    url, secret_id, case when old_until > clock.now then old_secret_id end as old_secret_id
from taken join {{schema}}.webhook using (webhook_id) cross join clock
"""  # noqa: S608  constants
# The very lease is asked for: had it ended and another sender taken the delivery, `lease_until`
# would be another instant.
_MINE = "webhook_id = $2 and event_id = $3 and lease_until = $4"
_DELIVERED = f"""
with {_CLOCK}
update {{schema}}.webhook_delivery set state = 'delivered', delivered_at = clock.now,
    lease_until = null, status_code = $5, problem = null
from clock where {_MINE}
"""  # noqa: S608  constants
_AGAIN = f"""
with {_CLOCK}
update {{schema}}.webhook_delivery set next_try_at = clock.now + $7::interval, lease_until = null,
    status_code = $5, problem = $6
from clock where {_MINE}
"""  # noqa: S608  constants
_DEAD = f"""
with {_CLOCK}
update {{schema}}.webhook_delivery set state = 'dead', lease_until = null, status_code = $5,
    problem = $6
from clock where {_MINE}
"""  # noqa: S608  constants
_POSTPONE = f"""
with {_CLOCK}
update {{schema}}.webhook_delivery as it set next_try_at = clock.now + $3::interval
from clock
where it.webhook_id = $2 and it.state = 'pending' and it.next_try_at <= clock.now and {_FREE}
"""  # noqa: S608  constants
_FAILING_SINCE = """
select not exists (select from {schema}.webhook_delivery
        where webhook_id = $1 and delivered_at >= $2)
    and not exists (select from {schema}.webhook where webhook_id = $1 and tries_since > $2)
"""
_WAITING = """
select count(*) from {schema}.webhook_delivery join {schema}.webhook using (webhook_id)
where webhook_delivery.state = 'pending'
"""
# A month is what a person needs to find out; the log has it all, for a replay from further back.
_TIDY = """
with clock as (select {schema}.store_now($1) as now)
delete from {schema}.webhook_delivery using clock where made_at < clock.now - interval '30 days'
"""
# Queued from one shard while another told that the webhook was taken away.
_TIDY_ORPHANS = (
    """
    delete from {schema}.webhook_delivery as it
    where not exists (select from {schema}.webhook where webhook.webhook_id = it.webhook_id)
    """,
    """
    delete from {schema}.webhook_replay as it
    where not exists (select from {schema}.webhook where webhook.webhook_id = it.webhook_id)
    """,
)
# Of a webhook that was never subscribed: its request was refused after the secret was drawn.
_TIDY_SECRETS = """
delete from {schema}.webhook_secret as it where made_at < clock_timestamp() - interval '1 day'
    and not exists (select from {schema}.webhook where webhook.webhook_id = it.webhook_id)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDelivery:
    """A delivery that is being sent. `attempts` counts this one; `secret_ids`: the present secret,
    and the one before it while it signs, too."""

    webhook_id: str
    event_id: UUID
    shard: int
    seq: int
    event_type: str
    attempts: int
    lease_until: datetime
    first_tried_at: datetime
    url: str
    secret_ids: tuple[str, ...]

    @property
    def is_test(self) -> bool:
        """Return whether it says nothing, and only tries the receiver."""
        return self.event_type == TEST_TYPE


class DeliveryClaims:
    """Claims over the deliveries; two senders never send the same one at once."""

    def __init__(self, pool: Pool, schema: str, time: StoreTime, lease: timedelta) -> None:
        self._pool, self._schema, self._time, self._lease = pool, schema, time, lease

    async def due_webhooks(self) -> Sequence[DueAddress[str]]:
        """Return the webhooks that something may be sent to now, the longest due first."""
        rows = await self._pool.fetch(self._sql(_DUE_WEBHOOKS), self._time.given())
        return [DueAddress(address=row["webhook_id"], retrying=row["retrying"]) for row in rows]

    async def take(self, webhook_id: str) -> DueDelivery | None:
        """Take the delivery that is due for longest: it is ours until the lease ends."""
        given = self._time.given()
        row = await self._pool.fetchrow(self._sql(_TAKE), given, webhook_id, self._lease)
        return None if row is None else _due_delivery(row)

    async def delivered(self, delivery: DueDelivery, status_code: int) -> None:
        """Write down that the receiver took it."""
        await self._outcome(_DELIVERED, delivery, status_code)

    async def try_again(
        self, delivery: DueDelivery, status_code: int | None, problem: str, pause: timedelta
    ) -> None:
        """Give the claim up, and make the delivery due after a pause."""
        await self._outcome(_AGAIN, delivery, status_code, problem, pause)

    async def give_up(self, delivery: DueDelivery, status_code: int | None, problem: str) -> None:
        """Never try it again by itself."""
        await self._outcome(_DEAD, delivery, status_code, problem)

    async def postpone(self, webhook_id: str, pause: timedelta) -> None:
        """Make all that is due to a webhook, and not being sent, due after a pause."""
        await self._pool.execute(self._sql(_POSTPONE), self._time.given(), webhook_id, pause)

    async def failing_since(self, webhook_id: str, instant: datetime) -> bool:
        """Return whether the receiver took nothing since an instant, and nobody resumed the
        webhook or let it lead elsewhere."""
        return bool(await self._pool.fetchval(self._sql(_FAILING_SINCE), webhook_id, instant))

    async def waiting(self) -> int:
        """Return how many deliveries to webhooks that there are wait for their next attempt."""
        count: int = await self._pool.fetchval(self._sql(_WAITING))
        return count

    async def tidy(self) -> None:
        """Forget deliveries of a month ago, and what belongs to no webhook."""
        await self._pool.execute(self._sql(_TIDY), self._time.given())
        for statement in _TIDY_ORPHANS:
            await self._pool.execute(self._sql(statement))
        await self._pool.execute(self._sql(_TIDY_SECRETS))

    async def _outcome(self, statement: str, delivery: DueDelivery, *outcome: object) -> None:
        mine = (delivery.webhook_id, delivery.event_id, delivery.lease_until)
        await self._pool.execute(self._sql(statement), self._time.given(), *mine, *outcome)

    def _sql(self, statement: str) -> str:
        return in_schema(statement, self._schema)


def _due_delivery(row: Row) -> DueDelivery:
    old: str | None = row["old_secret_id"]
    return DueDelivery(
        webhook_id=row["webhook_id"],
        event_id=row["event_id"],
        shard=row["shard"],
        seq=row["seq"],
        event_type=row["event_type"],
        attempts=row["attempts"],
        lease_until=row["lease_until"],
        first_tried_at=row["first_tried_at"],
        url=row["url"],
        secret_ids=(row["secret_id"], *([old] if old else ())),
    )
