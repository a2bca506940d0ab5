"""Timers fire by promises and by recorded time, never by the host's clock: what was due before an
event fires before it, and only then."""

from datetime import timedelta

import pytest

from tests.events.consumer.comment_log import (
    EVENTS,
    WATERMARKS,
    Bench,
    after,
    comment,
    run_until_idle,
    watermark_record,
)


async def test_a_timer_fires_when_the_watermark_passed_it(bench: Bench) -> None:
    consumer, _ = bench.clockwork()
    bench.publish(comment(1, "arm 30", at=0))
    bench.publish_watermarks(watermark_record(29.9, 2))
    await run_until_idle(consumer)
    assert await bench.effects() == ["arm 30"]

    bench.publish_watermarks(watermark_record(30, 2))
    await run_until_idle(consumer)

    assert await bench.effects() == ["arm 30", "breach 30"]


async def test_what_was_said_of_an_empty_shard_fires_nothing_when_history_comes_into_it(
    bench: Bench,
) -> None:
    consumer, _ = bench.clockwork()
    bench.publish_watermarks(watermark_record(100_000, 1))
    await run_until_idle(consumer)

    bench.publish(comment(1, "arm 30", at=0))
    await run_until_idle(consumer)
    bench.publish(comment(2, "reply", at=29))
    await run_until_idle(consumer)

    assert await bench.effects() == ["arm 30", "reply"]


async def test_a_timer_waits_while_an_event_below_the_promise_is_unread(bench: Bench) -> None:
    consumer, _ = bench.clockwork()
    bench.publish(comment(1, "arm 30", at=0))
    await run_until_idle(consumer)
    bench.broker.hold(EVENTS)
    bench.publish(comment(2, "reply", at=29))
    bench.publish_watermarks(watermark_record(31, 3))
    await run_until_idle(consumer)
    assert await bench.effects() == ["arm 30"]

    bench.broker.release(EVENTS)
    await run_until_idle(consumer)

    assert await bench.effects() == ["arm 30", "reply"]


async def test_an_event_recorded_at_the_very_instant_wins(bench: Bench) -> None:
    consumer, _ = bench.clockwork()
    bench.publish(
        comment(1, "arm 30", at=0), comment(2, "reply", at=30), comment(3, "later", at=31)
    )

    await run_until_idle(consumer)

    assert await bench.effects() == ["arm 30", "reply", "later"]


@pytest.mark.parametrize("max_records", [1, 2, 500])
async def test_what_was_due_before_an_event_fires_before_it(bench: Bench, max_records: int) -> None:
    consumer, _ = bench.clockwork(max_records=max_records)
    bench.publish(
        comment(1, "arm 30", at=0, key="a"),
        comment(2, "arm 10", at=1, key="b"),
        comment(3, "still", at=20, key="c"),
        comment(4, "reply", at=40, key="a"),
    )

    await run_until_idle(consumer)

    assert await bench.effects() == ["arm 30", "arm 10", "breach 11", "still", "breach 30", "reply"]


@pytest.mark.parametrize("max_records", [1, 500])
async def test_a_timer_armed_and_passed_within_one_batch_fires(
    bench: Bench, max_records: int
) -> None:
    consumer, _ = bench.clockwork(max_records=max_records)
    milliseconds = 0.001 / 60
    bench.publish(
        comment(1, f"arm {milliseconds}", at=0, key="a"),
        comment(2, "reply", at=2 * milliseconds, key="a"),
        comment(3, "other", at=2 * milliseconds, key="b"),
    )

    await run_until_idle(consumer)

    assert [text.split()[0] for text in await bench.effects()] == [
        "arm",
        "breach",
        "reply",
        "other",
    ]


async def test_events_close_together_are_applied_in_one_go(bench: Bench) -> None:
    consumer, reaction = bench.clockwork()
    bench.publish(
        *(comment(seq, "hello", key=f"case-{seq}", at=seq / 60_000) for seq in range(1, 101))
    )

    await run_until_idle(consumer)

    assert len(await bench.effects()) == 100
    assert reaction.fired_until == []


async def test_timers_fire_soonest_first_with_what_they_arm(bench: Bench) -> None:
    consumer, reaction = bench.clockwork()
    bench.publish(comment(1, "arm 30", at=0, key="a"), comment(2, "arm 10", at=1, key="b"))
    await run_until_idle(consumer)

    bench.publish_watermarks(watermark_record(60, 3))
    await run_until_idle(consumer)

    assert (await bench.effects())[2:] == ["breach 11", "breach 30"]
    assert reaction.fired_until == [after(11), after(30)]


