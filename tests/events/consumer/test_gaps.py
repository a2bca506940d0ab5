"""A missing sequence number is never skipped, and never invented where the topic only comes out of
order for a while."""

from datetime import timedelta

from events.broker.broker import IncomingRecord
from events.consumer.sequence import pick
from tests.events.consumer.comment_log import (
    EVENTS,
    Bench,
    Noting,
    comment,
    run_until_idle,
    with_headers,
)


def incoming(*numbers: int) -> list[IncomingRecord]:
    """Return records of these sequence numbers, as they were read."""
    records = [comment(seq) for seq in numbers]
    return [
        IncomingRecord(
            topic=EVENTS, partition=0, offset=offset, key=r.key, value=r.value, headers=r.headers
        )
        for offset, r in enumerate(records)
    ]


def test_picks_what_follows_without_a_gap() -> None:
    picked = pick(incoming(3, 4, 5, 4, 5, 6, 8, 9), next_seq=5)

    assert [numbered.seq for numbered in picked.records] == [5, 6]
    assert (picked.next_seq, picked.beyond) == (7, 8)


def test_a_gap_that_is_filled_later_is_none() -> None:
    picked = pick(incoming(1, 4, 5, 2, 3, 4, 5), next_seq=1)

    assert [numbered.seq for numbered in picked.records] == [1, 2, 3, 4, 5]
    assert picked.beyond is None


async def test_a_missing_event_stops_the_partition_and_shows(bench: Bench) -> None:
    consumer = bench.consumer(Noting())
    bench.publish(comment(1, "a"), comment(3, "c"), comment(4, "d"))

    await run_until_idle(consumer)

    assert await bench.effects() == ["a"]
    (stopped,) = consumer.status().stopped
    assert stopped.problem is not None
    assert stopped.problem.startswith(f"{EVENTS}[0]: expected seq 2, found 3")
    assert "relay --from 2" in stopped.problem


async def test_other_partitions_go_on_beside_a_gap(bench: Bench) -> None:
    await bench.start_anew(partitions=2)
    consumer = bench.consumer(Noting())
    bench.publish(comment(2, "lost its predecessor", partition=0), comment(1, "fine", partition=1))

    await run_until_idle(consumer)

    assert await bench.effects() == ["fine"]


async def test_a_run_that_the_relay_sends_again_fills_the_gap(bench: Bench) -> None:
    consumer = bench.consumer(Noting(), max_records=2)
    bench.publish(comment(1, "a"), comment(3, "c"), comment(4, "d"))
    bench.publish(comment(2, "b"), comment(3, "c"), comment(4, "d"))

    await run_until_idle(consumer)

    assert await bench.effects() == ["a", "b", "c", "d"]
    assert consumer.status().stopped == []


async def test_a_partition_that_stopped_at_a_gap_goes_on_when_it_was_filled(bench: Bench) -> None:
    consumer = bench.consumer(Noting())
    bench.publish(comment(1, "a"), comment(3, "c"))
    await run_until_idle(consumer)
    bench.publish(comment(1, "a"), comment(2, "b"), comment(3, "c"))
    await run_until_idle(consumer)
    assert await bench.effects() == ["a"]

    bench.clock.move(timedelta(seconds=30))
    await run_until_idle(consumer)

    assert await bench.effects() == ["a", "b", "c"]
    assert consumer.status().stopped == []


async def test_a_topic_cut_off_below_the_checkpoint_is_refused(bench: Bench) -> None:
    first = bench.consumer(Noting())
    bench.publish(comment(1, "a"))
    await run_until_idle(first)
    await first.close()
    bench.publish(comment(2, "b"), comment(3, "c"))
    bench.broker.truncate(EVENTS, 0, before=2)
    heir = bench.consumer(Noting())

    await run_until_idle(heir)

    assert await bench.effects() == ["a"]
    assert len(heir.status().stopped) == 1


async def test_a_topic_cut_off_above_what_was_applied_costs_nothing(bench: Bench) -> None:
    first = bench.consumer(Noting())
    bench.publish(comment(1, "a"), comment(2, "b"))
    await run_until_idle(first)
    await first.close()
    bench.publish(comment(3, "c"))
    bench.broker.truncate(EVENTS, 0, before=2)

    await run_until_idle(bench.consumer(Noting()))

    assert await bench.effects() == ["a", "b", "c"]


async def test_a_record_that_does_not_say_its_place_is_put_aside_and_moves_nothing(
    bench: Bench,
) -> None:
    consumer = bench.consumer(Noting())
    bench.publish(
        comment(1, "a"), with_headers(comment(2, "?"), {"ce_sequence": None}), comment(2, "b")
    )

    await run_until_idle(consumer)

    assert await bench.effects() == ["a", "b"]
    (letter,) = await consumer.dead_letters.waiting(bench.pool)
    assert letter.seq is None
    assert letter.error is not None
