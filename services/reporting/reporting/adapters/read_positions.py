"""Finds how far the log was read, so that a review can name what it was drawn from.

For now the checkpoints say so; for an instant in the past the rows themselves do.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from events.catalogue.entry import Owner
from events.consumer.checkpoints import Checkpoints
from events.store.connection import Connection, in_schema
from reporting.adapters.history_table import HistoryTable
from reporting.domain.review import Position

# Sequence numbers and recorded times of a shard grow together, so its last version by then is one
# look in an index. The recursion steps from shard to shard in that index; `distinct` would read all
# of it.
_LAST = """
with recursive shards as (
    select min(shard) as shard from {schema}.TABLE
    union all select (select min(t.shard) from {schema}.TABLE t where t.shard > s.shard)
        from shards s where s.shard is not null
)
select s.shard, last.seq from shards s cross join lateral (
    select t.seq from {schema}.TABLE t
    where t.shard = s.shard and ($1::timestamptz is null or t.valid_from <= $1)
    order by t.valid_from desc, t.seq desc limit 1) last
where s.shard is not null
"""


async def read_positions(
    connection: Connection, schema: str, consumer: str
) -> tuple[Position, ...]:
    """Return how far each partition has been applied."""
    stored = await Checkpoints(schema, consumer).positions(connection)
    return tuple(
        Position(topic=partition.topic, partition=partition.partition, next_seq=next_seq)
        for partition, (next_seq, _) in sorted(stored.items())
        if next_seq > 1
    )


async def last_seqs(
    connection: Connection, schema: str, table: HistoryTable[Any], as_of: datetime | None
) -> dict[int, int]:
    """Return, by shard, the seq of the last event by `as_of` that changed a row of the table.

    None: of all events.
    """
    statement = in_schema(_LAST.replace("TABLE", table.name), schema)
    return {each["shard"]: each["seq"] for each in await connection.fetch(statement, as_of)}


async def positions_at(
    connection: Connection,
    schema: str,
    tables: Mapping[Owner, Sequence[HistoryTable[Any]]],
    topics: Mapping[Owner, str],
    as_of: datetime,
) -> tuple[Position, ...]:
    """Return, for each partition, the position after the last event by `as_of` that changed a row.

    The log cut there gives the same rows.
    """
    positions: list[Position] = []
    for owner, theirs in tables.items():
        last: dict[int, int] = {}
        for table in theirs:
            for shard, seq in (await last_seqs(connection, schema, table, as_of)).items():
                last[shard] = max(seq, last.get(shard, 0))
        positions += [
            Position(topic=topics[owner], partition=shard, next_seq=seq + 1)
            for shard, seq in sorted(last.items())
        ]
    return tuple(sorted(positions, key=lambda each: (each.topic, each.partition)))
