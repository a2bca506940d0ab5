"""Finds the soonest timer, so that intake can be told when the clock needs the next watermark."""

from collections.abc import Callable

from events.consumer.consumer import Consumer
from events.relay.due_hints import DueHint
from events.timers.timers import Timers


def soonest_of(consumer: Consumer, timers: Timers) -> Callable[[], DueHint | None]:
    """Return a function that looks up, in memory, the soonest timer of the shards followed here.

    That function returns None while memory does not hold the timers of all these shards.
    """

    def soonest() -> DueHint | None:
        shards = tuple(
            sorted(one.partition for one in consumer.status().partitions if one.state == "reading")
        )
        # A hint speaks for all its shards: one that is missing here might hold a sooner timer, and
        # its watermark would come late.
        if not shards or not all(timers.knows(shard) for shard in shards):
            return None
        instants = [due for shard in shards if (due := timers.known_earliest(shard)) is not None]
        return DueHint(shards=shards, due_at=min(instants, default=None))

    return soonest
