"""Reacts to sla-clock's events: a deadline warned or breached is worth a page, one met or cancelled makes it needless."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.deadline_events import DeadlineMoved, DeadlineResumed, DeadlineStarted
from events.consumer.reaction import Batch
from events.store.connection import Connection
from notifier.adapters.log_reading import LogReading
from notifier.adapters.watch_cases import WatchedCases
from notifier.domain.watch_case import case_id_of, look_through
from notifier.reactions.apply_findings import FindingsApplier

_MOVE_DUE = (DeadlineStarted, DeadlineMoved, DeadlineResumed)


@dataclass(frozen=True, slots=True)
class WhenDeadlinesPass:
    """The reaction to `sla-clock.events`. It reads what intake's events said of a case and changes nothing of it."""

    watched: WatchedCases
    applier: FindingsApplier
    reading: LogReading

    async def apply(self, batch: Batch[Connection]) -> None:
        """Settle what was found."""
        waiting = await self.watched.waiting(batch.tx, batch.topic, batch.partition)
        spoken_of = {case_id for recorded in batch.events if (case_id := case_id_of(recorded.data))}
        cases = await self.watched.load(batch.tx, spoken_of | {page.case_id for page in waiting})
        found = look_through(batch.events, cases, waiting)
        await self.watched.save_dues(batch.tx, _dues(batch))
        await self.applier.settle(batch, found, waiting, cases)
        if not batch.head and batch.events:
            place = batch.topic, batch.partition
            await self.reading.read_on(batch.tx, place, batch.events[-1].recorded_at)


def _dues(batch: Batch[Connection]) -> dict[str, datetime]:
    said = (recorded.data for recorded in batch.events)
    return {event.case_id: event.due_at for event in said if isinstance(event, _MOVE_DUE)}
