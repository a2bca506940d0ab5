"""Watches cases and their deadlines: the notifier's one reaction to a batch."""

from dataclasses import dataclass

from events.consumer.reaction import Batch
from events.store.connection import Connection
from notifier.adapters.cover_timers import CoverTimers
from notifier.adapters.erased_people import ErasedPeople
from notifier.adapters.log_reading import LogReading
from notifier.adapters.missed_covers import MissedCovers
from notifier.adapters.watch_cases import WatchedCases
from notifier.reactions.apply_findings import FindingsApplier
from notifier.reactions.findings import (
    case_id_of,
    case_ids_of,
    customer_names_of,
    due_times_of,
    look_through,
    missed_covers_of,
)


@dataclass(frozen=True, slots=True)
class CaseWatch:
    """The reaction to `intake.events` and to `sla-clock.events`; `reactions_table.py` says all."""

    watched: WatchedCases
    applier: FindingsApplier
    cover: CoverTimers
    missed: MissedCovers
    reading: LogReading
    erased: ErasedPeople

    async def apply(self, batch: Batch[Connection]) -> None:
        """Remember what the batch says of cases and customers, then resolve and raise pages."""
        waiting = await self.watched.waiting(batch.tx, batch.topic, batch.partition)
        needed = case_ids_of(batch.events) | {page.case_id for page in waiting}
        before = await self.watched.load(batch.tx, needed)
        cases = dict(before)
        findings = look_through(batch.events, cases, waiting)
        changed = [case for case in cases.values() if before.get(case.case_id) != case]
        # Cases, dues and names come first: a page that is raised below joins them in its row.
        await self.watched.save(batch.tx, changed)
        await self.watched.save_dues(batch.tx, due_times_of(batch.events))
        await self.missed.save(batch.tx, missed_covers_of(batch.events))
        await self.watched.save_customers(batch.tx, customer_names_of(batch.events))
        await self.applier.apply(batch, findings, waiting, cases)
        await self.erased.take(batch.tx, batch.events)
        live = {case_id_of(r.data) for r in batch.events if not r.meta.imported}
        covered = [case for case in changed if case.case_id in live]
        await self.cover.follow(batch.tx, batch.partition, covered)
        if not batch.head and batch.events:
            # Shared in the batch's transaction: another process may fire timers for this shard.
            partition = batch.topic, batch.partition
            await self.reading.read_on(batch.tx, partition, batch.events[-1].recorded_at)
