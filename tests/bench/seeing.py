"""From the commit of an event to the commit of the row that shows it: store, relay, broker,
consumer."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from events.catalogue.registry import CATALOGUE
from events.consumer.consumer import Consumer
from events.consumer.consumer_options import ConsumerOptions
from events.store.connection import Pool
from events.store.postgres_store import PostgresStore
from tests.bench.figures import Figure, Stopwatch, with_times
from tests.bench.read_model import CREATE, LastComments
from tests.bench.workbench import (
    AT_ONCE,
    CLOCK,
    EVENTS,
    SCHEMA,
    SHARDS,
    Workbench,
    append_to,
    make_store,
    tables,
)


class _Seen:
    """When each event was committed, and how long after that it was seen."""

    def __init__(self, reaction: LastComments) -> None:
        self._reaction = reaction
        self._committed: dict[UUID, float] = {}
        self.watch = Stopwatch(CLOCK)

    def commit(self, event_id: UUID) -> None:
        """Note that the append was acknowledged."""
        self._committed.setdefault(event_id, CLOCK.monotonic())

    async def see(self, consumer: Consumer) -> None:
        """Step for ever, and note after each pass what was applied and committed.

        An event may be seen before its caller has heard that it is recorded: that counts as at
        once.
        """
        while True:
            await consumer.step(0.2)
            for event in self._reaction.taken():
                self.watch.stop(self._committed.setdefault(event.event_id, CLOCK.monotonic()))


async def measure(bench: Workbench) -> Sequence[Figure]:
    """Return a steady stream of single appends, all in one process."""
    name = f"commit to visible, {bench.sizes.visible_a_second} a second"
    async with tables(bench.dsn) as pool:
        await pool.execute(CREATE)
        seen = await _see(bench, pool, AT_ONCE)
        in_turn = await _see(bench, pool, 1)
    return [
        with_times(name, seen, aim="p99 under 50 ms"),
        with_times(f"{name}, one partition after the other", in_turn, yardstick=True),
    ]


async def _see(bench: Workbench, pool: Pool, at_once: int) -> Sequence[float]:
    """Return seconds from commit to visible, all roads beginning anew."""
    store, reaction = make_store(pool), LastComments()
    seen = _Seen(reaction)
    options = ConsumerOptions(clock=CLOCK, at_once=at_once, catalogue=CATALOGUE)
    await bench.broker().create_topics({EVENTS: SHARDS})
    consumer = Consumer(
        f"model-{at_once}", bench.broker(), pool, SCHEMA, {EVENTS: reaction}, options=options
    )
    tasks = [
        asyncio.create_task(bench.relay(pool, store).run()),
        asyncio.create_task(seen.see(consumer)),
    ]
    await _append_steadily(store, seen, bench.sizes.visible_a_second, 1.0)
    seen.watch.seconds.clear()
    await _append_steadily(store, seen, bench.sizes.visible_a_second, bench.sizes.seconds)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    await consumer.close()
    return seen.watch.seconds


async def _append_steadily(
    store: PostgresStore, seen: _Seen, a_second: int, seconds: float
) -> None:
    started = CLOCK.monotonic()
    appends: list[asyncio.Task[None]] = []
    for number in range(int(a_second * seconds)):
        await asyncio.sleep(max(0.0, started + number / a_second - CLOCK.monotonic()))
        appends.append(asyncio.create_task(_append(store, seen, f"seen-{started}-{number}")))
    await asyncio.gather(*appends)


async def _append(store: PostgresStore, seen: _Seen, case_id: str) -> None:
    append = append_to(case_id, 0, CLOCK.now())
    await store.append(append)
    seen.commit(append.events[0].event_id)
