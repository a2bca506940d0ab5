"""Fires the timers of a partition up to the newest watermark that it has reached."""

from collections.abc import Coroutine, Iterator

from events.broker.broker import Subscription
from events.consumer.apply_records import RecordApplier
from events.consumer.guard_partition import PartitionGuard
from events.consumer.known_time import KnownTime
from events.consumer.partition_set import PartitionSet
from events.consumer.position import Position
from events.consumer.reaction_runners import UntimedRunner
from events.consumer.watermark_intake import WatermarkIntake


class DueTimers:
    """The due timers of one topic. `known` is told up to when they have fired."""

    def __init__(
        self,
        applier: RecordApplier,
        runner: UntimedRunner,
        watermarks: WatermarkIntake,
        known: KnownTime,
        guard: PartitionGuard,
    ) -> None:
        self._applier, self._runner, self._watermarks = applier, runner, watermarks
        self._known, self._guard = known, guard

    def firing(
        self, subscription: Subscription, topic: str, partitions: PartitionSet
    ) -> Iterator[Coroutine[object, object, int]]:
        """Return the work of firing for each partition of the topic that is being read."""
        ready = [
            position
            for position in partitions.events()
            if position.partition.topic == topic and position.state == "reading"
        ]
        # Begun one by one: after a cancellation no coroutine is left that nobody awaits.
        return (self._fire(subscription, position) for position in ready)

    async def _fire(self, subscription: Subscription, position: Position) -> int:
        shard = position.partition.partition
        until = self._watermarks.reached(shard, position.next_seq)
        if until is None:
            return 0
        fired = 0
        if self._runner.may_fire(shard, until):
            fired = await self._guard.run(
                subscription, position, self._applier.fire(position, until, self._runner)
            )
        # Firing may have stopped the partition: then its timers have not fired, and nothing is
        # known.
        if position.state == "reading" and self._known.note(position.partition, until):
            position.went_well()
        return fired
