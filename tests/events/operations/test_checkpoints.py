"""`checkpoints`: how far each reader is behind the end of what it reads, as the broker knows it."""

from events.broker.memory_broker import MemoryBroker
from events.clock import MovableClock
from events.operations.list_checkpoints import checkpoint_lines, list_checkpoints
from events.store.connection import Pool, in_schema
from events.store.postgres_store import PostgresStore
from tests.events.operations.test_rebuild_topic import sent_before
from tests.events.relay.topics import C1, TOPIC
from tests.events.relay.troubled_broker import TroubledBroker
from tests.events.store.sample_appends import append_to
from tests.support.event_stores import SCHEMA, SHARDS

_APPLIED = (
    "insert into {schema}.checkpoint (consumer, topic, partition, next_seq)"
    " values ('follower', $1, $2, 3)"
)


async def test_nothing_sent_is_nothing_to_show(pool: Pool) -> None:
    assert checkpoint_lines(await list_checkpoints(pool, SCHEMA, None)) == [
        "nothing was sent or applied yet"
    ]


async def test_the_relays_lag_is_what_the_store_has_beyond_it(
    pool: Pool, store: PostgresStore, clock: MovableClock
) -> None:
    await sent_before(pool, TroubledBroker(), clock)
    await store.append(append_to("c-1", "not sent", "yet"))
    positions = await list_checkpoints(pool, SCHEMA, None)
    lags = {position.partition: position.lag for position in positions}
    assert lags == {shard: 2 if shard == C1 else 0 for shard in range(SHARDS)}


async def test_a_consumers_lag_is_what_the_topic_holds_beyond_it(
    pool: Pool, store: PostgresStore, clock: MovableClock
) -> None:
    broker = TroubledBroker()
    await sent_before(pool, broker, clock)
    await pool.execute(in_schema(_APPLIED, SCHEMA), TOPIC, C1)
    *_, position = await list_checkpoints(pool, SCHEMA, broker)
    assert (position.reader, position.next_seq) == ("follower", 3)
    assert position.lag == (await store.heads())[C1].seq + 1 - 3
    assert checkpoint_lines([position])[1].split() == [
        "follower", TOPIC, str(C1), "3", str(position.lag), "0",
    ]  # fmt: skip


async def test_a_topic_that_is_not_there_leaves_the_lag_open(
    pool: Pool, store: PostgresStore
) -> None:
    """The store of the source lies in the same database, and is not looked at."""
    await pool.execute(in_schema(_APPLIED, SCHEMA), TOPIC, C1)
    broker = MemoryBroker()
    await broker.create_topics({TOPIC: SHARDS})
    (position,) = await list_checkpoints(pool, SCHEMA, broker)
    assert position.lag is None
    assert (await store.heads())[C1].seq > 3
