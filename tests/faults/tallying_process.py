"""A projection as a process of its own, which is built from the topic until it is killed."""

import asyncio
import sys

from events.broker.kafka_broker import KafkaBroker
from events.store.connection import make_pool
from tests.faults.applying import noting
from tests.faults.tallying import Tallying


async def main(dsn: str, servers: str, topic: str) -> None:
    """Build on, until killed."""
    pool = await make_pool(dsn, size=2, application_name="tallying")
    await noting(KafkaBroker(servers, grouped=False), pool, topic, reaction=Tallying()).run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
