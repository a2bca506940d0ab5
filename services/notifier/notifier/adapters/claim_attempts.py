"""The sender's work list: the addresses that messages are due to, and leases on what is being sent.

Leases run by database time.

A lease is on what is being sent and on nothing else: what waits its turn is free, so that no lease
ends while its message waits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec

from events.catalogue.on_call_events import ChannelKind, EngineerDefined, PageReason
from events.catalogue.terms import Plan, Priority
from events.store.connection import Pool, Row, in_schema
from events.store.store_time import StoreTime
from notifier.domain.contact_address import contact_address
from notifier.domain.hold_pages import YOUNG
from notifier.domain.page_message import PageFacts
from notifier.domain.throttle_pages import Outgoing, is_urgent

# One reading of the time for the whole statement: all of its conditions are about the same instant.
# Tests give the time as `$1`. Leases run by the real time: where a store's time is moved, whoever
# is sending at that moment still holds the message.
_CLOCK = """clock as (
    select {schema}.store_now($1) as now, coalesce($1, clock_timestamp()) as real_now
)"""
_CALLING = "attempt.status in ('queued', 'unknown') and page.status in ('raised', 'exhausted')"
# A lease that has ended counts as free: whoever held it has died or hangs, and the message goes
# again under the same key.
_FREE = "(attempt.lease_until is null or attempt.lease_until <= clock.real_now)"
_DUE = "attempt.next_try_at <= clock.now"
_ORDER = "order by attempt.next_try_at, attempt.attempt_key"
# A page that is not fresh waits while its shard is held: what is not read yet may answer it. One
# about no case waits for no log.
_KNOWN = (
    "(page.case_id is null or page.raised_at > clock.now - {young}::interval "
    "or not page.shard = any({held}::int[]))"
)
_DUE_ADDRESSES = f"""
with {_CLOCK}
select attempt.engineer_id, attempt.method, page.reason, attempt.round = 0 as first,
    {_FREE} as free,
    bool_and(attempt.tries > 0) as retrying
from {{schema}}.attempt join {{schema}}.page using (page_id), clock
where {_CALLING} and {_DUE} and {_KNOWN.format(young="$2", held="$3")}
group by 1, 2, 3, 4, 5 order by min(attempt.next_try_at)
"""  # noqa: S608  constants
_DUE_TO = f"""
with {_CLOCK}
select attempt.attempt_key, page.reason, attempt.round = 0 as first, {_FREE} as free
from {{schema}}.attempt join {{schema}}.page using (page_id), clock
where {_CALLING} and {_DUE} and attempt.engineer_id = $2 and attempt.method = $3
and {_KNOWN.format(young="$4", held="$5")}
{_ORDER}
"""  # noqa: S608  constants
# Of today: who was named after the page was raised is called, too (CP-27).
REACH: Final = """(select reach from {schema}.watched_case as its
    where its.case_id = page.case_id and its.priority = 'P1') as reach"""
# Whoever calls by hand repeats no customer's words: they are read where they are remembered.
SUBJECT_NOW: Final = """(select nullif(subject, '') from {schema}.watched_case as its
    where its.case_id = page.case_id and page.reason = 'by-hand') as subject_now"""
_COLUMNS = (
    """attempt.attempt_key, attempt.page_id, attempt.step, attempt.round,
    attempt.engineer_id, attempt.channel, attempt.method, attempt.send_at, attempt.tries,
    attempt.status, attempt.lease_until, clock.now as read_at,
    engineer.definition::text as engineer,
    page.routing_key, page.reason, page.drill, page.case_id, page.number, page.customer_id,
    watched_customer.name as customer, page.plan, page.priority, page.due_at, page.raised_at,
    page.what, page.case_subject, page.note, page.correlation_id, page.traceparent,
    """
    + f"{REACH}, {SUBJECT_NOW}"
)
# Due and free are asked again, now under row locks: since the work list was read another sender may
# have taken some, and `skip locked` leaves them to it.
_TAKE = f"""
with {_CLOCK}, due as (
    select attempt.attempt_key from {{schema}}.attempt join {{schema}}.page using (page_id), clock
    where attempt.attempt_key = any($2::text[]) and {_CALLING} and {_DUE} and {_FREE}
    order by attempt.attempt_key for update of attempt skip locked
), taken as (
    update {{schema}}.attempt set lease_until = clock.real_now + $3::interval, tries = tries + 1
    from due, clock where attempt.attempt_key = due.attempt_key returning attempt.*
)
select {_COLUMNS} from taken as attempt join {{schema}}.page using (page_id) cross join clock
    left join {{schema}}.engineer using (engineer_id)
        left join {{schema}}.watched_customer using (customer_id)
{_ORDER}
"""  # noqa: S608  constants
# The very lease is asked for: had it ended and another sender taken the message, `lease_until`
# would be another instant.
_STILL_MINE = f"""
with {_CLOCK}
select {_COLUMNS} from {{schema}}.attempt join {{schema}}.page using (page_id) cross join clock
    left join {{schema}}.engineer using (engineer_id)
        left join {{schema}}.watched_customer using (customer_id)
