"""What Postgres itself takes into a table of the same columns and indexes: the limits that the
store is compared with."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from itertools import count
from uuid import uuid4

from events.store.connection import Connection, Pool
from events.store.event_table import EVENT_COLUMNS
from tests.bench.figures import Figure, Stopwatch, with_times
from tests.bench.sizes import Sizes
from tests.bench.workbench import CLOCK, SCHEMA, comment
from tests.support.connections import connect, disconnect

RAW_BATCHED = "raw insert, 512 rows in one statement"
RAW_COPIED = "raw COPY of 512 rows"
Columns = Sequence[Sequence[object]]
Write = Callable[[Columns, Columns], Awaitable[None]]
"""Writes the same batch, given by columns and by rows."""
_BATCH = 512
_SHARD = 1_000_000
"""A shard that the store does not have."""
_ADD = f"""
insert into {SCHEMA}.es_event
(shard, seq, stream, version, key, event_id, type, schema_version, data, meta, occurred_at,
    recorded_at, hash)
select * from unnest($1::integer[], $2::bigint[], $3::text[], $4::integer[], $5::text[], $6::uuid[],
    $7::text[],
    $8::integer[], $9::json[], $10::json[], $11::timestamptz[], $12::timestamptz[], $13::bytea[])
"""
# A comment has it.
_TEXT = comment("c", CLOCK.now()).data.personal.text  # type: ignore[attr-defined]
_DATA = f'{{"case_id":"c","author_id":"agent-7","personal":{{"text":"{_TEXT}"}}}}'
_META = (
    '{"correlation_id":"request-c","causation_id":null,"traceparent":null,'
    '"actor":"agent-7","imported":false}'
)


async def raw_inserts(pool: Pool, dsn: str, sizes: Sizes) -> Sequence[Figure]:
    """Insert batches by one connection, and single rows by one and by 64, each committed."""
    seqs = count(1)
    async with pool.acquire() as connection:
        batched = await _write_for(partial(_insert, connection), seqs, sizes.seconds)
        copied = await _write_for(partial(_copy, connection), seqs, sizes.seconds / 2)
    figures = [
        Figure(name=RAW_BATCHED, rate=batched, yardstick=True),
        Figure(name=RAW_COPIED, rate=copied, yardstick=True),
    ]
    for clients in (1, 64):
        rate, watch = await _single_rows(dsn, seqs, clients, sizes.seconds / 2)
        figures.append(
            with_times(
                f"raw insert of one row, {clients} clients", watch.seconds, rate, yardstick=True
            )
        )
    return figures


async def _write_for(write: Write, seqs: "count[int]", seconds: float) -> float:
    done, spent = 0, 0.0
    while spent < seconds:
        columns = _columns(seqs, _BATCH)
        rows = list(zip(*columns, strict=True))
        started = CLOCK.monotonic()
        await write(columns, rows)
        spent += CLOCK.monotonic() - started
        done += _BATCH
    return done / spent


async def _insert(connection: Connection, columns: Columns, rows: Columns) -> None:
    del rows
    await connection.execute(_ADD, *columns)


async def _copy(connection: Connection, columns: Columns, rows: Columns) -> None:
    del columns
    await connection.copy_records_to_table(
        "es_event", schema_name=SCHEMA, columns=EVENT_COLUMNS, records=rows
    )


async def _single_rows(
    dsn: str, seqs: "count[int]", clients: int, seconds: float
) -> tuple[float, Stopwatch]:
    connections = [await connect(dsn) for _ in range(clients)]
    watch, started = Stopwatch(CLOCK), CLOCK.monotonic()
    await asyncio.gather(
        *(_one_by_one(each, seqs, watch, started + seconds) for each in connections)
    )
    rate = len(watch.seconds) / (CLOCK.monotonic() - started)
    for connection in connections:
        await disconnect(connection)
    return rate, watch


async def _one_by_one(
    connection: Connection, seqs: "count[int]", watch: Stopwatch, until: float
) -> None:
    while CLOCK.monotonic() < until:
        columns = _columns(seqs, 1)
        started = watch.start()
        await connection.execute(_ADD, *columns)
        watch.stop(started)


def _columns(seqs: "count[int]", rows: int) -> Sequence[Sequence[object]]:
    """Return rows that are ready: nothing of them is made while the time runs."""
    now, digest = CLOCK.now(), bytes(32)
    numbers = [next(seqs) for _ in range(rows)]
    return list(
        zip(
            *(
                (
                    _SHARD,
                    n,
                    f"case-{n}",
                    1,
                    f"{n}",
                    uuid4(),
                    "CaseCommented",
                    1,
                    _DATA,
                    _META,
                    now,
                    now,
                    digest,
                )
                for n in numbers
            ),
            strict=True,
        )
    )
