"""What a trap stands on: a database and topics of its own on real servers, a seed, and how long it
may take."""

import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from events.broker.broker import TopicPartition
from events.broker.kafka_broker import KafkaBroker
from events.clock import SystemClock
from events.errors import Retryable
from events.relay.outbox import Outbox
from events.relay.pacing import RelayPacing
from events.relay.relay import Relay
from events.store.connection import Pool
from tests.faults.until import until
from tests.support.event_stores import SCHEMA, SHARDS
from tests.support.sent_records import sequence_of


@dataclass(frozen=True, slots=True)
class Ground:
    """`load` is 1 for the quick form of a trap; the long form multiplies counts and times by it.

    `seconds`: how long a trap that goes on for ever is set; 0: as long as its quick form.
    """

    dsn: str
    servers: str
    prefix: str
    seed: int
    load: int = 1
    seconds: float = 0.0

    @property
    def topic(self) -> str:
        """Return the topic of the store's events."""
        return f"{self.prefix}events"

    @property
    def outbox(self) -> Outbox:
        """Return what the relay sends, and where."""
        return Outbox(schema=SCHEMA, source="intake", topic=self.topic, shards=SHARDS)

    def dice(self) -> random.Random:
        """Return chance, the same for the same seed."""
        return random.Random(self.seed)

    def broker(self, servers: str | None = None) -> KafkaBroker:
        """Return a client without a group. `servers`: another way to the same broker."""
        return KafkaBroker(servers or self.servers, grouped=False)

    def relay(
        self, pool: Pool, servers: str | None = None, pacing: RelayPacing | None = None
    ) -> Relay:
        """Return a relay of the store's events."""
        return Relay(pool, self.outbox, self.broker(servers), clock=SystemClock(), pacing=pacing)


Counts = Counter[str]
"""What happened in a trap: counts by name."""

Trap = Callable[[Ground], Awaitable[Counts]]
"""One run of a trap. Raises AssertionError where a promise was broken."""


async def written(pool: Pool) -> dict[int, int]:
    """Return how many events each shard has, those that have any."""
    rows = await pool.fetch(
        f"select shard, next - 1 as events from {SCHEMA}.es_shard where next > 1"
    )
    return {row["shard"]: row["events"] for row in rows}


async def sent(
    ground: Ground, expected: Mapping[int, int], *, at_most_s: float = 60.0
) -> dict[int, list[int]]:
    """Return the seqs in the topic by partition, as they stand there, read until the last one
    expected has come. Raises TimeoutError."""
    seqs: dict[int, list[int]] = {shard: [] for shard in range(SHARDS)}
    subscription = await ground.broker().subscription(ground.topic, [ground.topic], member="1")
    try:
        await subscription.poll(0.1, 1)
        for shard in seqs:
            await subscription.seek(TopicPartition(ground.topic, shard), 0)

        async def read() -> bool:
            for partition, records in (await subscription.poll(0.2, 5000)).items():
                seqs[partition.partition] += [sequence_of(record) for record in records]
            return all(last in seqs[shard] for shard, last in expected.items())

        await until(read, at_most_s=at_most_s)
    finally:
        await subscription.close()
    return seqs


async def assert_all_sent_in_order(ground: Ground, pool: Pool) -> int:
    """Return what was dropped by seq is left out: then each partition is 1, 2, 3 to the last of its
    shard. Returns how often one came again."""
    expected = await written(pool)
    again = 0
    for shard, seqs in (await sent(ground, expected)).items():
        assert len(applied(seqs)) == max(seqs, default=0), f"shard {shard}: a gap in {seqs[:50]}"
        assert list(dict.fromkeys(seqs)) == list(range(1, expected.get(shard, 0) + 1)), (
            f"shard {shard}: {seqs[:50]}"
        )
        again += len(seqs) - len(set(seqs))
    return again


async def is_whole(ground: Ground, pool: Pool) -> bool:
    """Return whether whoever reads the topic from its beginning, and drops what is not next, gets
    every event.

    A reader who came while it was made anew has read of two topics: that one says nothing.
    """
    expected = await written(pool)
    try:
        sent_seqs = await sent(ground, expected, at_most_s=10.0)
    except (Retryable, TimeoutError):
        return False
    return all(
        applied(sent_seqs[shard]) == list(range(1, last + 1)) for shard, last in expected.items()
    )


def applied(seqs: list[int]) -> list[int]:
    """Return what a consumer applies of them: each that is next, and no other."""
    seen: list[int] = []
    for seq in seqs:
        if seq == len(seen) + 1:
            seen.append(seq)
    return seen
