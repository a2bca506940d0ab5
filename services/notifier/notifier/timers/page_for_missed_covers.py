"""Pages for a P1 that nobody took in time, once no other page about it rings (CP-26)."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from events.sharding import shard_of
from events.store.connection import Connection, Pool
from notifier.adapters.missed_covers import MissedCovers, UnpagedBreach
from notifier.adapters.page_stream import PageStreams
from notifier.adapters.watch_cases import WatchedCases
from notifier.domain.page_on_call import PageWanted
from notifier.domain.watch_cover import uncovered_page

RaiseAll: TypeAlias = Callable[[Connection, Sequence[PageWanted], datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class PageForMissedCovers:
    """Looks at all breaches together: a page may end in many ways, and none may be forgotten.

    `raise_all` raises pages of a shard that is locked; `held` returns the shards of which too
    little is known to page anybody.
    """

    pool: Pool
    streams: PageStreams
    watched: WatchedCases
    missed: MissedCovers
    raise_all: RaiseAll
    held: Callable[[], Collection[int]]

    async def step(self) -> int:
        """Look once; return how many pages were raised."""
        # Without a lock, and mostly in vain; it is decided again under the lock of the shard.
        unpaged = await self.missed.unpaged(self.pool)
        held = frozenset(self.held()) if unpaged else frozenset()
        return sum(
            [await self._page(breach) for breach in unpaged if self._shard(breach) not in held]
        )

    async def _page(self, breach: UnpagedBreach) -> int:
        async with self.streams.store.transaction() as tx:
            now = await self.streams.lock(tx, self._shard(breach))
            if not await self.missed.is_unpaged(tx, breach.case_id):
                return 0
            case = (await self.watched.load(tx, [breach.case_id]))[breach.case_id]
            await self.raise_all(tx, [uncovered_page(case, breach.breach_id, now)], now)
            return 1

    def _shard(self, breach: UnpagedBreach) -> int:
        return shard_of(breach.case_id, self.streams.store.shards)
