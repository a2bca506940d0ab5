"""Wakes the sender of this process, so that a page leaves within milliseconds of its event."""

import asyncio
from collections.abc import Sequence

from events.catalogue.page_events import PageAttemptQueued
from events.event import Recorded
from events.store.connection import Connection


class WakeSender:
    """An inline projection that sets the wakeup.

    It does so before the commit, so the sender must look more than once.
    """

    def __init__(self) -> None:
        self.wakeup = asyncio.Event()

    async def __call__(self, tx: Connection, events: Sequence[Recorded], /) -> None:
        """Wake the sender if a message was queued."""
        del tx
        if any(isinstance(recorded.data, PageAttemptQueued) for recorded in events):
            self.wakeup.set()
