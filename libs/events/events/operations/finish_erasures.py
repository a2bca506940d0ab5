"""Ends in the list of erasures what was begun there: once it is committed, or carried out where it
was not."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final, Generic, TypeVar

from events.clock import Clock
from events.event import Event
from events.operations.erasures_file import BadErasuresFile, end_erasure, unfinished_erasures
from events.run_forever import Recovery, run_forever
from events.store.postgres_store import PostgresStore

E = TypeVar("E", bound=Event)

_POLL_S: Final = 1.0
_RECOVERY: Final = Recovery(pause_s=1.0, longest_pause_s=60.0, tolerated=(OSError, BadErasuresFile))

StreamOf = Callable[[E], tuple[str, str]]
"""Gives the stream that an erasure is recorded in, and its routing key."""

Repeat = Callable[[Sequence[E]], Awaitable[int]]
"""Erases again whoever is readable although an erasure was begun."""


class FinishErasures(Generic[E]):
    """Works off the list of one service; several instances may share the file.

    It looks at the log under the lock of the shard, so that an erasure that is being committed is
    never taken for one that failed. What failed, or is not in a database that came from a backup,
    is carried out: nobody refused it.
    """

    def __init__(
        self,
        file: Path,
        kind: type[E],
        store: PostgresStore,
        stream_of: StreamOf[E],
        repeat: Repeat[E],
    ) -> None:
        self._file, self._kind, self._store = file, kind, store
        self._stream_of, self._repeat = stream_of, repeat
        self._seen: tuple[int, int] | None = None

    async def run(self, clock: Clock) -> None:
        """End what was begun, until cancelled."""
        await run_forever(
            "list of erasures", self.step, clock=clock, idle_s=_POLL_S, recovery=_RECOVERY
        )

    async def step(self) -> int:
        """End what was begun; return how many erasures that were.

        Raises BadErasuresFile, OSError, and what the store raises.
        """
        now = _state_of(self._file)
        if now is None or now == self._seen:
            return 0
        begun = unfinished_erasures(self._file, self._kind)
        for event in begun:
            if not await self._is_recorded(event):
                await self._repeat([event])
            end_erasure(self._file, event)
        self._seen = now if not begun else None
        return len(begun)

    async def _is_recorded(self, event: E) -> bool:
        stream, routing_key = self._stream_of(event)
        recorded = await self._store.read_stream_at_rest(stream, routing_key)
        return any(one.data == event for one in recorded)


def _state_of(file: Path) -> tuple[int, int] | None:
    """Return a file's size and when it changed; None without one."""
    try:
        state = file.stat()
    except FileNotFoundError:
        return None
    return state.st_size, state.st_mtime_ns
