"""A shard that cannot go on sees no more than it has applied, whatever watermarks come to it."""

from datetime import UTC, datetime, timedelta

import pytest

from events.consumer.status import ConsumerStatus
from sla_clock.api.what_is_known import known_of
from sla_clock.domain.judge_watermarks import Sight, SightRules
from sla_clock.timers.watch_sight import SightWatch, watermarks_of
from tests.sla_clock.followed_shards import followed_shard

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
BEFORE = NOON - timedelta(seconds=6)


@pytest.mark.parametrize(("applied_until", "sees"), [(BEFORE, False), (NOON, True), (None, False)])
async def test_it_is_blind_once_what_it_applied_is_too_old(
    applied_until: datetime | None, sees: bool
) -> None:
    status = ConsumerStatus(
        partitions=[
            followed_shard(0, NOON),
            followed_shard(1, NOON, problem="no calendar", applied_until=applied_until),
        ]
    )
    assert watermarks_of(status) == {0: NOON, 1: applied_until}

    async def stores_time() -> datetime:
        return NOON

    watch = SightWatch(lambda: status, stores_time, SightRules(blind_after_s=5.0))
    # It has seen before.
    watch._sight = Sight(state="sees", since=BEFORE, looked_at=NOON - timedelta(seconds=1))
    assert (watch.at(NOON).state == "sees") is sees


def test_no_answer_claims_to_know_what_such_a_shard_has_not_applied() -> None:
    status = ConsumerStatus(
        partitions=[followed_shard(0, NOON, problem="no calendar", applied_until=BEFORE)]
    )
    known = known_of(lambda: status, lambda now: Sight(state="blind"), 1, 5.0)("c1", NOON)
    assert (known.known_until, known.blind) == (BEFORE, True)
