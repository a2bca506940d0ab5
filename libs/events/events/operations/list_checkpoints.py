"""`checkpoints`: how far this service was sent to its topic, and how far it has applied others', with the lag where the source is in reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from events.catalogue.registry import TOPICS
from events.operations.text_table import text_table
from events.store.connection import Pool, in_schema

_EXISTS = "select to_regclass($1) is not null"
_SENT = """
select topic, shard, next_seq, next as end from {schema}.relay_cursor join {schema}.es_shard using (shard) order by topic, shard
"""
_APPLIED = """
select consumer, topic, partition, next_seq, (
    select count(*) from {schema}.dead_letter as d
    where d.consumer = c.consumer and d.topic = c.topic and d.partition = c.partition) as letters
from {schema}.checkpoint as c order by consumer, topic, partition
"""
_ENDS = "select shard, next from {schema}.es_shard"
_HEADINGS = ("reader", "topic", "partition", "next seq", "lag", "dead letters")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a reader of a partition stands: the relay reads the store, a consumer a topic.

    `lag` counts events that the source's store has beyond it; None: that store is not in this database.
    """

    reader: str
    topic: str
    partition: int
    next_seq: int
    lag: int | None
    letters: int

    def cells(self) -> tuple[str, ...]:
        """A row of the table."""
        lag = "-" if self.lag is None else str(self.lag)
        return (
            self.reader,
            self.topic,
            str(self.partition),
            str(self.next_seq),
            lag,
            str(self.letters),
        )


async def list_checkpoints(pool: Pool, schema: str, topic_prefix: str) -> Sequence[Standing]:
    """The relay's positions, then the consumers'; those of them that the service has."""
    return [*await _sent(pool, schema), *await _applied(pool, schema, topic_prefix)]


def checkpoint_lines(standings: Sequence[Standing]) -> Sequence[str]:
    """What to print."""
    if not standings:
        return ["nothing was sent or applied yet"]
    return text_table(_HEADINGS, [standing.cells() for standing in standings])


async def _sent(pool: Pool, schema: str) -> list[Standing]:
    if not await _has(pool, schema, "relay_cursor"):
        return []
    return [
        Standing(
            reader="relay",
            topic=row["topic"],
            partition=row["shard"],
            next_seq=row["next_seq"],
            lag=row["end"] - row["next_seq"],
            letters=0,
        )
        for row in await pool.fetch(in_schema(_SENT, schema))
    ]


async def _applied(pool: Pool, schema: str, topic_prefix: str) -> list[Standing]:
    if not await _has(pool, schema, "checkpoint"):
        return []
    rows = await pool.fetch(in_schema(_APPLIED, schema))
    ends = {
        topic: await _ends(pool, topic.removeprefix(topic_prefix))
        for topic in {row["topic"] for row in rows}
    }
    return [
        Standing(
            reader=row["consumer"],
            topic=row["topic"],
            partition=row["partition"],
            next_seq=row["next_seq"],
            lag=_lag(ends[row["topic"]].get(row["partition"]), row["next_seq"]),
            letters=row["letters"],
        )
        for row in rows
    ]


async def _ends(pool: Pool, topic: str) -> Mapping[int, int]:
    """The next seq of each shard of the store that speaks in a topic; empty where it is out of reach."""
    schemas = [owner.replace("-", "_") for owner, name in TOPICS.items() if name == topic]
    if not schemas or not await _has(pool, schemas[0], "es_shard"):
        return {}
    return {row["shard"]: row["next"] for row in await pool.fetch(in_schema(_ENDS, schemas[0]))}


async def _has(pool: Pool, schema: str, table: str) -> bool:
    return bool(await pool.fetchval(_EXISTS, in_schema(f"{{schema}}.{table}", schema)))


def _lag(end: int | None, next_seq: int) -> int | None:
    return None if end is None else max(0, end - next_seq)
