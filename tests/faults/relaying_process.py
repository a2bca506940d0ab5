"""A relay as a process of its own, which may kill or freeze itself between the broker's
acknowledgement and the cursor."""

import asyncio
import signal
import sys

from events.clock import SystemClock
from events.relay.pacing import RelayPacing
from events.relay.relay import Relay
from events.store.connection import make_pool
from tests.faults.doomed_broker import DoomedBroker
from tests.faults.ground import Ground

LEASE_S = 0.6


async def main(dsn: str, servers: str, prefix: str, doomed_at: str, by: str) -> None:
    """Send until killed; `by` (a signal's name) comes at the acknowledgement of that number, or
    before that send (-n); 0: never."""
    ground = Ground(dsn, servers, prefix, seed=0)
    broker = DoomedBroker(ground.broker(), int(doomed_at), signal.Signals[by])
    pacing = RelayPacing(lease_s=LEASE_S, batch=20, back_off_s=0.05)
    pool = await make_pool(dsn, size=2, application_name="relay")
    await Relay(pool, ground.outbox, broker, clock=SystemClock(), pacing=pacing).run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
