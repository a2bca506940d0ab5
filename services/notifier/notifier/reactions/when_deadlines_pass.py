"""Reacts to sla-clock's events: a deadline warned or breached is worth a page, one met or cancelled makes it needless."""

from dataclasses import dataclass

from events.consumer.reaction import Batch
from events.store.connection import Connection
from notifier.adapters.watch_cases import WatchedCases
from notifier.domain.watch_case import case_id_of, look_through
from notifier.reactions.settle_pages import SettlePages


@dataclass(frozen=True, slots=True)
class WhenDeadlinesPass:
    """The reaction to `sla-clock.events`. It reads what intake's events said of a case and changes nothing of it."""

    watched: WatchedCases
    settling: SettlePages

    async def apply(self, batch: Batch[Connection]) -> None:
        """Settle what was found."""
        waiting = await self.watched.waiting(batch.tx, batch.topic, batch.partition)
        spoken_of = {case_id for recorded in batch.events if (case_id := case_id_of(recorded.data))}
        cases = await self.watched.load(batch.tx, spoken_of | {page.case_id for page in waiting})
        found = look_through(batch.events, cases, waiting)
        await self.settling.settle(batch, found, waiting, cases)
