"""When records have been there for a while and none is read, the subscription is made anew; a fresh
record is no such sign."""

import asyncio
from datetime import timedelta

from events.broker.broker import TopicPartition
from events.consumer.consumer import Consumer
from events.consumer.watchdog import Watchdog
from tests.events.consumer.comment_log import EVENTS, Bench, Noting, comment, run_until_idle


async def pass_time(bench: Bench, consumer: Consumer, seconds: float) -> None:
    """Step every five seconds, and let what goes on beside the steps end."""
    for _ in range(int(seconds // 5)):
        bench.clock.move(timedelta(seconds=5))
        await consumer.step()
        await consumer.step()


def is_joined(consumer: Consumer) -> bool:
    return bool(consumer.status().partitions)


async def test_joins_anew_when_nothing_is_read_for_long_though_something_is_there(
    bench: Bench,
) -> None:
    consumer = bench.consumer(Noting())
    await run_until_idle(consumer)
    bench.broker.hold(EVENTS)
    bench.publish(comment(1, "a"))

    await pass_time(bench, consumer, 25)
    assert is_joined(consumer)
    for _ in range(5):
        bench.clock.move(timedelta(seconds=5))
        await consumer.step()
        if not is_joined(consumer):
            break

    assert not is_joined(consumer)
    bench.broker.release(EVENTS)
    await run_until_idle(consumer)
    assert await bench.effects() == ["a"]


async def test_a_record_that_comes_after_a_long_silence_is_read_at_once(bench: Bench) -> None:
    consumer = bench.consumer(Noting())
    await run_until_idle(consumer)
    for seconds in (29.9, 30.0, 30.1, 30.2, 30.3, 30.4, 30.5, 300):
        bench.clock.move(timedelta(seconds=seconds))
        bench.broker.hold(EVENTS)
        bench.publish(comment(await bench.next_seq() or 1, "late"))
        await consumer.step()
        await consumer.step()
        assert is_joined(consumer)

        bench.broker.release(EVENTS)
        assert await consumer.step() == 1
        assert is_joined(consumer)


async def test_one_partition_that_stands_still_is_seen_beside_another_that_flows(
    bench: Bench,
) -> None:
    await bench.start_anew(partitions=2)
    stuck, flows = TopicPartition(EVENTS, 0), TopicPartition(EVENTS, 1)
    bench.publish(comment(1, "stuck", partition=0))
    subscription = await bench.broker.subscription("g", [EVENTS], member="1")
    watchdog, seen = Watchdog(30, now=0), []
    for now in range(0, 65, 5):
        bench.publish(comment(now + 1, "flows", partition=1))
        seen.append(watchdog.is_stuck(now, subscription, {stuck: 0, flows: now // 5}))
        await asyncio.sleep(0)

    assert next(5 * n for n, is_stuck in enumerate(seen) if is_stuck) == 50
    await watchdog.start_anew(65)
    assert not watchdog.is_stuck(66, subscription, {stuck: 0, flows: 13})


async def test_stays_where_nothing_is_there(bench: Bench) -> None:
    consumer = bench.consumer(Noting())
    await run_until_idle(consumer)

    await pass_time(bench, consumer, 120)

    assert is_joined(consumer)
