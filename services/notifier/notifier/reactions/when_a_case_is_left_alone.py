"""Pages for an answered P1 that was left alone, until there is a workaround (CP-26)."""

from dataclasses import dataclass

from events.store.connection import Connection
from events.timers.timers import Timer
from notifier.adapters.cover_timers import CoverTimers
from notifier.adapters.read_on_call_directory import read_directory
from notifier.domain.watch_cover import idle_after, idle_page
from notifier.reactions.apply_findings import FindingsApplier

_HAS_A_PAGE = frozenset({"p1-opened", "p1-idle", "cover-breached"})


@dataclass(frozen=True, slots=True)
class WhenACaseIsLeftAlone:
    """Works in the transaction that took the timer out of the table."""

    applier: FindingsApplier
    cover: CoverTimers

    async def __call__(self, tx: Connection, timer: Timer) -> None:
        """Raise a page, unless the case no longer needs one or already has an open one."""
        case_id = timer.payload.decode()
        case = (await self.applier.watched.load(tx, [case_id])).get(case_id)
        if case is None:
            return
        # Decided again: a timer is not dropped when its case is over, and the rules may have
        # changed.
        after = idle_after(case, await read_directory(tx, self.cover.timers.schema))
        if after is None:
            return
        now = await self.applier.streams.lock(tx, timer.shard)
        pages = await self.applier.open_pages.of_cases(tx, [case_id])
        if not any(page.reason in _HAS_A_PAGE for page in pages):
            await self.applier.raise_all(tx, [idle_page(case, timer.due_at, now)], now)
        # Page or not: the timer was taken out to fire, and the case is watched until it needs
        # nobody.
        await self.cover.again(tx, timer.shard, case_id, now + after)
