"""A store, its relay and promises, and a clock service at the other end of a real broker, all
stepped by hand in a time moved by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from events.broker.broker import Broker
from events.catalogue.registry import CATALOGUE
from events.clock import MovableClock, SystemClock
from events.consumer import schema as consumer_schema
from events.consumer.consumer import Consumer
from events.consumer.consumer_options import ConsumerOptions, TimedTopic
from events.errors import Retryable
from events.relay.outbox import Outbox
from events.relay.relay import Relay
from events.relay.watermarks import WatermarkMaker
from events.store.connection import Pool
from events.timers import schema as timers_schema
from events.timers.timers import Timers
from tests.events.consumer.comment_log import CREATE_EFFECTS, Clockwork
from tests.events.consumer.comment_log import SCHEMA as CLOCK_SCHEMA
from tests.events.store.sample_appends import append_to
from tests.support.event_stores import NOON, SCHEMA, create_store_tables, postgres_store

SHARDS = 4
TARGET_MIN = 60
_LOG = f"""
select key, data -> 'personal' ->> 'text' as said, recorded_at,
    greatest($1::timestamptz, max(recorded_at) over (partition by shard)) as now
from {SCHEMA}.es_event order by shard, seq
"""


async def create_clock_tables(pool: Pool) -> None:
    """Create the tables of a service with a consumer and timers, and one for its effects.

    The latter has no constraint.
    """
    await pool.execute(f"create schema {CLOCK_SCHEMA}")
    tables = (
        *consumer_schema.create_statements(CLOCK_SCHEMA),
        *timers_schema.create_statements(CLOCK_SCHEMA),
    )
    for statement in (*tables, CREATE_EFFECTS):
        await pool.execute(statement)


class ClockWorld:
    """Cases are opened and answered; the clock service is up or down; nothing happens by itself."""

    def __init__(self, pool: Pool, broker: Broker, prefix: str) -> None:
        self._pool, self._broker = pool, broker
        self.clock = MovableClock(NOON)
        self._events, self._watermarks = f"{prefix}events", f"{prefix}watermarks"
        self._store = postgres_store(pool, self.clock, shards=SHARDS)
        outbox = Outbox(schema=SCHEMA, source="intake", topic=self._events, shards=SHARDS)
        self._relay = Relay(pool, outbox, broker, clock=SystemClock())
        self._maker = WatermarkMaker(self._store, broker, self._watermarks, clock=SystemClock())
        self._consumer: Consumer | None = None

    async def start(self) -> None:
        """Create tables and topics."""
        await create_store_tables(self._pool, shards=SHARDS)
        await create_clock_tables(self._pool)
        await self._broker.create_topics({self._events: SHARDS, self._watermarks: SHARDS})

    async def close(self) -> None:
        """Stop the relay, the maker of watermarks and the clock service."""
        await self.stop_clock_service()
        await self._relay.close()
        await self._maker.close()
        await self._store.close()

    def move(self, minutes: float) -> None:
        """Move the clock, and the store's time with it."""
        self.clock.move(timedelta(minutes=minutes))

    async def open_case(self, case_id: str) -> None:
        """Append a case that must be answered within the hour."""
        await self._store.append(append_to(case_id, f"arm {TARGET_MIN}"))

    async def reply(self, case_id: str) -> None:
        """Append an answer."""
        await self._store.append(append_to(case_id, "reply"))

    @asynccontextmanager
    async def reply_held_open(self, case_id: str) -> AsyncIterator[None]:
        """Yield an answer whose transaction commits only when the block ends: its shard is locked
        meanwhile."""
        async with self._store.transaction() as tx:
            await self._store.append_in(tx, [append_to(case_id, "reply")])
            yield

    async def send(self) -> None:
        """Let the relay send everything."""
        while await self._relay.step():
            pass

    async def publish_watermarks(self) -> None:
        """Make watermarks and send them."""
        await self._maker.step()

    async def stop_clock_service(self) -> None:
        """Stop it, with everything that it knew in memory."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await consumer.close()

    async def step_clock_service(self) -> int:
        """Return one pass; starts it, if it is down."""
        if self._consumer is None:
            self._consumer = self._start_consumer()
        return await self._consumer.step(wait_s=0.05)

    async def catch_up(self, *, rounds: int = 400) -> None:
        """Run the clock service until it has taken in all that was sent and promised.

        Raises AssertionError.
        """
        await self.send()
        await self.publish_watermarks()
        for _ in range(rounds):
            if await self.step_clock_service() == 0 and await self._has_caught_up():
                return
        raise AssertionError("the clock service does not catch up")

    async def try_to_catch_up(self) -> bool:
        """Return the same where the broker may still be in trouble: whether it was done."""
        try:
            await self.catch_up(rounds=40)
        except (Retryable, AssertionError):
            return False
        return True

    async def breaches(self) -> list[str]:
        """Return the cases that were said to be breached, in order of their names; one said twice
        stands twice."""
        query = f"select key from {CLOCK_SCHEMA}.effect where said like 'breach %' order by key"
        return [row["key"] for row in await self._pool.fetch(query)]

    async def true_breaches(self) -> list[str]:
        """Return the same, from the log alone: no answer was recorded within the hour, and the hour
        is over.

        A shard's time is that of its newest event, where that is ahead of the clock: events of one
        instant are a microsecond apart.
        """
        due: dict[str, datetime] = {}
        breached: set[str] = set()
        now: dict[str, datetime] = {}
        for row in await self._pool.fetch(_LOG, self.clock.now()):
            now[row["key"]] = row["now"]
            if "arm" in row["said"]:
                due[row["key"]] = row["recorded_at"] + timedelta(minutes=TARGET_MIN)
            elif row["key"] in due and row["recorded_at"] > due.pop(row["key"]):
                breached.add(row["key"])
        return sorted(breached | {key for key, at in due.items() if at <= now[key]})

    async def _has_caught_up(self) -> bool:
        assert self._consumer is not None
        status = self._consumer.status()
        seqs = {partition.partition: partition.next_seq for partition in status.partitions}
        watermarks = {partition.partition: partition.watermark for partition in status.partitions}
        rows = await self._pool.fetch(f"select shard, next from {SCHEMA}.es_shard where next > 1")
        return all(
            seqs.get(row["shard"]) == row["next"] and self._is_now(watermarks.get(row["shard"]))
            for row in rows
        )

    def _is_now(self, watermark: datetime | None) -> bool:
        return watermark is not None and watermark >= self.clock.now()

    def _start_consumer(self) -> Consumer:
        timers = Timers(CLOCK_SCHEMA)
        timed = TimedTopic(
            topic=self._events,
            watermark_topic=self._watermarks,
            reaction=Clockwork(timers),
            timers=timers,
        )
        options = ConsumerOptions(max_records=20, timed=timed, catalogue=CATALOGUE)
        return Consumer("clock", self._broker, self._pool, CLOCK_SCHEMA, {}, options=options)
