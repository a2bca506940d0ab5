"""Queues what webhooks are to be sent, behind the log: one delivery for each webhook and event,
however often it is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from events.catalogue.registry import CATALOGUE
from events.catalogue.webhook_events import (
    WebhookReplayRequested,
    WebhookTested,
    WebhookUnsubscribed,
)
from events.clock import Clock
from events.event import Recorded
from events.run_forever import Recovery, run_forever
from events.store.connection import Connection, Pool, Row, in_schema
from events.store.statements_for_services import FIRST_SEQ_SINCE
from events.store.store_time import StoreTime
from intake.adapters.follow_log import POLL_S, LogFollower
from intake.adapters.streams import Store
from intake.domain.public_history import NEWS, PUBLIC
from intake.projections.webhook_deliveries import TEST_TYPE

_BATCH: Final = 500
_NEWS_FOR: Final = timedelta(days=1)
"""An event that is first read later than this is no news any more: a store was put in place of
another, and its log must not be told to everybody a second time. A replay still sends it."""
_RECOVERY: Final = Recovery(pause_s=0.5, longest_pause_s=10.0)

_NOW = "select {schema}.store_now($1)"
# Whose a case is stands in the list, which is written with the event that opens it.
_CASES = "select case_id, customer_id from {schema}.case_list where case_id = any($1)"
_WEBHOOKS = """
select webhook_id, customer_id, event_types, subscribed_at from {schema}.webhook
where (customer_id is null or customer_id = any($1::text[]) or $3)
    and (webhook_id = $2 or ($2::text is null and state = 'active'))
"""
_QUEUE = """
insert into {schema}.webhook_delivery (
    webhook_id, event_id, shard, seq, event_type, case_id, made_at, next_try_at
)
select webhook_id, event_id, shard, seq, event_type, case_id, $1, $1
from unnest($2::text[], $3::uuid[], $4::integer[], $5::bigint[], $6::text[], $7::text[])
    as new (webhook_id, event_id, shard, seq, event_type, case_id)
on conflict (webhook_id, event_id) do nothing
"""
# What is being sent at this moment is left alone: it goes again by itself if it is not taken.
_QUEUE_AGAIN = """
update {schema}.webhook_delivery set state = 'pending', attempts = 0, next_try_at = $1,
    first_tried_at = null, problem = null, made_at = $1
where webhook_id = $2 and event_id = any($3::uuid[])
    and (state <> 'pending' or lease_until is null
        or lease_until <= coalesce($4::timestamptz, clock_timestamp()))
"""
_ASK_SINCE = f"""
insert into {{schema}}.webhook_replay (webhook_id, shard, next_seq, end_seq)
select $1, mine.shard, coalesce({FIRST_SEQ_SINCE}, mine.next_seq), mine.next_seq
from {{schema}}.webhook_delivery_position as mine
on conflict (webhook_id, shard) do update set
    next_seq = least(webhook_replay.next_seq, excluded.next_seq), end_seq = excluded.end_seq
"""  # noqa: S608  # both parts are constants
_ASK_FROM = """
insert into {schema}.webhook_replay (webhook_id, shard, next_seq, end_seq)
select $1, mine.shard, ($2::bigint[])[mine.shard + 1], mine.next_seq
from {schema}.webhook_delivery_position as mine
on conflict (webhook_id, shard) do update set
    next_seq = least(webhook_replay.next_seq, excluded.next_seq), end_seq = excluded.end_seq
