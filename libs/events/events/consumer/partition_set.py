"""The partitions that are ours now and where we stand in each.

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

    One that was assigned anew has a new, unknown position: what was known of it before is
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
        """Return the position of a partition that is being read; what comes for any other is
        dropped."""
        position = self._positions.get(partition)
        return position if position is not None and position.state == "reading" else None

    def applied_to(self, partition: TopicPartition) -> int:
        """Return the next seq of a partition: of one that is read elsewhere or not at all, as the
        database said a few seconds ago."""
        position = self.reading(partition)
        return self._stored.get(partition, (1, 0))[0] if position is None else position.next_seq

    def clear(self) -> None:
        """Nothing is assigned any more."""
        self._positions = {}

    def meet(self, subscription: Subscription, now: float) -> None:
        """Take over what the last poll brought of the assignment."""
        known, self._positions = self._positions, {}
        for partition in subscription.assigned():
            assignment, old = subscription.assignment(partition), known.get(partition)
            if old is None or old.assignment != assignment:
                old = Position(partition=partition, assignment=assignment, load_at=now)
            self._positions[partition] = old

    async def load(self, position: Position, subscription: Subscription) -> None:
        """Find out where to go on in a partition, and seek it."""
        checkpoint = await self._checkpoint(position.partition)
        offset = await _event_offset(subscription, position, checkpoint)
        position.start_reading(checkpoint, offset)
        await subscription.seek(position.partition, offset)
        subscription.resume(position.partition)

    def look_from_beginning(self, gone: OffsetGone, now: float) -> None:
        """The offset is of no help: look from the topic's beginning; if that was of no help either,
        after a pause."""
        position = self._positions.get(gone.partition)
        if position is None:
            return
        if position.from_beginning:
            position.back_off(now, str(gone))
        else:
            position.reload(now, from_beginning=True)

    def notice_lost_records(self, subscription: Subscription, now: float) -> None:
        """A topic that ends before where we have read to has lost its records: read what the relay
        puts into it, from the beginning."""
        for position in self._positions.values():
            end = subscription.known_end(position.partition)
            if position.state == "reading" and end is not None and end < position.next_offset:
                position.reload(now, from_beginning=True)

    async def notice_other_checkpoints(self, now: float) -> None:
        """A database that crashed, or came back from a copy, may have forgotten what was applied:
        read again what it no longer has.

        While it does not answer there is nothing to notice.
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
