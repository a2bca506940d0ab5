"""Keys are fetched for a whole batch before it is applied; a consumer that needs them waits for
them, and a letter that is put aside stays sealed."""

from collections.abc import Collection

from events.consumer.consumer import Consumer
from events.sealing.data_key import DataKey, Keys, drawn_key
from events.sealing.key_source import KeysAway
from tests.events.consumer.comment_log import (
    EVENTS,
    Bench,
    Noting,
    Poisoned,
    comment,
    run_until_idle,
    sealed_comment,
)

ADA, GRACE = drawn_key(), drawn_key()


class Source:
    """Two people's keys, which may be out of reach."""

    def __init__(self) -> None:
        self.away = False
        self.asked: list[set[str]] = []
        self.keys: dict[str, DataKey | None] = {ADA.key_id: ADA, GRACE.key_id: GRACE}

    async def fetch(self, key_ids: Collection[str]) -> Keys:
        if self.away:
            raise KeysAway("nobody answers")
        self.asked.append(set(key_ids))
        return {key_id: self.keys[key_id] for key_id in key_ids if key_id in self.keys}


async def test_a_batch_is_opened_with_keys_that_were_fetched_at_once(bench: Bench) -> None:
    source = Source()
    bench.publish(sealed_comment(1, "a", ADA), comment(2, "b"), sealed_comment(3, "c", GRACE))
    await run_until_idle(bench.consumer(Noting(), keys=source))
    assert await bench.effects() == ["a", "b", "c"]
    assert source.asked == [{ADA.key_id, GRACE.key_id}]


async def test_a_batch_without_anything_sealed_asks_for_no_key(bench: Bench) -> None:
    source = Source()
    source.away = True
    bench.publish(comment(1, "a"))
    await run_until_idle(bench.consumer(Noting(), keys=source))
    assert await bench.effects() == ["a"]


async def test_no_key_is_asked_for_a_topic_of_which_no_words_are_needed(bench: Bench) -> None:
    source = Source()
    source.away = True
    bench.publish(sealed_comment(1, "a", ADA), comment(2, "b"))
    unopened = frozenset({EVENTS})
    await run_until_idle(bench.consumer(Noting(), keys=source, unopened=unopened))
    assert await bench.effects() == ["not readable now", "b"]


async def test_what_was_erased_is_applied_and_says_so(bench: Bench) -> None:
    source = Source()
    source.keys[ADA.key_id] = None
    bench.publish(sealed_comment(1, "a", ADA), sealed_comment(2, "b", drawn_key()))
    await run_until_idle(bench.consumer(Noting(), keys=source))
    assert await bench.effects() == ["erased", "not readable now"]


async def test_while_keys_are_away_the_partition_waits_and_then_goes_on(bench: Bench) -> None:
    source, reaction = Source(), Noting()
    source.away = True
    consumer = bench.consumer(reaction, keys=source)
    bench.publish(sealed_comment(1, "a", ADA))
    await run_until_idle(consumer)
    assert await bench.effects() == []
    assert await letters(bench, consumer) == 0
    source.away = False
    bench.clock.move_to(bench.clock.now().replace(year=2027))
    await run_until_idle(consumer)
    assert await bench.effects() == ["a"]


async def letters(bench: Bench, consumer: Consumer) -> int:
    return len(await consumer.dead_letters.waiting(bench.pool))


async def test_a_dead_letter_stays_sealed_and_is_opened_when_it_is_tried_again(
    bench: Bench,
) -> None:
    reaction = Poisoned()
    consumer = bench.consumer(reaction, keys=Source())
    bench.publish(sealed_comment(1, "poison of Ada", ADA))
    await run_until_idle(consumer)
    (letter,) = await consumer.dead_letters.waiting(bench.pool)
    assert b"poison" not in (letter.record.value or b"")
    reaction.cured = True
    await consumer.retry(EVENTS, 0, "case-1")
    assert await bench.effects() == ["poison of Ada"]


async def test_a_box_of_another_event_is_a_dead_letter(bench: Bench) -> None:
    consumer = bench.consumer(Noting(), keys=Source())
    record = sealed_comment(1, "a", ADA)
    moved = sealed_comment(2, "b", ADA)
    bench.publish(
        type(record)(
            partition=record.partition, key=record.key, value=moved.value, headers=record.headers
        )
    )
    await run_until_idle(consumer)
    assert await bench.effects() == []
    assert await letters(bench, consumer) == 1
