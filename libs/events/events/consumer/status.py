"""What a consumer reports about itself, for health checks, lag displays, and the clock's sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from events.consumer.position import Position, State
from events.watermark import Watermark


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionStatus:
    """One partition.

    `lag` is in records, None while unknown; `watermark_lag_s` is by the host's clock, for display
    only. `problem` says why the partition backs off or has stopped; `parked_keys` have dead
    letters. `applied_until`: all that was recorded up to then is applied, and fired if it has
    timers.
    """

    topic: str
    partition: int
    state: State
    next_seq: int
    lag: int | None
    problem: str | None
    parked_keys: int
    watermark: datetime | None
    watermark_lag_s: float | None
    applied_until: datetime | None = None

    @property
    def sees_until(self) -> datetime | None:
        """Return the newest watermark; where there is trouble, up to when all is applied.

        A partition that tries the same records again and again sees nothing of what comes.
        """
        return self.watermark if self.problem is None else self.applied_until


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerStatus:
    """All partitions of the present assignment.

    `broker_silent_s` is how long ago the broker last answered; `lag` is as of then.
    """

    partitions: Sequence[PartitionStatus]
    broker_silent_s: float = 0.0

    @property
    def stopped(self) -> Sequence[PartitionStatus]:
        """Return the partitions that a person must look at."""
        return [partition for partition in self.partitions if partition.state == "stopped"]

    @property
    def lag(self) -> int:
        """Return how many records are known to wait, over all partitions."""
        return sum(partition.lag or 0 for partition in self.partitions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What is known of a partition, beside its position.

    `end`: the offset after its last record; `watermark`: the newest of its shard; `applied_until`:
    up to when everything is applied.
    """

    end: int | None
    watermark: Watermark | None
    applied_until: datetime | None


def status_of(position: Position, reached: Reached, now: datetime) -> PartitionStatus:
    """Return the status of a partition."""
    end, watermark = reached.end, reached.watermark
    return PartitionStatus(
        topic=position.partition.topic,
        partition=position.partition.partition,
        state=position.state,
        next_seq=position.next_seq,
        lag=None if end is None else max(0, end - position.next_offset),
        problem=position.problem,
        parked_keys=len(position.checkpoint.parked),
        watermark=watermark.at if watermark else None,
        watermark_lag_s=(now - watermark.at).total_seconds() if watermark else None,
        applied_until=reached.applied_until,
    )
