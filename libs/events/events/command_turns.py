"""Lets commands that lost a race for a stream take turns, so that not all of them lose again."""

import asyncio
from weakref import WeakValueDictionary


class CommandTurns:
    """A lock for each stream that is contended in this process.

    It exists only as long as somebody holds it or waits for it.
    """

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[tuple[int, str], asyncio.Lock] = WeakValueDictionary()

    def of(self, store: object, stream: str) -> asyncio.Lock:
        """Return the lock of a stream. Keep a reference while you need it: nothing else does."""
        return self._locks.setdefault((id(store), stream), asyncio.Lock())


TURNS = CommandTurns()
