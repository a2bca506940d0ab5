"""Applies the records that were picked from a partition.

One transaction moves the checkpoint, puts dead letters aside and runs the reaction.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from events.consumer.checkpoints import Checkpoints
from events.consumer.dead_letters import DeadLetter, DeadLetters, key_of, why_of
from events.consumer.position import Position
from events.consumer.reaction_runners import UntimedRunner
from events.consumer.read_records import RecordReader
from events.consumer.sequence import Numbered, Picked
from events.errors import Poison
from events.event import Recorded
from events.log_actions import log_action
from events.sealing.data_key import Keys
from events.store.connection import Connection, Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What becomes of the picked records."""

    events: Sequence[Recorded]
    letters: Sequence[DeadLetter]

    @property
    def parked(self) -> frozenset[str]:
        return frozenset(letter.key for letter in self.letters if letter.seq is not None)


class RecordApplier:
    """Applies records and fires timers for one consumer, exactly once in effect.

    Whatever is raised, nothing was written.
    """

    def __init__(
        self, pool: Pool, checkpoints: Checkpoints, dead_letters: DeadLetters, reader: RecordReader
    ) -> None:
        self._pool, self._checkpoints, self._dead_letters = pool, checkpoints, dead_letters
        self._reader = reader

    async def apply(
        self, position: Position, picked: Picked, reaction: UntimedRunner, *, head: bool
    ) -> int:
        """Apply records in order; return how many were handled.

        An event that can never be applied is put aside, and later events of its key with it. Raises
        CheckpointMoved, and whatever the reaction raises except Poison.
        """
        try:
            await self._together(position, picked, reaction, head=head)
        except Poison:
            await self._one_by_one(position, picked.records, reaction, head=head)
        return len(picked.records)

    async def fire(self, position: Position, until: datetime, reaction: UntimedRunner) -> int:
        """Fire the timers due at or before `until`; return how many fired.

        All events up to `until` must have been applied.
        """
        async with self._transaction(position, reaction) as tx:
            await self._checkpoints.hold(tx, position.partition, position.checkpoint)
            return await reaction.fire(tx, position.partition.partition, until)

    async def _together(
        self, position: Position, picked: Picked, reaction: UntimedRunner, *, head: bool
    ) -> None:
        # Before the transaction: it must hold no lock while another service is asked for keys.
        keys = await self._reader.keys_of(numbered.record for numbered in picked.records)
        plan = self._plan(position, picked.records, keys)
        after = position.after(picked.next_seq, _offset_after(picked), plan.parked)
        async with self._transaction(position, reaction) as tx:
            before = position.checkpoint
            # First of all: it locks the row, so that a second reader of the partition fails here
            # and has run nothing.
            await self._checkpoints.advance(
                tx, position.partition, before, after.next_seq, after.next_offset
            )
            await self._dead_letters.put(tx, position.partition, plan.letters)
            await reaction.apply(tx, position.partition, plan.events, head=head)
        # Only after the commit: memory must not be ahead of the database.
        position.moved_to(after)
        _tell(position, plan.letters)

    async def _one_by_one(
        self,
        position: Position,
        records: Sequence[Numbered],
        reaction: UntimedRunner,
        *,
        head: bool,
    ) -> None:
        for numbered in records:
            next_seq = position.next_seq if numbered.seq is None else numbered.seq + 1
            alone = Picked(records=[numbered], next_seq=next_seq, beyond=None)
            # One transaction a record: what was applied before the poisonous one stays applied.
            try:
                await self._together(
                    position, alone, reaction, head=head and numbered is records[-1]
                )
            except Poison as error:
                await self._put_aside(position, alone, reaction, error)

    async def _put_aside(
        self, position: Position, alone: Picked, reaction: UntimedRunner, error: Poison
    ) -> None:
        letter = _letter(alone.records[0], error)
        after = position.after(alone.next_seq, _offset_after(alone), frozenset({letter.key}))
        async with self._transaction(position, reaction) as tx:
            before = position.checkpoint
            await self._checkpoints.advance(
                tx, position.partition, before, after.next_seq, after.next_offset
            )
            await self._dead_letters.put(tx, position.partition, [letter])
        position.moved_to(after)
        _tell(position, [letter])

    @asynccontextmanager
    async def _transaction(
        self, position: Position, reaction: UntimedRunner
    ) -> AsyncIterator[Connection]:
        """Yield a transaction; after a rollback forget what memory knows of the timers."""
        committed = False
        try:
            async with self._pool.acquire() as tx, tx.transaction():
                yield tx
            committed = True
        finally:
            if not committed:
                reaction.forget(position.partition.partition)

    def _plan(self, position: Position, records: Sequence[Numbered], keys: Keys) -> _Plan:
        events: list[Recorded] = []
        letters: list[DeadLetter] = []
        parked = set(position.checkpoint.parked)
        for numbered in records:
            # The sequence goes on behind it: a discarded record is no gap.
            if numbered.seq in position.checkpoint.discarded:
                continue
            read = (_waits(numbered, parked) if parked else None) or self._read(numbered, keys)
            if isinstance(read, Recorded):
                events.append(read)
            else:
                letters.append(read)
                parked |= {read.key} if read.seq is not None else set()
        return _Plan(events=events, letters=letters)

    def _read(self, numbered: Numbered, keys: Keys) -> Recorded | DeadLetter:
        try:
            return self._reader.read(numbered.record, keys)
        except Poison as error:
            return _letter(numbered, error)


def _offset_after(picked: Picked) -> int:
    return picked.records[-1].record.offset + 1


def _waits(numbered: Numbered, parked: set[str]) -> DeadLetter | None:
    if numbered.seq is None or key_of(numbered.record) not in parked:
        return None
    return _letter(numbered, None)


def _letter(numbered: Numbered, error: Poison | None) -> DeadLetter:
    why = None if error is None else why_of(error)
    return DeadLetter(
        record=numbered.record, key=key_of(numbered.record), seq=numbered.seq, error=why
    )


def _tell(position: Position, letters: Sequence[DeadLetter]) -> None:
    for letter in letters:
        log_action(
            "dead-letter" if letter.error else "parked-behind-dead-letter",
            topic=position.partition.topic,
            partition=position.partition.partition,
            seq=letter.seq,
            key=letter.key,
        )
