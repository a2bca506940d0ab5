"""A dead letter says nothing in anybody's words: not what was sealed, not the value that did not
fit, not what a reaction said; and no lock is held while its keys are asked for."""

from collections.abc import Collection
from dataclasses import dataclass, field

import pytest

from events.broker.broker import OutgoingRecord
from events.catalogue.registry import CATALOGUE
from events.consumer.retry_dead_letters import LettersMoved
from events.errors import MalformedEvent, Poison
from events.sealing.data_key import DataKey, Keys, drawn_key
from tests.events.consumer.comment_log import (
    EVENTS,
    SCHEMA,
    Bench,
    Noting,
    Poisoned,
    comment,
    run_until_idle,
    sealed_comment,
)
from tests.support.stored_words import where_stored

ADA = drawn_key()
WORDS = "Quarrel at 'the mill'"


def test_what_is_wrong_with_data_is_said_without_the_value() -> None:
    with pytest.raises(MalformedEvent) as refused:
        CATALOGUE.decode(
            "intake.case.priority-changed",
            1,
            b'{"case_id": "c", "old": "P3", "new": "%s", "changed_at": "", "reason": ""}'
            % WORDS.encode(),
        )
    assert "Quarrel" not in str(refused.value)
    assert "$.new" in str(refused.value)


def test_an_older_version_that_cannot_be_brought_up_says_none_of_its_words() -> None:
    with pytest.raises(MalformedEvent) as refused:
        CATALOGUE.decode("intake.case.excluded", 1, b'"%s"' % WORDS.encode())
    assert "Quarrel" not in str(refused.value)


async def test_what_a_reaction_says_of_an_event_is_not_kept(bench: Bench) -> None:
    error = Poison(f"cannot apply {WORDS}")
    consumer = bench.consumer(Noting(failing={WORDS: [error, error, error]}), keys=Source(bench))
    bench.publish(sealed_comment(1, WORDS, ADA), sealed_comment(2, WORDS, ADA))
    await run_until_idle(consumer)
    await consumer.retry(EVENTS, 0, "case-1")
    letters = await consumer.dead_letters.waiting(bench.pool)
    assert [letter.error for letter in letters] == ["Poison", None]
    assert await where_stored(bench.pool, SCHEMA, ["Quarrel"]) == []


_FREE = f"select from {SCHEMA}.checkpoint for update nowait"


@dataclass
class Source:
    """Ada's key; whoever asks must hold no partition, and more may be sent meanwhile."""

    bench: Bench
    asked: int = 0
    meanwhile: list[OutgoingRecord] = field(default_factory=list)
    key: DataKey | None = ADA

    async def fetch(self, key_ids: Collection[str]) -> Keys:
        self.asked += 1
        await self.bench.pool.execute(_FREE)
        if self.meanwhile:
            self.bench.publish(self.meanwhile.pop())
            await run_until_idle(self.bench.consumer(Poisoned()))
        return dict.fromkeys(key_ids, self.key)


async def test_no_partition_is_held_while_keys_are_asked_for(bench: Bench) -> None:
    reaction, source = Poisoned(), Source(bench)
    consumer = bench.consumer(reaction, keys=source)
    bench.publish(sealed_comment(1, "poison", ADA), sealed_comment(2, "more", ADA))
    await run_until_idle(consumer)
    reaction.cured, source.asked = True, 0
    retried = await consumer.retry(EVENTS, 0, "case-1")
    assert (retried.applied, retried.waiting, source.asked) == (2, 0, 1)
    assert await bench.effects() == ["poison", "more"]


async def test_letters_that_come_while_keys_are_asked_for_are_opened_too(bench: Bench) -> None:
    reaction, source = Poisoned(), Source(bench)
    consumer = bench.consumer(reaction, keys=source)
    bench.publish(sealed_comment(1, "poison", ADA))
    await run_until_idle(consumer)
    reaction.cured, source.meanwhile = True, [sealed_comment(2, "more", ADA)]
    assert (await consumer.retry(EVENTS, 0, "case-1")).applied == 2
    assert await bench.effects() == ["poison", "more"]


async def test_letters_that_never_end_are_tried_again_later(bench: Bench) -> None:
    reaction, source = Poisoned(), Source(bench)
    consumer = bench.consumer(reaction, keys=source)
    bench.publish(comment(1, "poison"), sealed_comment(2, "more", ADA))
    await run_until_idle(consumer)
    reaction.cured = True
    source.meanwhile = [sealed_comment(seq, "more", ADA) for seq in (6, 5, 4, 3)]
    with pytest.raises(LettersMoved):
        await consumer.retry(EVENTS, 0, "case-1")
    assert await bench.effects() == []


async def test_after_an_erasure_nothing_of_a_dead_letter_can_be_read(bench: Bench) -> None:
    reaction, source = Poisoned(), Source(bench)
    consumer = bench.consumer(reaction, keys=source)
    bench.publish(sealed_comment(1, f"poison {WORDS}", ADA))
    await run_until_idle(consumer)
    source.key = None
    assert (await consumer.retry(EVENTS, 0, "case-1")).applied == 1
    assert await bench.effects() == ["erased"]
    assert await where_stored(bench.pool, SCHEMA, ["Quarrel"]) == []
