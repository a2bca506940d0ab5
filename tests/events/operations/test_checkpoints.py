"""`checkpoints`: how far each reader is behind the store it reads, where that store is in reach."""

from events.clock import MovableClock
from events.operations.list_checkpoints import checkpoint_lines, list_checkpoints
from events.store.connection import Pool, in_schema
from events.store.postgres_store import PostgresStore
from tests.events.operations.test_rebuild_topic import sent_before
from tests.events.relay.topics import C1, TOPIC
from tests.events.relay.troubled_broker import TroubledBroker
from tests.events.store.sample_appends import append_to
from tests.support.event_stores import SCHEMA, SHARDS

_APPLIED = "insert into {schema}.checkpoint (consumer, topic, partition, next_seq) values ('follower', $1, $2, 3)"


async def test_nothing_sent_is_nothing_to_show(pool: Pool) -> None:
    assert checkpoint_lines(await list_checkpoints(pool, SCHEMA, "")) == [
        "nothing was sent or applied yet"
    ]


async def test_the_relays_lag_is_what_the_store_has_beyond_it(
    pool: Pool, store: PostgresStore, clock: MovableClock
) -> None:
    await sent_before(pool, TroubledBroker(), clock)
    await store.append(append_to("c-1", "not sent", "yet"))
    lags = {
        standing.partition: standing.lag for standing in await list_checkpoints(pool, SCHEMA, "")
    }
    assert lags == {shard: 2 if shard == C1 else 0 for shard in range(SHARDS)}


async def test_a_consumers_lag_is_what_the_sources_store_has_beyond_it(
    pool: Pool, store: PostgresStore
) -> None:
    await pool.execute(in_schema(_APPLIED, SCHEMA), f"prefix.{TOPIC}", C1)
    (standing,) = await list_checkpoints(pool, SCHEMA, "prefix.")
    assert (standing.reader, standing.next_seq) == ("follower", 3)
    assert standing.lag == (await store.heads())[C1].seq + 1 - 3
    assert checkpoint_lines([standing])[1].split() == [
        "follower", f"prefix.{TOPIC}", str(C1), "3", str(standing.lag), "0",
    ]  # fmt: skip
