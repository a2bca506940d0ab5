"""Tries a key's dead letters again, in the order of the log, by the reaction that would have
applied them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from events.broker.broker import TopicPartition
from events.consumer.checkpoints import Checkpoints
from events.consumer.dead_letters import DeadLetter, DeadLetters, why_of
from events.consumer.reaction_runners import UntimedRunner
from events.consumer.read_records import RecordReader
from events.errors import Poison, Retryable
from events.event import Recorded
from events.sealing.data_key import Keys
from events.store.connection import Connection, Pool

_INSTANT = timedelta(microseconds=1)
_LOOKS = 3
"""How often a key's letters are looked at again because more came while keys were asked for."""


class LettersMoved(Retryable):
    """More letters of the key came each time that their keys were asked for. Try again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    """How many letters were applied, how many still wait, and why the first of those does."""

    applied: int
    waiting: int
    error: str | None


@dataclass(frozen=True, slots=True)
class _Opened:
    """Letters as they were seen, and the keys that open them."""

    letters: Sequence[DeadLetter]
    keys: Keys

    def has_all(self, letters: Sequence[DeadLetter]) -> bool:
        return {letter.id for letter in letters} <= {letter.id for letter in self.letters}


class DeadLetterRetry:
    """Retries letters while it holds the partition, whoever reads that.

    The reader loads its checkpoint and timers again afterwards.
    """

    def __init__(
        self, pool: Pool, checkpoints: Checkpoints, dead_letters: DeadLetters, reader: RecordReader
    ) -> None:
        self._pool, self._checkpoints, self._dead_letters = pool, checkpoints, dead_letters
        self._reader = reader

    async def retry(self, partition: TopicPartition, key: str, reaction: UntimedRunner) -> Retried:
        """Apply the key's letters in order, up to the first that still fails; the rest wait on.

        Raises KeysAway, LettersMoved, and whatever the reaction raises except Poison; then nothing
        has changed.
        """
        for _ in range(_LOOKS):
            letters = await self._dead_letters.of_key(self._pool, partition, key)
            # Before the transaction: it must hold no lock while another service is asked for keys.
            keys = await self._reader.keys_of(letter.record for letter in letters)
            retried = await self._retry(partition, key, _Opened(letters, keys), reaction)
            if retried is not None:
                return retried
        raise LettersMoved(f"letters of {key} keep coming")

    async def _retry(
        self, partition: TopicPartition, key: str, opened: "_Opened", reaction: UntimedRunner
    ) -> Retried | None:
        """Return what became of the letters; None where there are others than were opened."""
        try:
            async with self._pool.acquire() as tx, tx.transaction():
                # First, to lock the partition: its reader must not apply later events of the key
                # meanwhile.
                await self._checkpoints.revise(tx, partition)
                if not opened.has_all(await self._dead_letters.of_key(tx, partition, key)):
                    return None
                letters = await self._dead_letters.take(tx, partition, key)
                return await self._apply_in_turn(tx, partition, letters, opened.keys, reaction)
        finally:
            # Whether it was committed or not, memory no longer knows which timers are set.
            reaction.forget(partition.partition)

    async def _apply_in_turn(
        self,
        tx: Connection,
        partition: TopicPartition,
        letters: Sequence[DeadLetter],
        keys: Keys,
        reaction: UntimedRunner,
    ) -> Retried:
        for applied, letter in enumerate(letters):
            try:
                event = self._reader.read(letter.record, keys)
                await self._apply(tx, partition, event, reaction, head=letter is letters[-1])
            except Poison as error:
                why = why_of(error)
                await self._dead_letters.put(
                    tx, partition, [replace(letter, error=why), *letters[applied + 1 :]]
                )
                return Retried(applied=applied, waiting=len(letters) - applied, error=why)
        return Retried(applied=len(letters), waiting=0, error=None)

    async def _apply(
        self,
        tx: Connection,
        partition: TopicPartition,
        event: Recorded,
        reaction: UntimedRunner,
        *,
        head: bool,
    ) -> None:
        reaction.forget(partition.partition)
        # A savepoint: if this letter fails again, those before it stay applied.
        async with tx.transaction():
            await reaction.fire(tx, partition.partition, event.recorded_at - _INSTANT)
            await reaction.apply(tx, partition, [event], head=head)
