"""Up to which instant everything recorded in a topic is applied here."""

from collections.abc import Mapping
from datetime import datetime

from events.broker.broker import TopicPartition
from events.consumer.partition_set import PartitionSet
from events.consumer.watermark_intake import WatermarkIntake


class KnownTime:
    """The newest such instant of each shard; it never goes back.

    `timed` is the topic whose timers must have fired, too.
    """

    def __init__(self, intakes: Mapping[str, WatermarkIntake], timed: str | None) -> None:
        self._intakes, self._timed = intakes, timed
        self._known: dict[TopicPartition, datetime] = {}

    def note(self, partition: TopicPartition, at: datetime) -> bool:
        """Note that everything in a shard up to `at` is applied; return whether that is news."""
        before = self._known.get(partition)
        if before is not None and at <= before:
            return False
        self._known[partition] = at
        return True

    def note_applied(self, partitions: PartitionSet) -> None:
        """Note the newest watermark that each partition has reached.

        Not for the timed topic, for which `note` is called when its timers have fired.
        """
        for topic, intake in self._intakes.items():
            if topic != self._timed:
                for shard in intake.shards():
                    partition = TopicPartition(topic, shard)
                    reached = intake.reached(shard, partitions.applied_to(partition))
                    if reached is not None:
                        self.note(partition, reached)

    def of(self, partition: TopicPartition) -> datetime | None:
        """Return a shard's instant; of one without events, when it was last seen to have none."""
        intake = self._intakes.get(partition.topic)
        known = self._known.get(partition)
        return known or (intake.empty_at(partition.partition) if intake else None)

    def until(self, topic: str) -> datetime | None:
        """Return the earliest instant of all shards; None if one has none, or without
        watermarks."""
        intake = self._intakes.get(topic)
        instants = (
            [self.of(TopicPartition(topic, shard)) for shard in intake.shards()] if intake else []
        )
        known = [instant for instant in instants if instant is not None]
        # One shard of which nothing is known may hold an event of any age.
        return min(known) if known and len(known) == len(instants) else None
