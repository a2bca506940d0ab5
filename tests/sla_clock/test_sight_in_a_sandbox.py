"""A sandbox's clock that was just moved is not blind: the watermarks of the new time are on their
way.
"""

from datetime import UTC, datetime, timedelta

from events.consumer.status import ConsumerStatus
from sla_clock.domain.judge_watermarks import SightRules
from sla_clock.timers.watch_sight import SightWatch
from tests.sla_clock.followed_shards import followed_shard

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def status() -> ConsumerStatus:
    """One shard with events, whose newest watermark is of noon."""
    return ConsumerStatus(partitions=[followed_shard(0, NOON)])


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
