"""How far each partition was applied.

A checkpoint moves only by compare-and-set, in the transaction that applies the records.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from events.broker.broker import TopicPartition
from events.errors import Retryable
from events.store.connection import Connection, in_schema

_MAKE = """
insert into {schema}.checkpoint (consumer, topic, partition) values ($1, $2, $3)
    on conflict do nothing
"""
_LOAD = """
select next_seq, next_offset, revision,
    array(select distinct d.key from {schema}.dead_letter d
          where d.consumer = c.consumer and d.topic = c.topic and d.partition = c.partition
              and d.seq is not null) as parked,
    array(select d.seq from {schema}.discarded_letter d
          where d.consumer = c.consumer and d.topic = c.topic and d.partition = c.partition
              and d.seq >= c.next_seq) as discarded
from {schema}.checkpoint c where consumer = $1 and topic = $2 and partition = $3
"""
# `set_config(..., true)` holds until the transaction ends; as a condition that is always true it
# costs no round trip of its own.
_ADVANCE = """
update {schema}.checkpoint set next_seq = $6, next_offset = $7
where consumer = $1 and topic = $2 and partition = $3 and next_seq = $4 and revision = $5
    and set_config('idle_in_transaction_session_timeout', '10s', true) is not null
    and set_config('lock_timeout', '5s', true) is not null
    and set_config('synchronous_commit', $8, true) is not null
returning 1
"""
_HOLD = """
select 1 from {schema}.checkpoint
where consumer = $1 and topic = $2 and partition = $3 and next_seq = $4 and revision = $5
    and set_config('idle_in_transaction_session_timeout', '10s', true) is not null
    and set_config('lock_timeout', '5s', true) is not null
for update
"""
_POSITIONS = (
    "select topic, partition, next_seq, revision from {schema}.checkpoint where consumer = $1"
)
_FORGET_OFFSETS = (
    "update {schema}.checkpoint set next_offset = 0, revision = revision + 1 where topic = $1"
)
_FORGET_ALL = "truncate {schema}.checkpoint, {schema}.dead_letter"
_FORGET = "delete from {schema}.checkpoint where consumer = $1"
_REVISE = """
update {schema}.checkpoint set revision = revision + 1
    where consumer = $1 and topic = $2 and partition = $3
"""


class CheckpointMoved(Retryable):
    """Another process applied this partition meanwhile.

    Nothing was written; the checkpoint is read again.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The next sequence number to apply, its likely offset (a hint), and keys with dead letters.

    `revision` changes when dead letters were worked on: everything known of the partition must be
    read again then. `discarded` are sequence numbers still ahead that a person discarded before the
    partition was rewound; they are skipped.
    """

    next_seq: int
    next_offset: int
    revision: int
    parked: Set[str]
    discarded: Set[int] = frozenset()


class Checkpoints:
    """The checkpoints of one consumer.

    A process that is frozen inside a transaction loses it after 10 s, and nobody waits for a row
    longer than 5 s. `rebuildable` says that what is written beside the checkpoint can be made again
    from the topic, so a commit need not wait for the disk: a database that crashes forgets the
    newest of both together.
    """

    def __init__(self, schema: str, consumer: str, *, rebuildable: bool = False) -> None:
        self._schema, self._consumer = schema, consumer
        self._synchronous_commit = "off" if rebuildable else "on"

    async def load(self, tx: Connection, partition: TopicPartition) -> Checkpoint:
        """Return the checkpoint; that of the beginning if the partition was never applied."""
        # A row must be there: `advance` and `hold` lock what they find.
        await tx.execute(in_schema(_MAKE, self._schema), *self._name(partition))
        row = await tx.fetchrow(in_schema(_LOAD, self._schema), *self._name(partition))
        assert row is not None
        return Checkpoint(
            next_seq=row["next_seq"],
            next_offset=row["next_offset"],
            revision=row["revision"],
            parked=frozenset(row["parked"]),
            discarded=frozenset(row["discarded"]),
        )

    async def positions(self, tx: Connection) -> Mapping[TopicPartition, tuple[int, int]]:
        """Return the next seq to apply and the revision of each partition that was ever applied."""
        rows = await tx.fetch(in_schema(_POSITIONS, self._schema), self._consumer)
        return {
            TopicPartition(row["topic"], row["partition"]): (row["next_seq"], row["revision"])
            for row in rows
        }

    async def advance(
        self,
        tx: Connection,
        partition: TopicPartition,
        before: Checkpoint,
        next_seq: int,
        next_offset: int,
    ) -> None:
        """Move on from `before`, and lock the checkpoint until the transaction ends.

        Raises CheckpointMoved.
        """
        done = await tx.fetchval(
            in_schema(_ADVANCE, self._schema),
            *self._name(partition),
            before.next_seq,
            before.revision,
            next_seq,
            next_offset,
            self._synchronous_commit,
        )
        if done is None:
            raise CheckpointMoved(
                f"{partition.topic}[{partition.partition}] is no longer at {before.next_seq}"
            )

    async def hold(self, tx: Connection, partition: TopicPartition, before: Checkpoint) -> None:
        """Lock the checkpoint where it is until the transaction ends. Raises CheckpointMoved."""
        done = await tx.fetchval(
            in_schema(_HOLD, self._schema), *self._name(partition), before.next_seq, before.revision
        )
        if done is None:
            raise CheckpointMoved(
                f"{partition.topic}[{partition.partition}] is no longer at {before.next_seq}"
            )

    async def revise(self, tx: Connection, partition: TopicPartition) -> None:
        """Lock the checkpoint until the transaction ends, and make its readers load it again."""
        await tx.execute(in_schema(_REVISE, self._schema), *self._name(partition))

    async def forget(self, tx: Connection) -> None:
        """Forget how far this consumer applied its topics: it begins again with the first event."""
        await tx.execute(in_schema(_FORGET, self._schema), self._consumer)

    def _name(self, partition: TopicPartition) -> tuple[str, str, int]:
        return self._consumer, partition.topic, partition.partition


async def forget_all(tx: Connection, schema: str) -> None:
    """Forget how far all consumers of a schema applied their topics, and their dead letters.

    For a rebuild: each topic is then read from its first event. Discarded letters stay listed with
    their reasons.
    """
    await tx.execute(in_schema(_FORGET_ALL, schema))


async def forget_offsets(tx: Connection, schema: str, topic: str) -> None:
    """Make all consumers of a schema read a topic from its beginning.

    For a topic that was made anew: its old offsets mean other records now.
    """
    await tx.execute(in_schema(_FORGET_OFFSETS, schema), topic)
