"""Knows up to when the logs were read, shard by shard, whichever process reads them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from events.clock import Clock
from events.store.connection import Connection, Pool, in_schema
from notifier.domain.judge_log_age import Sight, judge_log_age

TopicShard = tuple[str, int]
# `greatest`: processes write in any order, and what was read once stays known.
_WRITE = """insert into {schema}.log_read (topic, shard, read_to)
select * from unnest($1::text[], $2::int[], $3::timestamptz[])
on conflict (topic, shard) do update set read_to = greatest(log_read.read_to, excluded.read_to)"""
_READ = "select topic, shard, read_to from {schema}.log_read"
_SHARE_EVERY = timedelta(seconds=1)


@dataclass(slots=True)
class LogReading:
    """What this process has read, shared with the others once a second through Postgres.

    There is one object a process.

    `topics` are those whose events make pages needless; a shard is known up to where the one that
    lags most was read. Instants are the store's; between two looks at it `clock` says how many
    seconds went by.
    """

    schema: str
    topics: Collection[str]
    shards: int
    clock: Clock
    _read_to: dict[TopicShard, datetime] = field(default_factory=dict)
    _started_at: datetime | None = None
    _shared_at: datetime | None = None
    _looked: tuple[datetime, float] | None = None

    async def refresh(
        self, pool: Pool, now: datetime, caught_up: Mapping[TopicShard, datetime]
    ) -> None:
        """Take in what this process has read and as of when; share it, and learn of the others."""
        self._started_at = self._started_at or now
        # Both at once: `_now` goes on from the store's time without asking for it again.
        self._looked = now, self.clock.monotonic()
        self._take(caught_up.items())
        if self._shared_at is None or now - self._shared_at >= _SHARE_EVERY:
            self._shared_at = now
            await self._share(pool, caught_up)

    async def read_on(self, tx: Connection, partition: TopicShard, read_to: datetime) -> None:
        """Note, in a batch's transaction, up to when a partition that is behind was read."""
        await tx.execute(in_schema(_WRITE, self.schema), [partition[0]], [partition[1]], [read_to])

    def sight(self, shard: int) -> Sight:
        """Judge a shard as of now; before the first look there is nothing to go by."""
        now = self._now()
        if now is None or self._started_at is None:
            return "wait"
        return judge_log_age(self.known_until(shard), self._started_at, now)

    def held(self) -> Sequence[int]:
        """Return the shards for which only a fresh page may ring."""
        return [shard for shard in range(self.shards) if self.sight(shard) == "wait"]

    def known_until(self, shard: int) -> datetime | None:
        """Return up to when all of a shard's events are known; None: nothing is known."""
        read = [self._read_to.get((topic, shard)) for topic in self.topics]
        known = [instant for instant in read if instant is not None]
        return min(known) if known and len(known) == len(read) else None

    def all_known_until(self) -> datetime | None:
        """Return up to when all events of all shards are known; None: of one, nothing is."""
        known = [self.known_until(shard) for shard in range(self.shards)]
        instants = [instant for instant in known if instant is not None]
        return min(instants) if len(instants) == len(known) else None

    def _now(self) -> datetime | None:
        if self._looked is None:
            return None
        at, then = self._looked
        return at + timedelta(seconds=max(0.0, self.clock.monotonic() - then))

    async def _share(self, pool: Pool, caught_up: Mapping[TopicShard, datetime]) -> None:
        if caught_up:
            topics, shards = zip(*caught_up, strict=True)
            await pool.execute(
                in_schema(_WRITE, self.schema), list(topics), list(shards), list(caught_up.values())
            )
        rows = await pool.fetch(in_schema(_READ, self.schema))
        self._take(((row["topic"], row["shard"]), row["read_to"]) for row in rows)

    def _take(self, read: Iterable[tuple[TopicShard, datetime]]) -> None:
        for partition, instant in read:
            # Never back: what another process has shared may be older than what this one has read.
            self._read_to[partition] = max(instant, self._read_to.get(partition, instant))
