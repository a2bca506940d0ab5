"""A bad message goes aside whole, its key's later events wait behind it in order, and everything
else flows."""

import pytest

from events.consumer.consumer import Consumer
from tests.events.consumer.comment_log import (
    EVENTS,
    SCHEMA,
    Bench,
    Noting,
    Poisoned,
    comment,
    run_until_idle,
    with_headers,
)


async def waiting(bench: Bench, consumer: Consumer) -> list[tuple[str, int | None, bool]]:
    """Return key, seq and whether it has an error, of each letter."""
    letters = await consumer.dead_letters.waiting(bench.pool)
    return [(letter.key, letter.seq, letter.error is not None) for letter in letters]


async def test_a_poisonous_event_goes_aside_and_other_keys_flow(bench: Bench) -> None:
    consumer = bench.consumer(Poisoned())
    bench.publish(comment(1, "a", key="x"), comment(2, "poison", key="y"), comment(3, "c", key="x"))

    await run_until_idle(consumer)

    assert await bench.effects() == ["a", "c"]
    assert await waiting(bench, consumer) == [("y", 2, True)]
    assert await bench.next_seq() == 4


async def test_later_events_of_its_key_wait_behind_it_in_order(bench: Bench) -> None:
    consumer = bench.consumer(Poisoned())
    bench.publish(comment(1, "poison", key="y"), comment(2, "b", key="y"), comment(3, "c", key="x"))
    await run_until_idle(consumer)
    bench.publish(comment(4, "d", key="y"), comment(5, "e", key="x"))

    await run_until_idle(consumer)

    assert await bench.effects() == ["c", "e"]
    assert await waiting(bench, consumer) == [("y", 1, True), ("y", 2, False), ("y", 4, False)]
    assert consumer.status().partitions[0].parked_keys == 1


async def test_a_consumer_that_takes_over_still_parks_that_key(bench: Bench) -> None:
    first = bench.consumer(Poisoned())
    bench.publish(comment(1, "poison", key="y"))
    await run_until_idle(first)
    await first.close()
    bench.publish(comment(2, "b", key="y"))
    heir = bench.consumer(Poisoned())

    await run_until_idle(heir)

    assert await bench.effects() == []
    assert await waiting(bench, heir) == [("y", 1, True), ("y", 2, False)]


async def test_a_letter_keeps_bytes_and_headers_as_they_were(bench: Bench) -> None:
    consumer = bench.consumer(Noting())
    bad = with_headers(comment(1), {"ce_type": b"intake.case.unheard-of.v9", "ce_actor": None})
    bench.publish(bad)

    await run_until_idle(consumer)

    (letter,) = await consumer.dead_letters.waiting(bench.pool)
    assert (letter.record.key, letter.record.value) == (bad.key, bad.value)
    assert list(letter.record.headers) == list(bad.headers)
    assert letter.error is not None
    assert letter.error.startswith("UnknownEventType")


@pytest.mark.parametrize("key", [b"\xff\x00\xfe", None], ids=["not-text", "none"])
async def test_a_record_that_cannot_be_read_is_a_dead_letter(
    bench: Bench, key: bytes | None
) -> None:
    consumer = bench.consumer(Noting())
    bad = comment(1)
    bench.publish(
        type(bad)(partition=0, key=key or b"", value=b"{", headers=bad.headers), comment(2, "b")
    )

    await run_until_idle(consumer)

    assert await bench.effects() == ["b"]
    assert [entry[1:] for entry in await waiting(bench, consumer)] == [(1, True)]


async def test_a_retry_applies_the_whole_key_in_order(bench: Bench) -> None:
    reaction = Poisoned()
    consumer = bench.consumer(reaction)
    bench.publish(comment(1, "poison", key="y"), comment(2, "b", key="y"), comment(3, "c", key="x"))
    await run_until_idle(consumer)
    reaction.cured = True

    retried = await consumer.retry(EVENTS, 0, "y")

    assert (retried.applied, retried.waiting, retried.error) == (2, 0, None)
    assert await bench.effects() == ["c", "poison", "b"]
    bench.publish(comment(4, "d", key="y"))
    await run_until_idle(consumer)
    assert await bench.effects() == ["c", "poison", "b", "d"]
    assert await waiting(bench, consumer) == []


async def test_a_retry_stops_at_the_next_that_cannot_be_applied(bench: Bench) -> None:
    consumer = bench.consumer(Poisoned())
    bench.publish(
        comment(1, "poison", key="y"),
        comment(2, "b", key="y"),
        comment(3, "poison", key="y"),
        comment(4, "d", key="y"),
    )
    await run_until_idle(consumer)
    (first, *_) = await consumer.dead_letters.waiting(bench.pool)
    assert await consumer.dead_letters.discard(bench.pool, first.id)

    retried = await consumer.retry(EVENTS, 0, "y")

    assert (retried.applied, retried.waiting) == (1, 2)
    assert await bench.effects() == ["b"]
    assert await waiting(bench, consumer) == [("y", 3, True), ("y", 4, False)]


async def test_a_retry_by_another_process_is_seen_by_the_one_that_reads(bench: Bench) -> None:
    reading, cured = bench.consumer(Poisoned()), Poisoned()
    bench.publish(comment(1, "poison", key="y"))
    await run_until_idle(reading)
    cured.cured = True
    elsewhere = bench.consumer(cured)

    await elsewhere.retry(EVENTS, 0, "y")
    bench.publish(comment(2, "b", key="y"))
    await run_until_idle(reading)

    assert await bench.effects() == ["poison", "b"]


async def test_discarding_what_is_not_there_says_so(bench: Bench) -> None:
    consumer = bench.consumer(Poisoned())

    assert not await consumer.dead_letters.discard(bench.pool, 7)


async def test_what_stands_at_the_same_offset_of_a_topic_made_anew_is_another_dead_letter(
    bench: Bench,
) -> None:
    without_seq = {"ce_sequence": None}
    bench.publish(with_headers(comment(1, "one"), without_seq), comment(1, "b"))
    first = bench.consumer(Noting())
    await run_until_idle(first)
    await first.close()
    await bench.start_anew(partitions=1)
    bench.publish(with_headers(comment(1, "other"), without_seq))
    second = bench.consumer(Noting())

    await run_until_idle(second)

    letters = await second.dead_letters.waiting(bench.pool)
    assert [(letter.seq, letter.record.offset) for letter in letters] == [(None, 0), (None, 0)]
    assert letters[0].record.value != letters[1].record.value


async def test_a_record_without_a_seq_that_comes_again_stays_one_dead_letter(bench: Bench) -> None:
    bench.publish(with_headers(comment(1, "one"), {"ce_sequence": None}))
    consumer = bench.consumer(Noting())
    await run_until_idle(consumer)
    await bench.pool.execute(f"update {SCHEMA}.checkpoint set next_offset = 0")
    await consumer.close()

    await run_until_idle(consumer)

    assert len(await consumer.dead_letters.waiting(bench.pool)) == 1
