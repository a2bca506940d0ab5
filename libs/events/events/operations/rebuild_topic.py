"""`relay --from SEQ`: sends a topic's events again, from the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from events.broker.broker import Broker
from events.clock import Clock
from events.errors import Refused, Retryable
from events.operations.terminal import StopCommand, progress_bar
from events.relay.cursors import Cursors
from events.relay.outbox import Outbox
from events.relay.relay import Relay
from events.store.connection import Pool, in_schema

_RUNNING = """
select exists (select from {schema}.relay_cursor
    where topic = $1 and owner <> '' and until > clock_timestamp())
"""
_POSITIONS = """
select shard, next_seq, next as end from {schema}.relay_cursor join {schema}.es_shard using (shard)
where topic = $1 and shard = any($2::integer[]) order by shard
"""
_PAUSE_S = 1.0
_FRUITLESS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewind:
    """From which seq to send a topic again (0 and 1: the first); `shard` None: all shards."""

    from_seq: int
    shard: int | None = None

    def shards(self, count: int) -> Sequence[int]:
        """Return the shards to rewind. Raises StopCommand."""
        if self.shard is not None and self.shard >= count:
            raise StopCommand(f"there is no shard {self.shard}: they are 0 to {count - 1}")
        return range(count) if self.shard is None else [self.shard]


class TopicRebuild:
    """Rewinds the cursors, so that no relay goes on from where it was.

    A relay that runs then sends again by itself; otherwise this does.
    """

    def __init__(self, pool: Pool, outbox: Outbox, clock: Clock) -> None:
        self._pool, self._outbox, self._clock = pool, outbox, clock

    async def rewind(self, rewind: Rewind) -> bool:
        """Rewind; return whether a relay is running.

        Raises StopCommand for a shard that does not exist.
        """
        shards = list(rewind.shards(self._outbox.shards))
        cursors = Cursors(self._pool, self._outbox.schema, self._outbox.topic, "rewind")
        await cursors.add_missing()
        # Before rewinding, which takes the leases away.
        running = bool(await self._pool.fetchval(self._sql(_RUNNING), self._outbox.topic))
        await cursors.rewind(shards, max(1, rewind.from_seq))
        return running

    async def send(self, rewind: Rewind, broker: Broker) -> int:
        """Send until the topic is level with the store as it was at the start.

        Returns how many events that were. Raises StopCommand if the broker does not take them.
        """
        shards = list(rewind.shards(self._outbox.shards))
        # As of now: the topic need not catch up with what is appended meanwhile.
        ends = {shard: end for shard, (_, end) in (await self._positions(shards)).items()}
        await self._make_topic(broker)
        relay = Relay(self._pool, self._outbox, broker, clock=self._clock)
        try:
            return await self._until_level(relay, ends)
        finally:
            await relay.close()

    async def _make_topic(self, broker: Broker) -> None:
        try:
            await broker.create_topics({self._outbox.topic: self._outbox.shards})
        except (Refused, Retryable) as trouble:
            raise StopCommand(f"the broker does not take {self._outbox.topic}: {trouble}") from None

    async def _until_level(self, relay: Relay, ends: Mapping[int, int]) -> int:
        waiting = total = await self._waiting(ends)
        fruitless = 0
        with progress_bar(f"sending {self._outbox.topic}", total) as advance:
            while waiting:
                await relay.step()
                left = await self._waiting(ends)
                advance(waiting - left)
                fruitless = 0 if left < waiting else fruitless + 1
                waiting = left
                if fruitless:
                    await self._rest(fruitless)
        return total

    async def _rest(self, fruitless: int) -> None:
        if fruitless > _FRUITLESS:
            raise StopCommand(
                f"the broker takes nothing for {self._outbox.topic}; the cursors stay rewound"
            )
        await self._clock.sleep(_PAUSE_S)

    async def _waiting(self, ends: Mapping[int, int]) -> int:
        positions = await self._positions(list(ends))
        return sum(max(0, ends[shard] - next_seq) for shard, (next_seq, _) in positions.items())

    async def _positions(self, shards: Sequence[int]) -> dict[int, tuple[int, int]]:
        rows = await self._pool.fetch(self._sql(_POSITIONS), self._outbox.topic, shards)
        return {row["shard"]: (row["next_seq"], row["end"]) for row in rows}

    def _sql(self, statement: str) -> str:
        return in_schema(statement, self._outbox.schema)
