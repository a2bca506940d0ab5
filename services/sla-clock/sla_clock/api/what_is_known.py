"""Says up to when the clock knows a case, so that no answer claims more."""

from collections.abc import Callable
from datetime import datetime, timedelta

from events.consumer.status import ConsumerStatus
from events.sharding import shard_of
from sla_clock.domain.judge_watermarks import Sight
from sla_clock.domain.say_outcome import Knowing

KnownOf = Callable[[str, datetime], Knowing]


def known_of(
    status: Callable[[], ConsumerStatus],
    look: Callable[[datetime], Sight],
    shards: int,
    blind_after_s: float,
) -> KnownOf:
    """Return what says, of a case's id and now, what is known of the case here.

    A case of a shard that this process does not follow is known to another; nothing is said of it.
    """

    def known(case_id: str, now: datetime) -> Knowing:
        shard = shard_of(case_id, shards)
        followed = [one for one in status().partitions if one.partition == shard]
        if not followed:
            return Knowing()
        watermark = followed[0].sees_until
        old = watermark is None or now - watermark > timedelta(seconds=blind_after_s)
        # As the clock speaks of itself: it sees again only once all has been well for a while.
        return Knowing(known_until=watermark, blind=old and look(now).state != "sees")

    return known
