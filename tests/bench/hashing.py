"""What the hash chain costs: the same store with it and with a link that is no hash, by turns."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch
from uuid import UUID

from events.store import judge_batch, packed_append
from events.store.chain_hash import FIRST_LINK, Texts
from events.store.postgres_store import PostgresStore
from tests.bench.appending import append_for
from tests.bench.figures import Figure
from tests.bench.workbench import Workbench, make_store, tables

_TURNS = 3
WITHOUT = "append, 64 clients, no relay, without hashing"


async def measure(bench: Workbench) -> Sequence[Figure]:
    """Append with and without hashes in turn, on the same store, so that both see it grow."""
    rates: dict[bool, list[float]] = {True: [], False: []}
    async with tables(bench.dsn) as pool:
        store = make_store(pool)
        for _ in range(_TURNS):
            rates[True].append(await _appends(store, bench))
            with _no_hashing():
                rates[False].append(await _appends(store, bench))
        await store.close()
    with_hash, without = (sorted(rates[hashing])[_TURNS // 2] for hashing in (True, False))
    return [
        Figure(name="append, 64 clients, no relay, hash chain", rate=with_hash, against=(WITHOUT,)),
        Figure(name=WITHOUT, rate=without, yardstick=True),
    ]


async def _appends(store: PostgresStore, bench: Workbench) -> float:
    rate, _ = await append_for(store, 64, bench.sizes.seconds / 2)
    return rate


@contextmanager
def _no_hashing() -> Iterator[None]:
    with (
        patch.object(judge_batch, "link", _no_link),
        patch.object(packed_append, "encode_fact", _no_fact),
    ):
        yield


def _no_link(
    previous: bytes, shard: int, seq: int, version: int, recorded_at: datetime, fact: bytes
) -> bytes:
    del previous, shard, seq, version, recorded_at, fact
    return FIRST_LINK


def _no_fact(occurred_at: datetime, schema_version: int, event_id: UUID, texts: Texts) -> bytes:
    del occurred_at, schema_version, event_id, texts
    return b""