where attempt.attempt_key = any($2::text[]) and {_CALLING}
and attempt.lease_until = $3 and attempt.lease_until > clock.real_now
{_ORDER}
"""  # noqa: S608  constants
_SENT_LATELY = """
with clock as (select {schema}.store_now($1) as now)
select count(*) from {schema}.attempt, clock
where engineer_id = $2 and method = $3 and status = 'sent'
    and outcome_at > clock.now - $4::interval"""
_AGAIN = """
with clock as (select {schema}.store_now($1) as now)
update {schema}.attempt set lease_until = null, next_try_at = clock.now + $4::interval,
    tries = tries - $5
from clock where attempt_key = $2 and lease_until = $3"""
_POSTPONE = f"""
with {_CLOCK}
update {{schema}}.attempt set next_try_at = clock.now + $3::interval
from clock where attempt_key = any($2::text[]) and status in ('queued', 'unknown')
    and {_DUE} and {_FREE}
"""  # noqa: S608  constants
# `take` has counted a try before there was one; a message that was not sent gets it back.
_RELEASE = """update {schema}.attempt set lease_until = null, tries = tries - 1
where attempt_key = any($1::text[]) and lease_until = $2"""
_NEVER = """update {schema}.attempt set lease_until = null, next_try_at = 'infinity'
where attempt_key = $1 and lease_until = $2"""
_ENGINEER = msgspec.json.Decoder(EngineerDefined)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Address:
    """A contact method of an engineer, by its index; messages to it go one after the other."""

    engineer_id: str
    method: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueAddress:
    """An address that something is due to. `retrying`: all of it was tried before."""

    address: Address
    urgent: bool
    retrying: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DueAttempt:
    """A message that is being sent, with what it says.

    `tries` counts this one; `address` is None if the contact method is gone.

    `read_at` is when this was read, `lease_until` the lease under which it is sent.
    """

    attempt_key: str
    routing_key: str
    engineer_id: str
    channel: ChannelKind
    method: int
    address: str | None
    step: int
    round: int
    send_at: datetime
    tries: int
    was_unknown: bool
    read_at: datetime
    lease_until: datetime
    correlation_id: str
    traceparent: str | None
    facts: PageFacts


class AttemptClaims:
    """Claims over the `attempt` table; two senders never hold the same message at once.

    While another sender holds a message to an address, the address is left to it, except that a new
    P1 waits for nobody.
    """

    def __init__(
        self,
        pool: Pool,
        schema: str,
        time: StoreTime,
        lease: timedelta,
        held: Callable[[], Sequence[int]],
    ) -> None:
        """Take `held`, the shards too little known to ring for a page that is not fresh."""
        self._pool, self._schema, self._time, self._lease, self._held = (
            pool,
            schema,
            time,
            lease,
            held,
        )

    async def due_addresses(self) -> list[DueAddress]:
        """Return where something may be sent now: urgent first, then new, then longest due."""
        held = list(self._held())
        rows = await self._pool.fetch(
            in_schema(_DUE_ADDRESSES, self._schema), self._time.given(), YOUNG, held
        )
        by_address: dict[Address, list[Row]] = {}
        for row in rows:
            address = Address(engineer_id=row["engineer_id"], method=row["method"])
            by_address.setdefault(address, []).append(row)
        addresses = [
            _due_address(address, kinds)
            for address, due in by_address.items()
            if (kinds := _may_go(due))
        ]
        return sorted(addresses, key=lambda due: (not due.urgent, due.retrying))

    async def due_to(self, address: Address) -> list[Outgoing]:
        """Return what may be sent to an address now, the longest due first."""
        query = in_schema(_DUE_TO, self._schema)
        who, held = (address.engineer_id, address.method), list(self._held())
        rows = await self._pool.fetch(query, self._time.given(), *who, YOUNG, held)
        return [_outgoing(row) for row in _may_go(rows)]

    async def take(self, attempt_keys: Sequence[str]) -> list[DueAttempt]:
        """Take those that are due and free: they are ours until the lease ends; counts a try."""
        query = in_schema(_TAKE, self._schema)
        rows = await self._pool.fetch(query, self._time.given(), list(attempt_keys), self._lease)
        return [_due_attempt(row) for row in rows]

    async def still_mine(self, taken: Sequence[DueAttempt]) -> list[DueAttempt]:
        """Return those that are still to be sent, with what they say: read right before sending."""
        keys, lease = [attempt.attempt_key for attempt in taken], taken[0].lease_until
        rows = await self._pool.fetch(
            in_schema(_STILL_MINE, self._schema), self._time.given(), keys, lease
        )
        return [_due_attempt(row) for row in rows]

    async def sent_lately(self, address: Address, window: timedelta) -> int:
        """Return how many messages were sent to an address within the last `window`."""
        query = in_schema(_SENT_LATELY, self._schema)
        given = self._time.given()
        count: int = await self._pool.fetchval(
            query, given, address.engineer_id, address.method, window
        )
        return count

    async def try_again(self, attempt: DueAttempt, pause: timedelta, *, count: bool) -> None:
        """Give the claim up, and make the message due after a pause; `count`: it was a try."""
        given, back = self._time.given(), 0 if count else 1
        query = in_schema(_AGAIN, self._schema)
        await self._pool.execute(
            query, given, attempt.attempt_key, attempt.lease_until, pause, back
        )

    async def release(self, attempts: Sequence[DueAttempt]) -> None:
        """Give the claim up untried."""
        for attempt in attempts:
            keys = [attempt.attempt_key]
            await self._pool.execute(in_schema(_RELEASE, self._schema), keys, attempt.lease_until)

    async def postpone(self, attempt_keys: Sequence[str], pause: timedelta) -> None:
        """Make messages that nobody holds due after a pause."""
        query = in_schema(_POSTPONE, self._schema)
        await self._pool.execute(query, self._time.given(), list(attempt_keys), pause)

    async def give_up(self, attempt: DueAttempt) -> None:
        """Never try this again."""
        await self._pool.execute(
            in_schema(_NEVER, self._schema), attempt.attempt_key, attempt.lease_until
        )


def _may_go(due: Sequence[Row]) -> list[Row]:
    """Return what is free; only what is urgent while another sender is at this address."""
    free = [row for row in due if row["free"]]
    return (
        free
        if len(free) == len(due)
        else [row for row in free if is_urgent(row["reason"], first=row["first"])]
    )


def _due_address(address: Address, kinds: Sequence[Row]) -> DueAddress:
    return DueAddress(
        address=address,
        urgent=any(is_urgent(row["reason"], first=row["first"]) for row in kinds),
        retrying=all(row["retrying"] for row in kinds),
    )


def _outgoing(row: Row) -> Outgoing:
    reason: PageReason = row["reason"]
    return Outgoing(attempt_key=row["attempt_key"], reason=reason, first_of_its_case=row["first"])


def _due_attempt(row: Row) -> DueAttempt:
    engineer = _ENGINEER.decode(row["engineer"]) if row["engineer"] else None
    methods = engineer.personal.contact_methods if engineer else ()
    return DueAttempt(
        attempt_key=row["attempt_key"],
        routing_key=row["routing_key"],
        engineer_id=row["engineer_id"],
        channel=row["channel"],
        method=row["method"],
        address=contact_address(methods, row["channel"], row["method"]),
        step=row["step"],
        round=row["round"],
        send_at=row["send_at"],
        tries=row["tries"],
        was_unknown=row["status"] == "unknown",
        read_at=row["read_at"],
        lease_until=row["lease_until"],
        correlation_id=row["correlation_id"],
        traceparent=row["traceparent"],
        facts=facts_of(row),
    )


def facts_of(row: Row) -> PageFacts:
    """Return what a page is about, from a row with its columns and the customer's name."""
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
        case_subject=row["case_subject"] or row["subject_now"],
        note=row["note"],
        reach=row["reach"],
    )
