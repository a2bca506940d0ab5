"""Every event has its effect once, whatever comes twice, late, or to two readers."""

from datetime import timedelta

from events.errors import Retryable
from tests.events.consumer.comment_log import EVENTS, Bench, Noting, comment, run_until_idle


async def test_applies_every_event_in_order(bench: Bench) -> None:
    bench.publish(comment(1, "a"), comment(2, "b"), comment(3, "c"))

    await run_until_idle(bench.consumer(Noting()))

    assert await bench.effects() == ["a", "b", "c"]
    assert await bench.next_seq() == 4


async def test_drops_what_was_applied_before(bench: Bench) -> None:
    bench.publish(
        comment(1, "a"), comment(2, "b"), comment(1, "a"), comment(2, "b"), comment(3, "c")
    )

    await run_until_idle(bench.consumer(Noting()))

    assert await bench.effects() == ["a", "b", "c"]


async def test_a_consumer_that_comes_after_another_goes_on_where_that_one_was(bench: Bench) -> None:
    first = bench.consumer(Noting())
    bench.publish(comment(1, "a"))
    await run_until_idle(first)
    await first.close()
    bench.publish(comment(2, "b"))

    await run_until_idle(bench.consumer(Noting()))

    assert await bench.effects() == ["a", "b"]


async def test_a_reader_that_was_put_out_without_knowing_writes_nothing(bench: Bench) -> None:
    zombie, heir = bench.consumer(Noting()), bench.consumer(Noting())
    await run_until_idle(zombie)
    await run_until_idle(heir)
    bench.publish(comment(1, "a"), comment(2, "b"))
    await run_until_idle(heir)

    await run_until_idle(zombie, heir)

    assert await bench.effects() == ["a", "b"]


async def test_two_members_share_the_partitions(bench: Bench) -> None:
    await bench.start_anew(partitions=4)
    members = [bench.consumer(Noting(), member="1"), bench.consumer(Noting(), member="2")]
    await run_until_idle(*members)
    bench.publish(*(comment(1, f"p{number}", partition=number) for number in range(4)))

    await run_until_idle(*members)

    assert sorted(await bench.effects()) == ["p0", "p1", "p2", "p3"]
    assert [len(member.status().partitions) for member in members] == [2, 2]


async def test_says_head_only_for_the_newest(bench: Bench) -> None:
    bench.publish(*(comment(seq) for seq in range(1, 6)))

    await run_until_idle(bench.consumer(Noting(), max_records=2))

    rows = await bench.pool.fetch("select head from svc.effect order by id")
    assert [row["head"] for row in rows] == [False, False, False, False, True]


async def test_trouble_that_passes_is_tried_again_and_other_partitions_go_on(bench: Bench) -> None:
    await bench.start_anew(partitions=2)
    reaction = Noting(failing={"a": [Retryable("later"), Retryable("later")]})
    consumer = bench.consumer(reaction)
    bench.publish(comment(1, "a", partition=0), comment(1, "b", partition=1))

    await run_until_idle(consumer)

    assert await bench.effects() == ["b"]
    assert [partition.problem for partition in consumer.status().partitions] == ["later", None]
    bench.clock.move(timedelta(seconds=1))
    await run_until_idle(consumer)
    assert await bench.effects() == ["b", "a"]
    assert consumer.status().partitions[0].problem is None


async def test_a_bug_stops_its_partition_only_and_shows(bench: Bench) -> None:
    await bench.start_anew(partitions=2)
    consumer = bench.consumer(Noting(failing={"a": [KeyError("bug")]}))
    bench.publish(comment(1, "a", partition=0), comment(1, "b", partition=1))

    await run_until_idle(consumer)

    assert await bench.effects() == ["b"]
    (stopped,) = consumer.status().stopped
    assert (stopped.topic, stopped.partition, stopped.problem) == (EVENTS, 0, "KeyError")


async def test_a_topic_that_lost_its_records_is_read_again_as_the_relay_fills_it(
    bench: Bench,
) -> None:
    consumer = bench.consumer(Noting())
    bench.publish(comment(1, "a"), comment(2, "b"))
    await run_until_idle(consumer)

    bench.broker.forget(EVENTS)
    await run_until_idle(consumer)
    assert consumer.status().stopped == []
    bench.publish(comment(1, "a"), comment(2, "b"), comment(3, "c"))
    await run_until_idle(consumer)

    assert await bench.effects() == ["a", "b", "c"]


async def test_an_offset_that_became_wrong_while_nobody_read_is_no_more_than_a_hint(
    bench: Bench,
) -> None:
    first = bench.consumer(Noting())
    bench.publish(comment(1, "a"), comment(1, "a"), comment(1, "a"), comment(2, "b"))
    await run_until_idle(first)
    await first.close()
    bench.broker.forget(EVENTS)
    bench.publish(*(comment(seq, str(seq)) for seq in range(1, 8)))

    await run_until_idle(bench.consumer(Noting()))

    assert await bench.effects() == ["a", "b", "3", "4", "5", "6", "7"]
