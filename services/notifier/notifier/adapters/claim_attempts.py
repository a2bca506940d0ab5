"""The sender's work list: claims messages that are due, under a lease by database time, and schedules those to be tried again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from events.catalogue.on_call_events import ChannelKind, PageReason
from events.catalogue.terms import Plan, Priority
from events.store.connection import Pool, Row, in_schema
from events.store.store_time import StoreTime
from notifier.domain.page_message import PageFacts
from notifier.domain.throttle_pages import Outgoing

_CLAIM = """
with clock as (select coalesce($1::timestamptz, clock_timestamp()) as now),
due as (
    select attempt.attempt_key, page.reason from {schema}.attempt join {schema}.page using (page_id), clock
    where attempt.status in ('queued', 'unknown') and attempt.next_try_at <= clock.now
    and (attempt.lease_until is null or attempt.lease_until <= clock.now)
    and page.status in ('raised', 'exhausted')
    order by attempt.next_try_at, attempt.attempt_key limit $3
    for update of attempt skip locked
)
update {schema}.attempt set lease_until = clock.now + $2::interval, tries = tries + 1
from due, clock where attempt.attempt_key = due.attempt_key
returning attempt.attempt_key, attempt.engineer_id, attempt.method, attempt.round, attempt.next_try_at, due.reason
"""
_NEEDED = """
select attempt.attempt_key, attempt.page_id, attempt.step, attempt.round, attempt.engineer_id, attempt.channel,
    attempt.method, attempt.send_at, attempt.tries, attempt.status, page.routing_key, page.reason, page.drill, page.case_id, page.number,
    page.customer_id, watched_customer.name as customer, page.plan, page.priority, page.due_at, page.raised_at,
    page.what, page.correlation_id, page.traceparent
from {schema}.attempt join {schema}.page using (page_id)
    left join {schema}.watched_customer using (customer_id)
where attempt.attempt_key = any($1::text[]) and attempt.status in ('queued', 'unknown')
and page.status in ('raised', 'exhausted')
order by attempt.next_try_at, attempt.attempt_key
"""
_SENT_LATELY = """select count(*) from {schema}.attempt
where engineer_id = $1 and method = $2 and status = 'sent' and outcome_at > $3"""
_AGAIN = "update {schema}.attempt set lease_until = null, next_try_at = $2 where attempt_key = any($1::text[])"
_RELEASE = "update {schema}.attempt set lease_until = null, tries = tries - 1 where attempt_key = any($1::text[])"
_NEVER = "update {schema}.attempt set lease_until = null, next_try_at = 'infinity' where attempt_key = any($1::text[])"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueAttempt:
    """A message that is due, with what it says. `tries` counts this one; `method` is the place of the contact method."""

    attempt_key: str
    routing_key: str
    engineer_id: str
    channel: ChannelKind
    method: int
    step: int
    round: int
    send_at: datetime
    tries: int
    was_unknown: bool
    correlation_id: str
    traceparent: str | None
    facts: PageFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedAttempt:
    """A message that is ours to send, if it is still needed: to whose contact method, and what the throttle looks at."""

    engineer_id: str
    method: int
    outgoing: Outgoing


class AttemptClaims:
    """Claims over the `attempt` table; several senders never hold the same message at the same time."""

    def __init__(self, pool: Pool, schema: str, time: StoreTime, lease: timedelta) -> None:
        self._pool, self._schema, self._time, self._lease = pool, schema, time, lease

    async def claim(self, limit: int) -> list[ClaimedAttempt]:
        """At most `limit` messages that are due now, the longest due first; they are ours until the lease ends."""
        rows = await self._pool.fetch(in_schema(_CLAIM, self._schema), self._time.given(), self._lease, limit)
        return [_claimed(row) for row in sorted(rows, key=lambda row: (row["next_try_at"], row["attempt_key"]))]

    async def still_needed(self, attempt_keys: Sequence[str]) -> list[DueAttempt]:
        """Those of them that are to be sent as things stand this instant, with what they say: read it right before sending."""
        rows = await self._pool.fetch(in_schema(_NEEDED, self._schema), list(attempt_keys))
        return [_due_attempt(row) for row in rows]

    async def sent_lately(self, engineer_id: str, method: int, since: datetime) -> int:
        """How many messages went to a contact method since an instant."""
        query = in_schema(_SENT_LATELY, self._schema)
        count: int = await self._pool.fetchval(query, engineer_id, method, since)
        return count

    async def try_again(self, attempt_keys: Sequence[str], at: datetime) -> None:
        """Give the claim up, and let the messages be due again at an instant."""
        await self._pool.execute(in_schema(_AGAIN, self._schema), list(attempt_keys), at)

    async def release(self, attempt_keys: Sequence[str]) -> None:
        """Give the claim up untried."""
        await self._pool.execute(in_schema(_RELEASE, self._schema), list(attempt_keys))

    async def give_up(self, attempt_keys: Sequence[str]) -> None:
        """Never try these again."""
        await self._pool.execute(in_schema(_NEVER, self._schema), list(attempt_keys))


def _claimed(row: Row) -> ClaimedAttempt:
    outgoing = Outgoing(attempt_key=row["attempt_key"], reason=row["reason"], first_of_its_case=row["round"] == 0)
    return ClaimedAttempt(engineer_id=row["engineer_id"], method=row["method"], outgoing=outgoing)


def _due_attempt(row: Row) -> DueAttempt:
    return DueAttempt(
        attempt_key=row["attempt_key"],
        routing_key=row["routing_key"],
        engineer_id=row["engineer_id"],
        channel=row["channel"],
        method=row["method"],
        step=row["step"],
        round=row["round"],
        send_at=row["send_at"],
        tries=row["tries"],
        was_unknown=row["status"] == "unknown",
        correlation_id=row["correlation_id"],
        traceparent=row["traceparent"],
        facts=facts_of(row),
    )


def facts_of(row: Row) -> PageFacts:
    """What a page is about, from a row with the page's columns and the customer's name."""
    reason: PageReason = row["reason"]
    plan: Plan | None = row["plan"]
    priority: Priority | None = row["priority"]
    return PageFacts(
        page_id=row["page_id"],
        reason=reason,
        drill=row["drill"],
        case_id=row["case_id"],
        number=row["number"],
        customer_id=row["customer_id"],
        customer=row["customer"] or row["customer_id"],
        plan=plan,
        priority=priority,
        due_at=row["due_at"],
        raised_at=row["raised_at"],
        what=row["what"],
    )
