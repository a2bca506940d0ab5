"""Recreates the event topics after the embedded broker has forgotten them and made some of its own.

Services never delete a topic. This is the operator's part of the local system: its broker keeps
topics in memory only, makes any that it is asked about with four partitions, and cannot extend one.
The store has all the events.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress

from events.broker.broker import BrokerTrouble
from events.broker.make_topic_anew import make_unfit_topics_anew

LOOK_EVERY_S = 2.0


async def keep_topics(
    bootstrap_servers: str, topics: Mapping[str, int], tell: Callable[[str], None]
) -> None:
    """Look every two seconds, until cancelled; `topics` gives the number of partitions by name.

    A broker that does not answer is asked again later: its users report that already.
    """
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        with suppress(BrokerTrouble):
            for topic in await make_unfit_topics_anew(bootstrap_servers, topics):
                tell(f"topic {topic} made again: the broker had forgotten it")
