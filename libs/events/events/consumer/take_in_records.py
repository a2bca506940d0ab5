"""Takes in what a poll brought of a partition: what comes next is applied, and a gap is judged."""

from collections.abc import Mapping, Sequence

from events.broker.broker import IncomingRecord, Subscription, TopicPartition
from events.clock import Clock
from events.consumer.apply_records import RecordApplier
from events.consumer.guard_partition import PartitionGuard
from events.consumer.partition_set import PartitionSet
from events.consumer.position import Position
from events.consumer.reaction_runners import UntimedRunner
from events.consumer.sequence import pick
from events.errors import SequenceGap


class RecordIntake:
    """Takes in the records of one consumer; `runners` is by full topic name."""

    def __init__(
        self,
        partitions: PartitionSet,
        applier: RecordApplier,
        runners: Mapping[str, UntimedRunner],
        guard: PartitionGuard,
        clock: Clock,
    ) -> None:
        self._partitions, self._applier, self._runners = partitions, applier, runners
        self._guard, self._clock = guard, clock

    async def take_in(
        self, subscription: Subscription, partition: TopicPartition, came: Sequence[IncomingRecord]
    ) -> int:
        """Apply what came of a partition that is being read; return how many were handled."""
        position = self._partitions.reading(partition)
        if position is None or not came:
            return 0
        # Before applying: whether these records are the head, and whether a gap counts as a loss,
        # is judged by how far was read.
        position.read_to(came[-1].offset + 1)
        end = subscription.known_end(partition) or 0
        return await self._guard.run(subscription, position, self._apply(position, came, end))

    async def _apply(self, position: Position, came: Sequence[IncomingRecord], end: int) -> int:
        picked = pick(came, position.next_seq)
        if picked.records:
            # Behind a gap nothing is the head, whatever the broker says of the end.
            head = picked.beyond is None and position.next_offset >= end
            await self._applier.apply(
                position, picked, self._runners[position.partition.topic], head=head
            )
        self._judge_gap(position, picked.beyond, end)
        return len(picked.records)

    def _judge_gap(self, position: Position, beyond: int | None, end: int) -> None:
        gap = position.notice_gap(beyond, end)
        if gap is None:
            return
        # The offset may have been wrong, so a gap counts as a loss only when the topic was read
        # from its beginning.
        if position.from_beginning:
            raise SequenceGap(
                position.partition.topic,
                position.partition.partition,
                position.next_seq,
                gap.actual,
            )
        position.reload(self._clock.monotonic(), from_beginning=True)
