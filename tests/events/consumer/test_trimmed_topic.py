"""A reader of a topic that was trimmed sees no gap, and one that is behind the beginning stops and
says what to do."""

from datetime import timedelta

from events.broker.broker import OutgoingRecord
from events.consumer.checkpoints import forget_offsets
from events.relay.topic_beginnings import markers
from tests.events.consumer.comment_log import EVENTS, SCHEMA, Bench, Noting, comment, run_until_idle


def marker(begins_at: int) -> OutgoingRecord:
    """Return the record that says where the partition begins."""
    (made,) = markers({0: begins_at})
    return made


async def test_a_reader_that_had_applied_all_goes_on(bench: Bench) -> None:
    consumer = bench.consumer(Noting())
    bench.publish(comment(1, "one"), comment(2, "two"))
    await run_until_idle(consumer)
    bench.broker.forget(EVENTS)
    bench.publish(marker(3))
    await run_until_idle(consumer)
    bench.publish(comment(3, "three"))
    await run_until_idle(consumer)
    assert await bench.effects() == ["one", "two", "three"]
    assert consumer.status().stopped == []


async def test_a_reader_that_stands_where_the_new_topic_ends_looks_again_from_its_beginning(
    bench: Bench,
) -> None:
    consumer = bench.consumer(Noting())
    bench.publish(comment(1, "one"), comment(2, "two"))
    await run_until_idle(consumer)
    bench.broker.forget(EVENTS)
    bench.publish(marker(3), comment(3, "three"))
    async with bench.pool.acquire() as tx:
        await forget_offsets(tx, SCHEMA, EVENTS)
    bench.clock.move(timedelta(seconds=1.1))
    await consumer.step()
    await run_until_idle(consumer)
    assert await bench.effects() == ["one", "two", "three"]


async def test_a_reader_that_had_applied_more_than_the_beginning_drops_what_comes_again(
    bench: Bench,
) -> None:
    consumer = bench.consumer(Noting())
    bench.publish(comment(1, "one"), comment(2, "two"), comment(3, "three"))
    await run_until_idle(consumer)
    bench.broker.forget(EVENTS)
    bench.publish(marker(2), comment(2, "two"), comment(3, "three"), comment(4, "four"))
    await run_until_idle(consumer)
    assert await bench.effects() == ["one", "two", "three", "four"]


async def test_a_reader_below_the_beginning_stops_even_where_nothing_follows_the_marker(
    bench: Bench,
) -> None:
    consumer = bench.consumer(Noting())
    bench.publish(marker(3))
    await run_until_idle(consumer)
    (stopped,) = consumer.status().stopped
    assert stopped.problem is not None
    assert "expected seq 1, found 3" in stopped.problem
    assert "relay --from 1" in stopped.problem
