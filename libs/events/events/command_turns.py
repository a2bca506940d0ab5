"""Lets commands that lost a race for a stream go one after the other, so that not all of them lose
again."""

import asyncio
from weakref import WeakValueDictionary


class CommandTurns:
    """A lock for each stream that is contended in this process; it is gone as soon as nobody holds
    or waits for it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[tuple[int, str], asyncio.Lock] = WeakValueDictionary()

    def of(self, store: object, stream: str) -> asyncio.Lock:
        """Return the lock of a stream in that store.

        Keep it while it is needed: nothing else does.
        """
        return self._locks.setdefault((id(store), stream), asyncio.Lock())


TURNS = CommandTurns()