async def test_a_consumer_that_was_down_fires_exactly_what_nobody_stopped(bench: Bench) -> None:
    first, _ = bench.clockwork()
    bench.publish(
        comment(1, "arm 30", at=0, key="late"), comment(2, "arm 30", at=0.1, key="answered")
    )
    await run_until_idle(first)
    await first.close()
    bench.publish(comment(3, "reply", at=20, key="answered"))
    bench.publish_watermarks(*(watermark_record(minutes, 4) for minutes in range(21, 4320, 60)))
    heir, _ = bench.clockwork()

    await run_until_idle(heir)

    assert (await bench.effects())[2:] == ["reply", "breach 30"]


async def test_a_rollback_leaves_no_false_memory_of_timers(bench: Bench) -> None:
    consumer, reaction = bench.clockwork()
    bench.publish(comment(1, "arm 30", at=0, key="a"))
    await run_until_idle(consumer)
    bench.publish(comment(2, "reply", at=1, key="a"), comment(3, "fail", at=2, key="b"))
    bench.publish_watermarks(watermark_record(31, 2))

    await run_until_idle(consumer)

    assert await bench.effects() == ["arm 30", "breach 30"]
    assert reaction.fired_until == [after(30)]


async def test_the_timers_of_a_case_with_a_dead_letter_are_held_until_it_is_retried(
    bench: Bench,
) -> None:
    consumer, _ = bench.clockwork()
    bench.publish(
        comment(1, "arm 30", at=0, key="a"),
        comment(2, "poison", at=10, key="a"),
        comment(3, "reply", at=20, key="a"),
    )
    bench.publish_watermarks(watermark_record(60, 4))
    await run_until_idle(consumer)
    assert await bench.effects() == ["arm 30"]
    (letter, _) = await consumer.dead_letters.waiting(bench.pool)
    await consumer.dead_letters.discard(bench.pool, letter.id)

    await consumer.retry(EVENTS, 0, "a")
    bench.publish_watermarks(watermark_record(61, 4))
    await run_until_idle(consumer)

    assert await bench.effects() == ["arm 30", "reply"]


async def test_a_retry_fires_what_was_due_before_the_letter(bench: Bench) -> None:
    consumer, _ = bench.clockwork()
    bench.publish(
        comment(1, "arm 30", at=0, key="a"),
        comment(2, "poison", at=10, key="a"),
        comment(3, "reply", at=40, key="a"),
    )
    bench.publish_watermarks(watermark_record(60, 4))
    await run_until_idle(consumer)
    (letter, _) = await consumer.dead_letters.waiting(bench.pool)
    await consumer.dead_letters.discard(bench.pool, letter.id)

    await consumer.retry(EVENTS, 0, "a")

    assert await bench.effects() == ["arm 30", "breach 30", "reply"]


async def test_watermarks_are_read_from_the_newest_on(bench: Bench) -> None:
    bench.publish(comment(1, "arm 30", at=0))
    bench.publish_watermarks(watermark_record(1, 2), watermark_record(45, 2))
    consumer, _ = bench.clockwork()

    await run_until_idle(consumer)

    assert await bench.effects() == ["arm 30", "breach 30"]
    assert consumer.status().partitions[0].watermark == after(45)


async def test_says_how_old_its_watermark_is_and_asking_changes_nothing(bench: Bench) -> None:
    consumer, _ = bench.clockwork()
    bench.publish(comment(1, "hello", at=0))
    bench.publish_watermarks(watermark_record(0, 2))
    await run_until_idle(consumer)
    bench.clock.move(timedelta(seconds=6))

    statuses = [consumer.status() for _ in range(3)]

    assert [status.partitions[0].watermark_lag_s for status in statuses] == [6.0, 6.0, 6.0]


async def test_a_record_that_is_no_promise_is_left_out(bench: Bench) -> None:
    consumer, _ = bench.clockwork()
    bench.publish(comment(1, "arm 30", at=0))
    await run_until_idle(consumer)
    bench.broker.add(
        WATERMARKS, [type(watermark_record(1, 1))(partition=0, key=b"", value=b"soon", headers=[])]
    )
    bench.publish_watermarks(watermark_record(30, 2))

    await run_until_idle(consumer)

    assert await bench.effects() == ["arm 30", "breach 30"]


async def test_a_reaction_that_leaves_a_due_timer_standing_stops_its_partition(
    bench: Bench,
) -> None:
    consumer, reaction = bench.clockwork()
    reaction.idle = True
    bench.publish(comment(1, "arm 30", at=0))
    bench.publish_watermarks(watermark_record(31, 2))

    await run_until_idle(consumer)

    (stopped,) = consumer.status().stopped
    assert stopped.problem == "the reaction left a timer of shard 0 that is due"
