"""What sealing costs: the same appends to a store that seals and to one that does not, by turns."""

from collections.abc import Sequence

from events.sealing.key_ring import KeyRing
from events.store.postgres_store import PostgresStore
from events.store.sealing_keys import SealingKeyTable
from tests.bench.appending import append_for
from tests.bench.figures import Figure
from tests.bench.workbench import CLOCK, SCHEMA, Workbench, make_store, tables

_TURNS = 3
WITHOUT = "append, 64 clients, no relay, not sealed"


async def measure(bench: Workbench) -> Sequence[Figure]:
    """Append sealed and plain in turn, to the same tables, so that both see them grow."""
    rates: dict[bool, list[float]] = {True: [], False: []}
    async with tables(bench.dsn) as pool:
        keys = SealingKeyTable(pool, SCHEMA, KeyRing("a sealing key for the bench only"), CLOCK)
        stores = {True: make_store(pool, keys), False: make_store(pool)}
        for _ in range(_TURNS):
            for seals, store in stores.items():
                rates[seals].append(await _appends(store, bench))
        for store in stores.values():
            await store.close()
    sealed, plain = (sorted(rates[seals])[_TURNS // 2] for seals in (True, False))
    return [
        Figure(name="append, 64 clients, no relay, sealed", rate=sealed, against=(WITHOUT,)),
        Figure(name=WITHOUT, rate=plain, yardstick=True),
    ]


async def _appends(store: PostgresStore, bench: Workbench) -> float:
    rate, _ = await append_for(store, 64, bench.sizes.seconds / 2)
    return rate