"""
# The rest of a replay waits for its webhook while that is paused or disabled.
_UNDER_WAY = """
{schema}.webhook_replay as it join {schema}.webhook using (webhook_id)
where webhook.state = 'active'
"""
_ANY_REPLAY = f"select exists (select from {_UNDER_WAY})"  # noqa: S608  constants
# The next webhook's after the one that had the last turn: a long replay holds up nobody else's.
_REPLAY = f"""
select it.webhook_id, it.shard, it.next_seq, it.end_seq from {_UNDER_WAY}
order by it.webhook_id <= $1, it.webhook_id, it.shard limit 1 for update of it skip locked
"""  # noqa: S608  constants
_REPLAYED = "update {schema}.webhook_replay set next_seq = $3 where webhook_id = $1 and shard = $2"
_REPLAY_ENDS = "delete from {schema}.webhook_replay where webhook_id = $1 and shard = $2"
_FORGET = (
    "delete from {schema}.webhook_delivery where webhook_id = $1",
    "delete from {schema}.webhook_replay where webhook_id = $1",
    "delete from {schema}.webhook_secret where webhook_id = $1",
)


@dataclass(frozen=True, slots=True)
class _Due:
    """An event that a webhook hears of."""

    webhook_id: str
    event: Recorded
    event_type: str
    event_id: UUID


class QueueDeliveries:
    """The queue in one Postgres schema. Many instances may fill it: each shard is one's at a
    time."""

    def __init__(
        self, pool: Pool, schema: str, store: Store, time: StoreTime, *, clock: Clock
    ) -> None:
        self._pool, self._schema, self._store = pool, schema, store
        self._time, self._clock = time, clock
        self._replayed_last = ""
        self._follower = LogFollower(
            pool=pool,
            schema=schema,
            table="webhook_delivery_position",
            store=store,
            batch=_BATCH,
            take_in=self._take_in,
        )

    async def run(self) -> None:
        """Follow the log until cancelled, a quarter of a second behind it at most when idle."""
        await run_forever(
            "queue of webhooks", self.step, clock=self._clock, idle_s=POLL_S, recovery=_RECOVERY
        )

    async def step(self) -> int:
        """Queue what follows from what was recorded since, and some of what is to be sent again;
        return how many events were read."""
        return await self._follower.step() + await self._replay_some()

    async def _take_in(self, tx: Connection, events: Sequence[Recorded]) -> None:
        now: datetime = await tx.fetchval(self._sql(_NOW), self._time.given())
        await self._queue_news(tx, events, now)
        for event in events:
            # What was asked for long ago was done, before the store was put in place of another.
            if event.recorded_at > now - _NEWS_FOR or isinstance(event.data, WebhookUnsubscribed):
                await self._carry_out(tx, event, now)

    async def _queue_news(self, tx: Connection, events: Sequence[Recorded], now: datetime) -> None:
        news = [one for one in events if one.recorded_at > now - _NEWS_FOR]
        due = [
            _Due(row["webhook_id"], event, event_type, event.event_id)
            for row, event, event_type in await self._heard(tx, news, None)
            if event.recorded_at >= row["subscribed_at"]
        ]
        await self._queue(tx, due, now)

    async def _heard(
        self, tx: Connection, events: Sequence[Recorded], webhook_id: str | None
    ) -> list[tuple[Row, Recorded, str]]:
        """Return which webhook hears of which of the events, and by what name: the active ones, or
        the one that is given, whatever its state."""
        # History that was imported is no news, and its customers have dealt with it long ago.
        public = [
            one
            for one in events
            if (type(one.data) in PUBLIC or type(one.data) in NEWS) and not one.meta.imported
        ]
        if not public:
            return []
        cases = await self._customers_of(tx, public)
        for_all = any(type(one.data) in NEWS for one in public)
        webhooks = await tx.fetch(
            self._sql(_WEBHOOKS), list(set(cases.values())), webhook_id, for_all
        )
        return [
            (webhook, event, name)
            for event in public
            for webhook in webhooks
            if _is_about(webhook, event, cases.get(event.key))
            and _wants(webhook, name := CATALOGUE.entry_of(event.data).name)
        ]

    async def _customers_of(self, tx: Connection, events: Sequence[Recorded]) -> Mapping[str, str]:
        rows = await tx.fetch(self._sql(_CASES), list({event.key for event in events}))
        return {row["case_id"]: row["customer_id"] for row in rows}

    async def _queue(self, tx: Connection, due: Sequence[_Due], now: datetime) -> None:
        if not due:
            return
        rows = [
            (
                it.webhook_id,
                it.event_id,
                it.event.shard,
                it.event.seq,
                it.event_type,
                getattr(it.event.data, "case_id", None),
            )
            for it in due
        ]
        await tx.execute(self._sql(_QUEUE), now, *map(list, zip(*rows, strict=True)))

    async def _carry_out(self, tx: Connection, event: Recorded, now: datetime) -> None:
        match event.data:
            case WebhookTested(webhook_id=webhook_id, test_id=test_id):
                await self._queue(tx, [_Due(webhook_id, event, TEST_TYPE, UUID(test_id))], now)
            case WebhookReplayRequested(webhook_id=webhook_id, event_id=str() as event_id):
                await self._queue_again(tx, webhook_id, [UUID(event_id)], now)
            case WebhookReplayRequested(webhook_id=webhook_id, since=datetime() as since):
                await tx.execute(self._sql(_ASK_SINCE), webhook_id, since)
            case WebhookReplayRequested(webhook_id=webhook_id, position=tuple() as position):
                await tx.execute(self._sql(_ASK_FROM), webhook_id, position)
            case WebhookUnsubscribed(webhook_id=webhook_id):
                for statement in _FORGET:
                    await tx.execute(self._sql(statement), webhook_id)
            case _:
                pass

    async def _queue_again(
        self, tx: Connection, webhook_id: str, event_ids: Sequence[UUID], now: datetime
    ) -> None:
        given = self._time.given()
        await tx.execute(self._sql(_QUEUE_AGAIN), now, webhook_id, event_ids, given)

    async def _replay_some(self) -> int:
        """Queue the next events of a replay again; return how many were read."""
        # Without a transaction: most of the time nothing is asked for.
        if not await self._pool.fetchval(self._sql(_ANY_REPLAY)):
            return 0
        async with self._pool.acquire() as tx, tx.transaction():
            replay = await tx.fetchrow(self._sql(_REPLAY), self._replayed_last)
            return 0 if replay is None else await self._replay(tx, replay)

    async def _replay(self, tx: Connection, replay: Row) -> int:
        webhook_id, shard, next_seq = replay["webhook_id"], replay["shard"], replay["next_seq"]
        self._replayed_last = webhook_id
        left: int = replay["end_seq"] - next_seq
        events = (
            await self._store.read_shard(shard, next_seq, min(_BATCH, left)) if left > 0 else ()
        )
        now: datetime = await tx.fetchval(self._sql(_NOW), self._time.given())
        heard = await self._heard(tx, events, webhook_id)
        await self._queue_again(tx, webhook_id, [event.event_id for _, event, _ in heard], now)
        await self._queue(
            tx, [_Due(webhook_id, event, name, event.event_id) for _, event, name in heard], now
        )
        if len(events) < left:
            await tx.execute(self._sql(_REPLAYED), webhook_id, shard, next_seq + len(events))
        else:
            await tx.execute(self._sql(_REPLAY_ENDS), webhook_id, shard)
        return max(len(events), 1)

    def _sql(self, statement: str) -> str:
        return in_schema(statement, self._schema)


def _is_about(webhook: Row, event: Recorded, customer_id: str | None) -> bool:
    """Return whether an event is for a webhook: of its customer's case, or for all customers."""
    if type(event.data) in NEWS:
        return True
    return customer_id is not None and webhook["customer_id"] in (None, customer_id)


def _wants(webhook: Row, event_type: str) -> bool:
    return not webhook["event_types"] or event_type in webhook["event_types"]
