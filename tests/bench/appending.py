"""Appends a second: with every check and the relay running, beside what Postgres takes when nothing
is checked."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from events.store.connection import Pool
from events.store.postgres_store import PostgresStore
from tests.bench.figures import Figure, Stopwatch, with_times
from tests.bench.raw_inserts import RAW_BATCHED, raw_inserts
from tests.bench.workbench import CLOCK, Workbench, append_to, make_store, tables

_EVENTS_A_CASE = 20
_AIMS = {"peer": "15 x the peer", "raw": f"0.5 x {RAW_BATCHED}"}


async def measure(bench: Workbench) -> Sequence[Figure]:
    """Return each number of clients on the same store, one after the other; then the limits, in
    tables of the same form."""
    async with tables(bench.dsn) as pool:
        store = make_store(pool)
        async with _relaying(bench, pool, store):
            figures = [
                await _with_clients(store, clients, bench.sizes.seconds)
                for clients in bench.sizes.clients
            ]
        await store.close()
        return [*figures, *await raw_inserts(pool, bench.dsn, bench.sizes)]


async def append_for(store: PostgresStore, clients: int, seconds: float) -> tuple[float, Stopwatch]:
    """Have so many clients append, each to cases of its own, for so long.

    Returns appends a second and the time of each.
    """
    watch, started = Stopwatch(CLOCK), CLOCK.monotonic()
    await asyncio.gather(
        *(_client(store, f"{clients}-{n}", watch, started + seconds) for n in range(clients))
    )
    return len(watch.seconds) / (CLOCK.monotonic() - started), watch


@asynccontextmanager
async def _relaying(bench: Workbench, pool: Pool, store: PostgresStore) -> AsyncIterator[None]:
    relay = asyncio.create_task(bench.relay(pool, store).run())
    try:
        yield
    finally:
        relay.cancel()
        await asyncio.wait({relay})


async def _with_clients(store: PostgresStore, clients: int, seconds: float) -> Figure:
    await append_for(store, clients, seconds / 10)
    rate, watch = await append_for(store, clients, seconds)
    against = (f"pyeventsourcing, {clients} clients", RAW_BATCHED)
    aim = "; ".join(_AIMS.values()) if clients > 1 else ""
    return with_times(
        f"append, relay running, {clients} clients", watch.seconds, rate, against=against, aim=aim
    )


async def _client(store: PostgresStore, name: str, watch: Stopwatch, until: float) -> None:
    done = 0
    begun = CLOCK.monotonic()
    while CLOCK.monotonic() < until:
        case, version = divmod(done, _EVENTS_A_CASE)
        append = append_to(f"{name}-{begun}-{case}", version, CLOCK.now())
        started = watch.start()
        await store.append(append)
        watch.stop(started)
        done += 1
