"""Reads a store as it was at one instant while others go on writing, for whoever walks all of
it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from events.store.connection import Connection, Pool, in_schema
from events.store.event_table import CHAINED_COLUMNS, ChainedEvent, chained_events

_SHARDS = (
    "select shard, next, last_at, promised_at, history, last_hash from {schema}.es_shard "
    "order by shard"
)
# From the events: rows of a shard that es_shard lacks are a finding.
_LAST_SHARD = "select coalesce(max(shard), -1) from {schema}.es_event"
_EVENTS = (
    f"select {CHAINED_COLUMNS} from {{schema}}.es_event"  # noqa: S608  the columns are a constant
    " where shard = $1 and seq > $2 order by seq limit $3"
)
_STREAMS = "select stream, version from {schema}.es_stream where shard = $1"
_COMMANDS = """
select command_id, fingerprint, response, done_at from {schema}.es_command
where $1::uuid is null or command_id > $1 order by command_id limit $2
"""
_COUNT_COMMANDS = "select count(*) from {schema}.es_command"
# Below 1, too: a row that was put in with such a seq must be read to be found.
_BEFORE_ALL = -(2**63)
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class ShardRow:
    """A row of es_shard."""

    shard: int
    next: int
    last_at: datetime
    promised_at: datetime
    history: bool
    last_hash: bytes


@dataclass(frozen=True, slots=True)
class CommandRow:
    """A row of es_command."""

    command_id: UUID
    fingerprint: bytes
    response: bytes
    done_at: datetime


@dataclass(frozen=True, slots=True)
class LogSnapshot:
    """A store at one instant: a transaction that sees no later commit."""

    tx: Connection
    schema: str

    async def shards(self) -> Sequence[ShardRow]:
        """Return all rows of es_shard."""
        return [ShardRow(*row) for row in await self.tx.fetch(self._sql(_SHARDS))]

    async def last_shard(self) -> int:
        """Return the highest shard that has events; -1: none has."""
        return int(await self.tx.fetchval(self._sql(_LAST_SHARD)))

    async def events(self, shard: int) -> AsyncIterator[Sequence[ChainedEvent]]:
        """Yield a shard's rows in the order of seq, in batches."""
        after = _BEFORE_ALL
        while batch := chained_events(
            await self.tx.fetch(self._sql(_EVENTS), shard, after, _BATCH)
        ):
            yield batch
            after = batch[-1].stored.seq

    async def streams(self, shard: int) -> dict[str, int]:
        """Return what es_stream says: the version of each stream of a shard."""
        return {
            row["stream"]: row["version"] for row in await self.tx.fetch(self._sql(_STREAMS), shard)
        }

    async def commands(self) -> AsyncIterator[Sequence[CommandRow]]:
        """Yield the commands that were carried out, by id, in batches."""
        after: UUID | None = None
        while rows := await self.tx.fetch(self._sql(_COMMANDS), after, _BATCH):
            batch = [CommandRow(*row) for row in rows]
            yield batch
            after = batch[-1].command_id

    async def count_commands(self) -> int:
        """Return how many commands there are."""
        return int(await self.tx.fetchval(self._sql(_COUNT_COMMANDS)))

    def _sql(self, statement: str) -> str:
        return in_schema(statement, self.schema)


@asynccontextmanager
async def log_snapshot(pool: Pool, schema: str) -> AsyncIterator[LogSnapshot]:
    """Yield the store of that Postgres schema as it is now."""
    # All statements see one instant, and no append has to wait for them.
    async with pool.acquire() as tx, tx.transaction(isolation="repeatable_read", readonly=True):
        yield LogSnapshot(tx, schema)
