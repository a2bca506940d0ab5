"""A sandbox's clock that was just moved is not blind: the watermarks of the new time are on their
way.
"""

from datetime import UTC, datetime, timedelta

from events.consumer.status import ConsumerStatus, PartitionStatus
from sla_clock.domain.judge_watermarks import SightRules
from sla_clock.timers.watch_sight import SightWatch

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def status() -> ConsumerStatus:
    """One shard with events, whose newest watermark is of noon."""
    shard = PartitionStatus(
        topic="intake.events",
        partition=0,
        state="reading",
        next_seq=2,
        lag=0,
        problem=None,
        parked_keys=0,
        watermark=NOON,
        watermark_lag_s=0.0,
    )
    return ConsumerStatus(partitions=[shard])


async def test_a_watermark_from_before_a_move_counts_until_the_move_has_come_through() -> None:
    now, moves = [NOON], [timedelta(0)]

    async def stores_time() -> datetime:
        return now[-1]

    watch = SightWatch(status, stores_time, SightRules(), lambda: moves[-1])
    await watch.look()
    assert watch.at(now[-1]).state == "sees"

    now.append(NOON + DAY)
    moves.append(DAY)
    assert watch.at(now[-1]).state == "sees"

    # No watermark of the new time has come within the time that it takes.
    moves.append(timedelta(0))
    assert watch.at(now[-1]).state == "blind"
