"""`relay --from`: a topic that has lost its beginning is whole again, whether a relay is running or
not."""

import pytest

from events.clock import MovableClock
from events.operations.rebuild_topic import Rewind, TopicRebuild
from events.operations.terminal import StopCommand
from events.relay.relay import Relay
from events.store.connection import Pool
from events.store.postgres_store import PostgresStore
from tests.events.relay.topics import C1, OUTBOX, TOPIC, applied, relay_of, sent
from tests.events.relay.troubled_broker import TroubledBroker
from tests.support.event_stores import SHARDS


@pytest.fixture
def broker() -> TroubledBroker:
    """An empty broker."""
    return TroubledBroker()


async def sent_before(pool: Pool, broker: TroubledBroker, clock: MovableClock) -> Relay:
    """Return a relay that has sent all there is."""
    relay = relay_of(pool, broker, clock)
    while await relay.step():
        pass
    return relay


async def test_a_topic_that_was_forgotten_is_whole_again(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    await (await sent_before(pool, broker, clock)).close()
    before = [sent(broker, shard) for shard in range(SHARDS)]
    broker.forget(TOPIC)
    rebuild, rewind = TopicRebuild(pool, OUTBOX, clock), Rewind(from_seq=0)
    assert not await rebuild.rewind(rewind)
    assert await rebuild.send(rewind, broker) == 15
    assert [sent(broker, shard) for shard in range(SHARDS)] == before


async def test_a_topic_that_lost_its_beginning_has_it_again_behind_the_rest(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    await (await sent_before(pool, broker, clock)).close()
    last = sent(broker)[-1]
    broker.truncate(TOPIC, C1, last - 1)
    rebuild, rewind = TopicRebuild(pool, OUTBOX, clock), Rewind(from_seq=1, shard=C1)
    assert not await rebuild.rewind(rewind)
    await rebuild.send(rewind, broker)
    assert sent(broker) == [last, *range(1, last + 1)]
    assert applied(sent(broker)[1:]) == list(range(1, last + 1))


async def test_only_the_shard_that_was_named_is_sent_again_from_the_seq_that_was_named(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    await (await sent_before(pool, broker, clock)).close()
    before = {shard: sent(broker, shard) for shard in range(SHARDS)}
    rebuild, rewind = TopicRebuild(pool, OUTBOX, clock), Rewind(from_seq=3, shard=C1)
    await rebuild.rewind(rewind)
    await rebuild.send(rewind, broker)
    again = [seq for seq in before[C1] if seq >= 3]
    assert {shard: sent(broker, shard) for shard in range(SHARDS)} == {
        **before,
        C1: before[C1] + again,
    }


async def test_a_relay_that_is_running_does_it_by_itself(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    running = await sent_before(pool, broker, clock)
    before = sent(broker)
    assert await TopicRebuild(pool, OUTBOX, clock).rewind(Rewind(from_seq=0))
    clock.move_to(clock.now().replace(hour=23))
    while await running.step():
        pass
    assert sent(broker) == before * 2


async def test_a_topic_that_was_never_sent_is_sent(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    rebuild, rewind = TopicRebuild(pool, OUTBOX, clock), Rewind(from_seq=0)
    await rebuild.rewind(rewind)
    assert await rebuild.send(rewind, broker) == 15


async def test_a_seq_beyond_the_cursor_skips_nothing(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    rebuild, rewind = TopicRebuild(pool, OUTBOX, clock), Rewind(from_seq=1000)
    await rebuild.rewind(rewind)
    assert await rebuild.send(rewind, broker) == 15


async def test_a_shard_that_is_none_is_refused(pool: Pool, clock: MovableClock) -> None:
    with pytest.raises(StopCommand, match=f"no shard {SHARDS}: they are 0 to {SHARDS - 1}"):
        await TopicRebuild(pool, OUTBOX, clock).rewind(Rewind(from_seq=0, shard=SHARDS))


async def test_gives_up_on_a_broker_that_takes_nothing(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    broker.faults = ["nothing arrives"] * 100
    rebuild, rewind = TopicRebuild(pool, OUTBOX, clock), Rewind(from_seq=0)
    await rebuild.rewind(rewind)
    with pytest.raises(StopCommand, match="takes nothing"):
        await rebuild.send(rewind, broker)


async def test_goes_on_after_trouble_that_passes(
    pool: Pool, store: PostgresStore, broker: TroubledBroker, clock: MovableClock
) -> None:
    broker.faults = ["nothing arrives", "half arrives"]
    rebuild, rewind = TopicRebuild(pool, OUTBOX, clock), Rewind(from_seq=0)
    await rebuild.rewind(rewind)
    assert await rebuild.send(rewind, broker) == 15
