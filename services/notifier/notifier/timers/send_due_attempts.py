"""Sends the messages that are due: each contact method that something is due to has its own worker.

A crash between sending and writing the outcome: the lease ends, and the message is sent again under
the same key.
"""

import asyncio
from collections.abc import Sequence

from notifier.adapters.claim_attempts import Address
from notifier.timers.send_to_address import SenderParts, SendToAddress
from webapi.outbound.sender_for_each import MOST_WORKERS, DueAddress, SenderForEach


class SendDueAttempts:
    """One sender a process; several processes share the work by their claims."""

    def __init__(self, parts: SenderParts, most_workers: int = MOST_WORKERS) -> None:
        self.parts = parts
        self._sender = SenderForEach(self._due, self._work, parts.clock, most_workers)

    async def step(self) -> int:
        """Send all that is due now, and wait for it; return how many messages were tried."""
        return await self._sender.step()

    async def begin(self) -> list["asyncio.Task[int]"]:
        """Give a worker to each due address that has none, and return the new ones at once."""
        return await self._sender.begin()

    async def run(self, wakeup: asyncio.Event) -> None:
        """Look for work, until cancelled."""
        await self._sender.run(wakeup)

    async def _due(self) -> Sequence[DueAddress[Address]]:
        # A copy of each is made that says no more than the sender needs to know.
        return [
            DueAddress(address=due.address, retrying=due.retrying)
            for due in await self.parts.claims.due_addresses()
        ]

    async def _work(self, address: Address, ending: asyncio.Event) -> int:
        return await SendToAddress(self.parts, address, ending).run()
