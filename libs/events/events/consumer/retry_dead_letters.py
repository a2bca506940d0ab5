"""Tries a key's dead letters again, in the order of the log, by the reaction that would have
applied them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from events.broker.broker import TopicPartition
from events.consumer.checkpoints import Checkpoints
from events.consumer.dead_letters import DeadLetter, DeadLetters
from events.consumer.reaction_runners import UntimedRunner
from events.consumer.read_records import RecordReader
from events.errors import Poison
from events.store.connection import Connection, Pool

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    """How many letters were applied, how many still wait, and why the first of those does."""

    applied: int
    waiting: int
    error: str | None


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

        Raises whatever the reaction raises except Poison; then nothing has changed.
        """
        try:
            async with self._pool.acquire() as tx, tx.transaction():
                # First, to lock the partition: its reader must not apply later events of the key
                # meanwhile.
                await self._checkpoints.revise(tx, partition)
                letters = await self._dead_letters.take(tx, partition, key)
                return await self._apply_in_turn(tx, partition, letters, reaction)
        finally:
            # Whether it was committed or not, memory no longer knows which timers are set.
            reaction.forget(partition.partition)

    async def _apply_in_turn(
        self,
        tx: Connection,
        partition: TopicPartition,
        letters: Sequence[DeadLetter],
        reaction: UntimedRunner,
    ) -> Retried:
        for applied, letter in enumerate(letters):
            try:
                await self._apply(tx, partition, letter, reaction, head=letter is letters[-1])
            except Poison as error:
                why = f"{type(error).__name__}: {error}"
                await self._dead_letters.put(
                    tx, partition, [replace(letter, error=why), *letters[applied + 1 :]]
                )
                return Retried(applied=applied, waiting=len(letters) - applied, error=why)
        return Retried(applied=len(letters), waiting=0, error=None)

    async def _apply(
        self,
        tx: Connection,
        partition: TopicPartition,
        letter: DeadLetter,
        reaction: UntimedRunner,
        *,
        head: bool,
    ) -> None:
        keys = await self._reader.keys_of([letter.record])
        event = self._reader.read(letter.record, keys)
        reaction.forget(partition.partition)
        # A savepoint: if this letter fails again, those before it stay applied.
        async with tx.transaction():
            await reaction.fire(tx, partition.partition, event.recorded_at - _INSTANT)
            await reaction.apply(tx, partition, [event], head=head)
