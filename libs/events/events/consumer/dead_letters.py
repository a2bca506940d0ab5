"""Where a bad message goes: kept whole, with later events of its key parked behind it in order,
until a person retries or discards it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from events.broker.broker import IncomingRecord, TopicPartition
from events.consumer.checkpoints import Checkpoints
from events.errors import MalformedEvent, Poison, UnknownEventType
from events.store.connection import Connection, Pool, Row, in_schema

# A new letter gets the next id; one that is put back keeps its own, so that what an operator noted
# still names it. The column makes its ids itself, hence `overriding`.
_PUT = """
insert into {schema}.dead_letter
    (consumer, topic, partition, key, seq, "offset", record_key, value, headers, error, id,
        put_aside_at)
overriding system value
select $1, $2, $3, key, seq, "offset", record_key, value, headers, error,
    coalesce(nullif(id, 0), nextval(pg_get_serial_sequence('{schema}.dead_letter', 'id'))),
    coalesce(put_aside_at, clock_timestamp())
from unnest($4::text[], $5::bigint[], $6::bigint[], $7::bytea[], $8::bytea[], $9::json[],
    $10::text[], $11::bigint[], $12::timestamptz[])
    as letter (key, seq, "offset", record_key, value, headers, error, id, put_aside_at)
on conflict do nothing
"""
_WAITING = "select * from {schema}.dead_letter where consumer = $1 order by id limit $2"
_TAKE = """
delete from {schema}.dead_letter
where consumer = $1 and topic = $2 and partition = $3 and key = $4 and seq is not null returning *
"""
_OF_KEY = """
select * from {schema}.dead_letter
where consumer = $1 and topic = $2 and partition = $3 and key = $4 and seq is not null order by seq
"""
_DISCARD = """
with gone as (delete from {schema}.dead_letter where consumer = $1 and id = $2 returning *)
insert into {schema}.discarded_letter (id, consumer, topic, partition, key, seq, "offset", error,
    reason)
select id, consumer, topic, partition, key, seq, "offset", error, $3 from gone returning id
"""
_FIND = "select * from {schema}.dead_letter where consumer = $1 and id = $2"
_KEYS = """
select topic, partition, key from {schema}.dead_letter where consumer = $1 and seq is not null
group by topic, partition, key order by min(id)
"""

_HEADERS = msgspec.json.Decoder(list[tuple[str, bytes]])


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A record that was put aside.

    The record is as it was sent: what is personal in it is sealed. `error` says why (`why_of`);
    None if it only waits behind another of its key. `seq` is None for a record without a sequence:
    nothing is parked behind such a one.
    """

    record: IncomingRecord
    key: str
    seq: int | None
    error: str | None
    id: int = 0
    put_aside_at: datetime | None = None


def why_of(error: Poison) -> str:
    """Return why a record was put aside, as it is kept and shown: never in words of its data."""
    # These two say what they do by the catalogue. What a reaction says may repeat what it read.
    if isinstance(error, MalformedEvent | UnknownEventType):
        return f"{type(error).__name__}: {error}"
    return type(error).__name__


def key_of(record: IncomingRecord) -> str:
    """Return the key that a record shares with its successors, as text that Postgres can hold."""
    return (record.key or b"").decode("utf-8", "backslashreplace").replace("\0", "\\0")


class DeadLetters:
    """The dead letters of one consumer."""

    def __init__(self, schema: str, consumer: str) -> None:
        self._schema, self._consumer = schema, consumer
        self._checkpoints = Checkpoints(schema, consumer)

    async def put(
        self, tx: Connection, partition: TopicPartition, letters: Sequence[DeadLetter]
    ) -> None:
        """Put letters aside.

        A letter that is there already stays; one that is put back keeps its id.
        """
        if not letters:
            return
        rows = [
            (
                letter.key,
                letter.seq,
                letter.record.offset,
                letter.record.key,
                letter.record.value,
                msgspec.json.encode(list(letter.record.headers)).decode(),
                letter.error,
                letter.id,
                letter.put_aside_at,
            )
            for letter in letters
        ]
        columns = map(list, zip(*rows, strict=True))
        await tx.execute(
            in_schema(_PUT, self._schema),
            self._consumer,
            partition.topic,
            partition.partition,
            *columns,
        )

    async def waiting(self, db: Connection | Pool, limit: int = 100) -> Sequence[DeadLetter]:
        """Return the oldest letters, in the order in which they were put aside."""
        return [
            _letter(row)
            for row in await db.fetch(in_schema(_WAITING, self._schema), self._consumer, limit)
        ]

    async def take(
        self, tx: Connection, partition: TopicPartition, key: str
    ) -> Sequence[DeadLetter]:
        """Take a key's letters out, in the order of the log.

        The caller applies them or puts them back.
        """
        rows = await tx.fetch(
            in_schema(_TAKE, self._schema),
            self._consumer,
            partition.topic,
            partition.partition,
            key,
        )
        # What `delete ... returning` yields is in no order.
        return sorted(map(_letter, rows), key=lambda letter: letter.seq or 0)

    async def of_key(
        self, db: Connection | Pool, partition: TopicPartition, key: str
    ) -> Sequence[DeadLetter]:
        """Return a key's letters as they are now, in the order of the log."""
        rows = await db.fetch(
            in_schema(_OF_KEY, self._schema),
            self._consumer,
            partition.topic,
            partition.partition,
            key,
        )
        return list(map(_letter, rows))

    async def find(self, db: Connection | Pool, letter_id: int) -> DeadLetter | None:
        """Return the letter of that id; None if this consumer has none."""
        row = await db.fetchrow(in_schema(_FIND, self._schema), self._consumer, letter_id)
        return None if row is None else _letter(row)

    async def keys(self, db: Connection | Pool) -> Sequence[tuple[TopicPartition, str]]:
        """Return the keys whose letters can be retried, with partitions, oldest letter first."""
        rows = await db.fetch(in_schema(_KEYS, self._schema), self._consumer)
        return [(TopicPartition(row["topic"], row["partition"]), row["key"]) for row in rows]

    async def discard(self, pool: Pool, letter_id: int, reason: str = "") -> bool:
        """Throw a letter away for good; return False if there is no such letter.

        Letters behind it wait until they are retried. `discarded_letter` keeps which one it was and
        the reason, not its content.
        """
        async with pool.acquire() as tx, tx.transaction():
            row = await tx.fetchrow(in_schema(_FIND, self._schema), self._consumer, letter_id)
            if row is None:
                return False
            # The lock on the checkpoint comes first everywhere, so that two commands never
            # deadlock.
            await self._checkpoints.revise(tx, TopicPartition(row["topic"], row["partition"]))
            return (
                await tx.fetchrow(
                    in_schema(_DISCARD, self._schema), self._consumer, letter_id, reason
                )
                is not None
            )


def _letter(row: Row) -> DeadLetter:
    record = IncomingRecord(
        topic=row["topic"],
        partition=row["partition"],
        offset=row["offset"],
        key=row["record_key"],
        value=row["value"],
        headers=_HEADERS.decode(row["headers"]),
    )
    return DeadLetter(
        record=record,
        key=row["key"],
        seq=row["seq"],
        error=row["error"],
        id=row["id"],
        put_aside_at=row["put_aside_at"],
    )
