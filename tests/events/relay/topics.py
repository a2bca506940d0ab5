"""What a topic holds, read as a consumer would see it."""

from datetime import timedelta

from events.broker.broker import TopicPartition
from events.broker.memory_broker import MemoryBroker
from events.clock import MovableClock
from events.relay.outbox import Outbox
from events.relay.pacing import RelayPacing
from events.relay.relay import Relay
from events.sharding import shard_of
from events.store.connection import Pool
from events.store.postgres_store import PostgresStore
from tests.events.store.sample_appends import append_to
from tests.support.event_stores import SCHEMA, SHARDS
from tests.support.sent_records import sequence_of

TOPIC = "intake.events"
OUTBOX = Outbox(schema=SCHEMA, source="intake", topic=TOPIC, shards=SHARDS)
C1 = shard_of("c-1", SHARDS)


def relay_of(
    pool: Pool, broker: MemoryBroker, clock: MovableClock, pacing: RelayPacing | None = None
) -> Relay:
    """Return a relay of these tables; each is an owner of its own."""
    return Relay(pool, OUTBOX, broker, clock=clock, pacing=pacing)


def sent(broker: MemoryBroker, shard: int = C1) -> list[int]:
    """Return the seqs of a partition, in the order in which they were sent."""
    log = broker.log(TopicPartition(TOPIC, shard))
    return [sequence_of(record) for record in log.read(log.begin, 1_000_000)]


def applied(seqs: list[int]) -> list[int]:
    """Return what a consumer applies of them: it drops what it has seen, and stops at a gap."""
    seen: list[int] = []
    for seq in seqs:
        assert seq <= len(seen) + 1, f"a gap before {seq}"
        if seq == len(seen) + 1:
            seen.append(seq)
    return seen


async def append_many(store: PostgresStore, count: int, case_id: str = "c-1") -> None:
    """Append so many events at once."""
    await store.append(append_to(case_id, *map(str, range(count))))


def later(clock: MovableClock) -> None:
    """Move the clock far enough for the relay to renew its leases and to look back."""
    clock.move(timedelta(minutes=1))
