"""How far each shard was sent, and who may send it: rows of relay_cursor, moved only by the holder
of the lease."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from events.store.connection import Connection, Pool, in_schema

ADD_MISSING = """
insert into {schema}.relay_cursor (topic, shard) select $1, shard from {schema}.es_shard
    on conflict do nothing
"""
# `skip locked`: a row that another relay is taking is its own; waiting for it would hold up this
# relay's renewals. Only a change of owner makes a new epoch.
_TAKE = """
with free as (
    select shard from {schema}.relay_cursor
    where topic = $1 and (owner = $2 or until < clock_timestamp())
    order by shard for update skip locked
)
update {schema}.relay_cursor as mine set
    epoch = case when owner = $2 then epoch else epoch + 1 end,
    owner = $2,
    until = clock_timestamp() + make_interval(secs => $3)
from free where mine.topic = $1 and mine.shard = free.shard
returning mine.shard, mine.next_seq, mine.epoch, mine.begin_seq
"""
# Without waiting for the disk: a cursor that a crash sets back sends a run again, which readers
# drop.
_MOVE = """
update {schema}.relay_cursor as mine set next_seq = moved.next_seq
from unnest($3::integer[], $4::bigint[], $5::bigint[]) as moved (shard, next_seq, epoch)
where mine.topic = $1 and mine.owner = $2 and mine.shard = moved.shard and mine.epoch = moved.epoch
    and set_config('synchronous_commit', 'off', true) is not null
returning mine.shard
"""
_ANY_LEASE = "select exists (select from {schema}.relay_cursor where until > clock_timestamp())"
_ANY_SENT = "select exists (select from {schema}.relay_cursor where next_seq > 1)"
_PROGRESS = """
select (select coalesce(sum(next - 1), 0) from {schema}.es_shard) as recorded,
    (select coalesce(sum(greatest(next - next_seq, 0)), 0)
        from {schema}.relay_cursor join {schema}.es_shard using (shard) where topic = $1) as unsent
"""
_GIVE_BACK = "update {schema}.relay_cursor set until = 'epoch' where topic = $1 and owner = $2"
# A new epoch and no owner: a relay that is sending these shards can move its cursors no further.
_REWIND = """
update {schema}.relay_cursor set next_seq = least(next_seq, $2), begin_seq = least(begin_seq, $2),
    epoch = epoch + 1, owner = '', until = 'epoch'
where topic = $1 and shard = any($3::integer[])
"""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to send a shard, from `next_seq` on.

    `epoch` grows with each change of owner: an older one moves no cursor. `begin_seq`: where the
    topic begins, see `topic_beginnings.py`.
    """

    shard: int
    next_seq: int
    epoch: int
    begin_seq: int = 1


@dataclass(frozen=True, slots=True)
class LogProgress:
    """How many events a store holds, and how many of them a topic still lacks."""

    recorded: int
    unsent: int


class Cursors:
    """The cursors of one topic, as one owner sees them. Leases run by the database's clock."""

    def __init__(self, pool: Pool, schema: str, topic: str, owner: str) -> None:
        self._pool, self._schema, self._topic, self._owner = pool, schema, topic, owner

    async def add_missing(self) -> None:
        """Make a cursor at 1 for each shard that has none."""
        await self._pool.execute(self._sql(ADD_MISSING), self._topic)

    async def take(self, lease_s: float) -> Sequence[Lease]:
        """Renew this owner's leases and take free ones for `lease_s` seconds; return them all."""
        rows = await self._pool.fetch(self._sql(_TAKE), self._topic, self._owner, lease_s)
        return [
            Lease(row["shard"], row["next_seq"], row["epoch"], row["begin_seq"]) for row in rows
        ]

    async def move(self, leases: Sequence[Lease], next_seqs: Mapping[int, int]) -> frozenset[int]:
        """Move the cursors whose epoch is still this owner's; return the shards that were moved."""
        shards = [lease.shard for lease in leases]
        seqs, epochs = [next_seqs[shard] for shard in shards], [lease.epoch for lease in leases]
        rows = await self._pool.fetch(
            self._sql(_MOVE), self._topic, self._owner, shards, seqs, epochs
        )
        return frozenset(row["shard"] for row in rows)

    async def give_back(self) -> None:
        """Give all leases back, so that another relay takes over at once."""
        await self._pool.execute(self._sql(_GIVE_BACK), self._topic, self._owner)

    async def rewind(self, shards: Sequence[int], from_seq: int) -> None:
        """Have these shards sent again from a seq on, whoever sends them now.

        An operator's tool, for a topic that is to be filled again.
        """
        await self._pool.execute(self._sql(_REWIND), self._topic, from_seq, shards)

    def _sql(self, statement: str) -> str:
        return in_schema(statement, self._schema)


async def is_sending(tx: Connection, schema: str) -> bool:
    """Return whether a relay of this schema runs, or its leases still hold."""
    return bool(await tx.fetchval(in_schema(_ANY_LEASE, schema)))


async def has_sent(tx: Connection, schema: str) -> bool:
    """Return whether any event of this schema was sent to a topic."""
    return bool(await tx.fetchval(in_schema(_ANY_SENT, schema)))


async def log_progress(pool: Pool, schema: str, topic: str) -> LogProgress:
    """Return how far the store of a schema has come, and its relay to this topic."""
    row = await pool.fetchrow(in_schema(_PROGRESS, schema), topic)
    assert row is not None
    return LogProgress(recorded=int(row["recorded"]), unsent=int(row["unsent"]))
