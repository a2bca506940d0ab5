"""When something is there and nothing comes, the subscription is made anew; when nothing is there, it is left alone."""

from datetime import timedelta

from tests.events.consumer.comment_log import EVENTS, Bench, Noting, comment, settle


async def test_joins_anew_when_nothing_comes_though_something_is_there(bench: Bench) -> None:
    consumer = bench.consumer(Noting())
    await settle(consumer)
    bench.broker.hold(EVENTS)
    bench.publish(comment(1, "a"))
    bench.clock.move(timedelta(seconds=31))

    await consumer.step()
    assert consumer.status().partitions == []

    bench.broker.release(EVENTS)
    await settle(consumer)
    assert await bench.effects() == ["a"]


async def test_stays_where_nothing_is_there(bench: Bench) -> None:
    consumer = bench.consumer(Noting())
    await settle(consumer)
    bench.clock.move(timedelta(seconds=31))

    await consumer.step()

    assert len(consumer.status().partitions) == 1
