"""Where a topic begins: the seq below which nothing is sent any more, since every reader has
applied it.

To trim a topic, an operator holds its leases, so that no relay sends, and names the beginning. The
first record of each partition then says so (a marker), for readers from outside.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from uuid import uuid4

import msgspec

from events.broker.broker import Broker, OutgoingRecord
from events.ce_headers import BEGINS_AT, CONTENT_TYPE
from events.relay.cursors import ADD_MISSING
from events.store.connection import Pool, in_schema

_HOLD = """
update {schema}.relay_cursor
set owner = $2, epoch = epoch + 1, until = clock_timestamp() + make_interval(secs => $3)
    where topic = $1
"""
_BEGIN = """
update {schema}.relay_cursor as mine set begin_seq = begins.seq, next_seq = begins.seq
from unnest($3::integer[], $4::bigint[]) as begins (shard, seq)
where mine.topic = $1 and mine.owner = $2 and mine.shard = begins.shard
    and begins.seq >= mine.begin_seq
"""
_RELEASE = (
    "update {schema}.relay_cursor set owner = '', until = 'epoch' where topic = $1 and owner = $2"
)
_WHERE = (
    "select shard, begin_seq, next_seq - begin_seq as sent from {schema}.relay_cursor "
    "where topic = $1"
)


class TopicBeginnings:
    """The beginnings of one topic, in the schema of the store whose events it carries."""

    def __init__(self, pool: Pool, schema: str, topic: str) -> None:
        self._pool, self._schema, self._topic = pool, schema, topic
        self._owner = f"operator-{uuid4().hex}"

    async def sent(self) -> Mapping[int, int]:
        """Return how many events of each shard were sent since its beginning.

        That is about as many as the topic holds.
        """
        return {
            row["shard"]: row["sent"]
            for row in await self._pool.fetch(self._sql(_WHERE), self._topic)
        }

    async def begins(self) -> Mapping[int, int]:
        """Return the seq at which each shard begins in the topic."""
        return {
            row["shard"]: row["begin_seq"]
            for row in await self._pool.fetch(self._sql(_WHERE), self._topic)
        }

    @asynccontextmanager
    async def held(self, for_s: float) -> AsyncIterator[None]:
        """Hold all leases, so that no relay sends, for the block or `for_s` seconds."""
        await self._pool.execute(self._sql(ADD_MISSING), self._topic)
        # A new epoch: a relay that is sending now can no longer move its cursors.
        await self._pool.execute(self._sql(_HOLD), self._topic, self._owner, for_s)
        try:
            yield
        finally:
            await self._pool.execute(self._sql(_RELEASE), self._topic, self._owner)

    async def begin_at(self, begins: Mapping[int, int]) -> None:
        """Set the seq at which each shard begins, and send from there on.

        It never moves back here.
        """
        await self._pool.execute(
            self._sql(_BEGIN), self._topic, self._owner, list(begins), list(begins.values())
        )

    def _sql(self, statement: str) -> str:
        return in_schema(statement, self._schema)


def markers(begins: Mapping[int, int]) -> Iterable[OutgoingRecord]:
    """Make the records that say where each partition begins; one that begins at 1 needs none."""
    for shard, seq in begins.items():
        if seq > 1:
            value = msgspec.json.encode({"begins_at": seq})
            headers = [(BEGINS_AT, b"%d" % seq), CONTENT_TYPE]
            yield OutgoingRecord(partition=shard, key=b"topic-begins", value=value, headers=headers)


async def mark_beginnings(broker: Broker, topic: str, begins: Mapping[int, int]) -> None:
    """Send the markers. Raises BrokerTrouble."""
    publisher = await broker.publisher()
    try:
        await publisher.send(topic, markers(begins))
    finally:
        await publisher.close()
