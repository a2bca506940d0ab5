"""What is known of a case is what its own shard's watermark says, where that shard is followed."""

from datetime import UTC, datetime, timedelta

import pytest

from events.consumer.status import ConsumerStatus, PartitionStatus
from events.sharding import shard_of
from sla_clock.api.what_is_known import known_of
from sla_clock.domain.judge_watermarks import Sight, State
from sla_clock.domain.say_outcome import Knowing
from tests.sla_clock.followed_shards import followed_shard

NOW = datetime(2026, 11, 16, 14, tzinfo=UTC)
SHARDS = 4
SHARD = shard_of("c1", SHARDS)


def known(shards: list[PartitionStatus], sight: State) -> Knowing:
    """What is known of c1."""
    status = ConsumerStatus(partitions=tuple(shards), broker_silent_s=0.0)
    return known_of(lambda: status, lambda _: Sight(state=sight), SHARDS, 5.0)("c1", NOW)


@pytest.mark.parametrize(
    ("age_s", "sight", "blind"),
    [(1, "sees", False), (1, "blind", False), (6, "sees", False), (6, "blind", True)],
)
def test_a_case_is_blind_where_its_shard_is_behind_and_the_clock_says_so(
    age_s: int, sight: State, blind: bool
) -> None:
    watermark = NOW - timedelta(seconds=age_s)
    others = followed_shard((SHARD + 1) % SHARDS, None)
    assert known([others, followed_shard(SHARD, watermark)], sight) == Knowing(
        known_until=watermark, blind=blind
    )


def test_a_shard_of_which_nothing_came_yet_is_not_seen() -> None:
    assert known([followed_shard(SHARD, None)], "not-yet") == Knowing(blind=True)


def test_of_a_shard_that_another_process_follows_nothing_is_said() -> None:
    assert known([followed_shard((SHARD + 1) % SHARDS, NOW)], "blind") == Knowing()
