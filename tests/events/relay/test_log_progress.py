"""How far a store has come, and what its topic still lacks."""

from events.clock import MovableClock
from events.relay.cursors import LogProgress, log_progress
from events.store.connection import Pool
from events.store.postgres_store import PostgresStore
from tests.events.relay.topics import TOPIC, relay_of
from tests.events.relay.troubled_broker import TroubledBroker
from tests.events.store.sample_appends import append_to
from tests.support.event_stores import SCHEMA


async def test_counts_what_is_recorded_and_what_was_not_sent(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    relay = relay_of(pool, broker, clock)
    await store.append(append_to("c-1", "one", "two"))
    await relay.step()
    await store.append(append_to("c-1", "three"))
    await store.append(append_to("c-2", "four"))

    assert await log_progress(pool, SCHEMA, TOPIC) == LogProgress(recorded=4, unsent=2)

    await relay.step()
    assert await log_progress(pool, SCHEMA, TOPIC) == LogProgress(recorded=4, unsent=0)
    await relay.close()


async def test_cursors_of_another_topic_do_not_count(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    await store.append(append_to("c-1", "one"))
    await relay_of(pool, broker, clock).step()

    assert await log_progress(pool, SCHEMA, "other.events") == LogProgress(recorded=1, unsent=0)


async def test_an_empty_store_has_nothing(pool: Pool, store: PostgresStore) -> None:
    assert await log_progress(pool, SCHEMA, TOPIC) == LogProgress(recorded=0, unsent=0)
