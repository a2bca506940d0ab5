"""A shard of intake's log as a clock process follows it."""

from datetime import datetime

from events.consumer.status import PartitionStatus


def followed_shard(
    number: int,
    watermark: datetime | None,
    *,
    problem: str | None = None,
    applied_until: datetime | None = None,
) -> PartitionStatus:
    """Read to its end, with events, and with this newest watermark; or held up by a problem."""
    return PartitionStatus(
        topic="intake.events",
        partition=number,
        state="reading",
        next_seq=2,
        lag=0,
        problem=problem,
        parked_keys=0,
        watermark=watermark,
        watermark_lag_s=None if watermark is None else 0.0,
        applied_until=applied_until,
    )
