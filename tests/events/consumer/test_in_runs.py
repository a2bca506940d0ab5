"""What goes faster where a reaction allows it: batches that only armed timers divide, timers that
fire in runs, partitions side by side."""

import pytest

from tests.events.consumer.comment_log import (
    Bench,
    Noting,
    after,
    comment,
    run_until_idle,
    watermark_record,
)

FAR_APART_AND_OF_ONE_KEY = [comment(seq, f"said {seq}", at=seq) for seq in range(1, 6)]


@pytest.mark.parametrize(("folds_in_order", "batches"), [(True, [5]), (False, [1] * 5)])
async def test_a_reaction_that_folds_in_order_gets_the_batch_whole(
    bench: Bench, folds_in_order: bool, batches: list[int]
) -> None:
    consumer, reaction = bench.clockwork(folds_in_order=folds_in_order)
    bench.publish(*FAR_APART_AND_OF_ONE_KEY)

    await run_until_idle(consumer)

    assert reaction.batches == batches
    assert await bench.effects() == [f"said {seq}" for seq in range(1, 6)]


async def test_a_timer_armed_before_still_divides_the_batch(bench: Bench) -> None:
    consumer, reaction = bench.clockwork(folds_in_order=True)
    bench.publish(comment(1, "arm 30", at=0, key="a"))
    await run_until_idle(consumer)

    bench.publish(
        comment(2, "still", at=20, key="b"),
        comment(3, "also", at=25, key="b"),
        comment(4, "reply", at=40),
    )
    await run_until_idle(consumer)

    assert await bench.effects() == ["arm 30", "still", "also", "breach 30", "reply"]
    assert reaction.batches == [1, 2, 1]


async def test_due_timers_fire_in_one_run_in_order(bench: Bench) -> None:
    consumer, reaction = bench.clockwork(folds_in_order=True)
    bench.publish(
        *(comment(seq, f"arm {40 - seq}", at=0, key=f"case-{seq}") for seq in range(1, 10))
    )
    bench.publish_watermarks(watermark_record(35, 10))

    await run_until_idle(consumer)

    assert (await bench.effects())[9:] == [f"breach {minutes}" for minutes in range(31, 36)]
    assert reaction.fired_until == [after(35)]


async def test_a_backlog_fires_in_runs_none_beyond_the_last_of_its_run(bench: Bench) -> None:
    consumer, reaction = bench.clockwork(folds_in_order=True)
    bench.publish(*(comment(n + 1, f"arm {n + 10}", at=0, key=f"case-{n}") for n in range(1_000)))
    bench.publish_watermarks(watermark_record(5_000, 1_001))

    for _ in range(10):
        await run_until_idle(consumer)

    assert (await bench.effects())[1_000:] == [f"breach {n + 10}" for n in range(1_000)]
    assert reaction.fired_until == [after(409), after(809), after(5_000)]


async def test_partitions_side_by_side_each_keep_their_order(bench: Bench) -> None:
    await bench.start_anew(partitions=4)
    records = [comment(seq, f"{p}/{seq}", partition=p) for p in range(4) for seq in range(1, 6)]
    bench.publish(*records)
    consumer = bench.consumer(Noting(), max_records=7, at_once=3)

    await run_until_idle(consumer)

    effects = await bench.effects()
    for p in range(4):
        assert [one for one in effects if one.startswith(f"{p}/")] == [
            f"{p}/{seq}" for seq in range(1, 6)
        ]


async def test_trouble_of_one_partition_stays_its_own_side_by_side(bench: Bench) -> None:
    await bench.start_anew(partitions=2)
    bench.publish(comment(1, "bad"), comment(1, "good", partition=1))
    consumer = bench.consumer(Noting(failing={"bad": [ValueError("a bug")]}), at_once=2)

    await run_until_idle(consumer)

    assert await bench.effects() == ["good"]
    assert await bench.next_seq(0) == 1
    assert await bench.next_seq(1) == 2
