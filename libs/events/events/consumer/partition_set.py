"""The assigned partitions and the position in each.

The checkpoint is loaded and sought before anything of a partition is read.
"""

from collections.abc import Iterator, Mapping

from events.broker.broker import OffsetGone, Subscription, TopicPartition
from events.consumer.checkpoints import Checkpoint, Checkpoints
from events.consumer.failures import meaning_of
from events.consumer.position import Position
from events.errors import Retryable
from events.store.connection import Pool
from events.store.database_errors import DATABASE_ERRORS


class PartitionSet:
    """Positions by partition.

    A new assignment gives a partition a new, unknown position: whatever was known of it before is
    worthless.
    """

    def __init__(self, pool: Pool, checkpoints: Checkpoints) -> None:
        self._pool, self._checkpoints = pool, checkpoints
        self._stored: Mapping[TopicPartition, tuple[int, int]] = {}
        self._positions: dict[TopicPartition, Position] = {}

    def __iter__(self) -> Iterator[Position]:
        return iter(list(self._positions.values()))

    def events(self) -> Iterator[Position]:
        """Yield the positions in order of topic and partition."""
        for partition in sorted(self._positions):
            yield self._positions[partition]

    def reading(self, partition: TopicPartition) -> Position | None:
        """Return the position of a partition that is being read; None for any other."""
        position = self._positions.get(partition)
        return position if position is not None and position.state == "reading" else None

    def applied_to(self, partition: TopicPartition) -> int:
        """Return the next seq to apply of a partition.

        For one that this process does not read: as the database had it a few seconds ago.
        """
        position = self.reading(partition)
        return self._stored.get(partition, (1, 0))[0] if position is None else position.next_seq

    def clear(self) -> None:
        """Drop all positions: nothing is assigned any more."""
        self._positions = {}

    def meet(self, subscription: Subscription, now: float) -> None:
        """Take over the assignment that the last poll brought."""
        # Positions of partitions that were taken away are dropped here, whatever state they were
        # in.
        known, self._positions = self._positions, {}
        for partition in subscription.assigned():
            assignment, old = subscription.assignment(partition), known.get(partition)
            if old is None or old.assignment != assignment:
                old = Position(partition=partition, assignment=assignment, load_at=now)
            self._positions[partition] = old

    async def load(self, position: Position, subscription: Subscription) -> None:
        """Load a partition's checkpoint, and seek it."""
        checkpoint = await self._checkpoint(position.partition)
        offset = await _event_offset(subscription, position, checkpoint)
        # Before `seek`, which waits: a rebalance meanwhile gives the partition a new position, and
        # this one is dropped with all that it says.
        position.start_reading(checkpoint, offset)
        await subscription.seek(position.partition, offset)
        subscription.resume(position.partition)

    def look_from_beginning(self, gone: OffsetGone, now: float) -> None:
        """Read a topic from its beginning, since the broker does not have the offset.

        If that was tried already, try again after a pause.
        """
        position = self._positions.get(gone.partition)
        if position is None:
            return
        if position.from_beginning:
            position.back_off(now, str(gone))
        else:
            position.reload(now, from_beginning=True)

    def notice_lost_records(self, subscription: Subscription, now: float) -> None:
        """Read a topic from its beginning if it ends before the offset that was read to.

        It has lost its records then, and the relay puts them into it again.
        """
        for position in self._positions.values():
            end = subscription.known_end(position.partition)
            if position.state == "reading" and end is not None and end < position.next_offset:
                position.reload(now, from_beginning=True)

    async def notice_other_checkpoints(self, now: float) -> None:
        """Read again what the database no longer counts as applied.

        A database that crashed or was restored from a copy may have forgotten some of it. While it
        does not answer there is nothing to notice.
        """
        try:
            async with self._pool.acquire() as connection:
                self._stored = stored = await self._checkpoints.positions(connection)
        except DATABASE_ERRORS as error:
            if isinstance(meaning_of(error), Retryable):
                return
            raise
        for position in self.events():
            here = position.checkpoint.next_seq, position.checkpoint.revision
            if position.state == "reading" and stored.get(position.partition, (1, 0)) != here:
                position.reload(now)

    async def _checkpoint(self, partition: TopicPartition) -> Checkpoint:
        async with self._pool.acquire() as connection:
            return await self._checkpoints.load(connection, partition)


async def _event_offset(
    subscription: Subscription, position: Position, checkpoint: Checkpoint
) -> int:
    if position.from_beginning:
        return (await subscription.offsets(position.partition))[0]
    return checkpoint.next_offset
