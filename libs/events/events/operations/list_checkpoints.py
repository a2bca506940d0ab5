"""`checkpoints`: how far this service's topic was sent, how far it applied others', and the lag."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from events.broker.broker import Broker, BrokerTrouble, TopicPartition
from events.ce_headers import begins_at_in, sequence_in
from events.operations.terminal import text_table
from events.store.connection import Pool, in_schema

_EXISTS = "select to_regclass($1) is not null"
_SENT = """
select topic, shard, next_seq, next as end
from {schema}.relay_cursor join {schema}.es_shard using (shard) order by topic, shard
"""
_APPLIED = """
select consumer, topic, partition, next_seq, (
    select count(*) from {schema}.dead_letter as d
    where d.consumer = c.consumer and d.topic = c.topic and d.partition = c.partition) as letters
from {schema}.checkpoint as c order by consumer, topic, partition
"""
_HEADINGS = ("reader", "topic", "partition", "next seq", "lag", "dead letters")
_ANSWER_WITHIN_S = 10.0
_AT_ONCE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderPosition:
    """The position of a reader in a partition: the relay reads the store, a consumer a topic.

    `lag` counts the events beyond the position, in the store or in the topic; None: the broker
    did not say where the topic ends.
    """

    reader: str
    topic: str
    partition: int
    next_seq: int
    lag: int | None
    letters: int

    def cells(self) -> tuple[str, ...]:
        """Return the position as a row of the table."""
        lag = "-" if self.lag is None else str(self.lag)
        numbers = str(self.partition), str(self.next_seq), lag, str(self.letters)
        return (self.reader, self.topic, *numbers)


async def list_checkpoints(
    pool: Pool, schema: str, broker: Broker | None
) -> Sequence[ReaderPosition]:
    """Return the relay's positions, then the consumers'; `broker` None: their lag is not known."""
    return [*await _sent(pool, schema), *await _applied(pool, schema, broker)]


def checkpoint_lines(positions: Sequence[ReaderPosition]) -> Sequence[str]:
    """Return what to print."""
    if not positions:
        return ["nothing was sent or applied yet"]
    return text_table(_HEADINGS, [position.cells() for position in positions])


async def _sent(pool: Pool, schema: str) -> list[ReaderPosition]:
    if not await _has(pool, schema, "relay_cursor"):
        return []
    return [
        ReaderPosition(
            reader="relay",
            topic=row["topic"],
            partition=row["shard"],
            next_seq=row["next_seq"],
            lag=row["end"] - row["next_seq"],
            letters=0,
        )
        for row in await pool.fetch(in_schema(_SENT, schema))
    ]


async def _applied(pool: Pool, schema: str, broker: Broker | None) -> list[ReaderPosition]:
    if not await _has(pool, schema, "checkpoint"):
        return []
    rows = await pool.fetch(in_schema(_APPLIED, schema))
    ends = await _ends(broker, {TopicPartition(row["topic"], row["partition"]) for row in rows})
    return [
        ReaderPosition(
            reader=row["consumer"],
            topic=row["topic"],
            partition=row["partition"],
            next_seq=row["next_seq"],
            lag=_lag(ends.get(TopicPartition(row["topic"], row["partition"])), row["next_seq"]),
            letters=row["letters"],
        )
        for row in rows
    ]


async def _ends(
    broker: Broker | None, partitions: set[TopicPartition]
) -> Mapping[TopicPartition, int]:
    """Return the seq after the newest record of each partition, as far as the broker says.

    The topic is asked, never the store behind it: no service reads another's tables.
    """
    if broker is None:
        return {}
    free = asyncio.Semaphore(_AT_ONCE)
    ends: dict[TopicPartition, int] = {}

    async def ask(partition: TopicPartition) -> None:
        async with free:
            newest = await broker.last_record(partition.topic, partition.partition)
        if newest is None:
            return
        seq, begins_at = sequence_in(newest.headers), begins_at_in(newest.headers)
        if seq is not None:
            ends[partition] = seq + 1
        elif begins_at is not None:
            ends[partition] = begins_at

    # A broker that is away must not keep the positions themselves from being printed.
    try:
        async with asyncio.timeout(_ANSWER_WITHIN_S):
            await asyncio.gather(*map(ask, sorted(partitions)))
    except (BrokerTrouble, TimeoutError):
        pass
    return ends


async def _has(pool: Pool, schema: str, table: str) -> bool:
    return bool(await pool.fetchval(_EXISTS, in_schema(f"{{schema}}.{table}", schema)))


def _lag(end: int | None, next_seq: int) -> int | None:
    return None if end is None else max(0, end - next_seq)
