"""Reacts to intake's events: a P1 is worth a page, an answer or an end makes pages needless, a customer has a name."""

from dataclasses import dataclass

from events.catalogue.case_events import LikelyTwinMarked
from events.catalogue.customer_events import CustomerRegistered
from events.consumer.reaction import Batch
from events.store.connection import Connection
from notifier.adapters.cover_timers import CoverTimers
from notifier.adapters.log_reading import LogReading
from notifier.adapters.watch_cases import WatchedCases
from notifier.domain.watch_case import case_id_of, look_through
from notifier.reactions.apply_findings import FindingsApplier


@dataclass(frozen=True, slots=True)
class WhenCasesChange:
    """The reaction to `intake.events`."""

    watched: WatchedCases
    applier: FindingsApplier
    cover: CoverTimers
    reading: LogReading

    async def apply(self, batch: Batch[Connection]) -> None:
        """Remember the cases as they are now, and settle what was found."""
        changed = {case_id for recorded in batch.events if (case_id := case_id_of(recorded.data))}
        waiting = await self.watched.waiting(batch.tx, batch.topic, batch.partition)
        before = await self.watched.load(batch.tx, changed | _twins(batch))
        cases = dict(before)
        found = look_through(batch.events, cases, waiting)
        moved = [case for case in cases.values() if before.get(case.case_id) != case]
        await self.watched.save(batch.tx, moved)
        await self.watched.save_customers(batch.tx, _names(batch))
        await self.applier.settle(batch, found, waiting, cases)
        live = {
            case_id_of(recorded.data) for recorded in batch.events if not recorded.meta.imported
        }
        await self.cover.follow(
            batch.tx, batch.partition, [case for case in moved if case.case_id in live]
        )
        if not batch.head and batch.events:
            place = batch.topic, batch.partition
            await self.reading.read_on(batch.tx, place, batch.events[-1].recorded_at)


def _twins(batch: Batch[Connection]) -> set[str]:
    said = (recorded.data for recorded in batch.events)
    return {event.twin_id for event in said if isinstance(event, LikelyTwinMarked)}


def _names(batch: Batch[Connection]) -> dict[str, str]:
    said = (recorded.data for recorded in batch.events)
    return {
        event.customer_id: event.name for event in said if isinstance(event, CustomerRegistered)
    }
